"""Sweeps of a user's own model that decide: from end to end, whatever the model is like."""

from __future__ import annotations

import math
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

import nnexp
from nnexp.cli.main import main
from nnexp.errors import NnexpError
from nnexp.report.html import make_report
from nnexp.report.verification import verify


def descend(lr: float, kind: Literal["steep", "mild"] = "mild", epochs: int = 4, *, seed: int):
    """Errors that are least at lr=0.3, twice as large where it is steep, and fall by epochs."""
    noise = random.Random(seed)
    level = (2 if kind == "steep" else 1) * (1 + math.log(lr / 0.3) ** 2)
    for epoch in range(epochs):
        error = level + 4 * 0.3**epoch
        yield {
            "validation_rmse": error + noise.gauss(0, 0.05),
            "test_rmse": error + noise.gauss(0, 0.05),
        }


def once(lr: float, *, seed: int):
    """One measurement and no epochs."""
    share = 0.9 - 0.02 * math.log(lr / 0.1) ** 2
    return {"validation_accuracy": share + random.Random(seed).gauss(0, 0.003)}


def decided(folder: Path, model: Any, /, name: str = "out", **settings: Any) -> Any:
    given = {"store.path": str(folder / "store.sqlite"), "engine": "threads", "engine.workers": 2}
    given |= {"decide": "all", **{key.replace("__", "."): one for key, one in settings.items()}}
    return nnexp.sweep(model, given, directory=folder / name, quiet=True)


@pytest.fixture(scope="module")
def descended(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return decided(
        tmp_path_factory.mktemp("descended"),
        descend,
        lr=[0.03, 0.3, 3.0],
        kind=["steep", "mild"],
        epochs=[2, 4],
        decide__margin=0.1,
    )


def test_lower_is_better_and_a_choice_is_explored_at_its_own_best(descended):
    _, decision = descended.decided
    assert decision.ended == "settled"
    assert descended.best["kind"] == "mild"
    assert 0.1 <= descended.best["lr"] <= 0.9
    # Both kinds were tried; fresh repeats have the one that exploring chose.
    assert set(descended.table["kind"]) == {"steep", "mild"}
    assert set(descended.table.loc[descended.table["repeat"] >= 3, "kind"]) == {"mild"}
    spot = next(one for one in decision.answers if one.goal == "sweet_spot")
    assert dict(spot.where)["kind"] == "mild"
    truth = 1 + math.log(descended.best["lr"] / 0.3) ** 2
    estimate = spot.estimates["validation_rmse"]
    assert estimate.low - 0.04 < truth < estimate.high + 0.04  # what epochs have left of it


def test_its_folder_gives_the_same_and_its_report_is_checked(descended):
    loaded = nnexp.load(descended.directory)
    assert loaded.decided == descended.decided
    assert loaded.best == descended.best
    page = make_report(descended.directory, plots=False).read_text()
    assert "How it was decided" in page
    assert verify(descended.directory)[1] == ()


def test_a_function_without_a_budget_is_decided(tmp_path):
    found = decided(tmp_path, once, lr=[0.01, 0.1, 1.0])
    assert found.decided[1].ended == "settled"
    assert 0.05 < found.best["lr"] < 0.2
    assert [one.analysis for one in found.findings()] == ["sweet_spot"]
    assert found.decided[1].units == found.decided[1].trainings == len(found.table)


def test_what_it_leaves_open_has_arguments_to_go_on_with(tmp_path):
    found = decided(tmp_path, once, lr=[0.05, 0.1, 0.2], decide__budget=20)
    assert found.decided[1].ended == "budget"
    after = found.next()
    assert (after["lr"], after["decide.budget"]) == ([0.05, 0.1, 0.2], "40")
    again = nnexp.sweep(once, after, directory=tmp_path / "again", quiet=True)
    assert again.decided[1].units > 20
    assert again.counts.reused >= len(found.table) - 1


@pytest.mark.parametrize(
    ("model", "settings", "line"),
    [
        (
            descend,
            {"lr": [0.1, 0.3]},
            "decide=all: how much of validation rmse is too little to matter only you can say; "
            "for example decide.margin=0.1",
        ),
        (
            descend,
            {"lr": 0.1, "kind": ["steep", "mild"], "decide.margin": 0.1, "decide": "sweet_spot"},
            "decide=sweet_spot: the sweep has no setting of which that can be asked",
        ),
        (once, {"lr": [0.1, 0.3], "decide.margin": 0.7}, "decide.margin=0.7: must be above 0 and"),
    ],
)
def test_what_cannot_be_decided_is_told_in_a_line(tmp_path, model, settings, line):
    with pytest.raises(NnexpError) as refused:
        decided(tmp_path, model, **settings)
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


def test_folds_that_do_not_reach_for_the_looks_are_told(tmp_path):
    from sklearn.datasets import load_iris
    from sklearn.linear_model import RidgeClassifier
    from sklearn.model_selection import KFold

    model = nnexp.estimator(RidgeClassifier(), *load_iris(return_X_y=True), cv=KFold(5))
    with pytest.raises(NnexpError, match=r"decide.looks=\[2,4\]: .* cv, which has 5, .* take 7"):
        decided(tmp_path, model, alpha=[0.1, 1.0], decide__looks=(2, 4))


def test_an_estimator_is_decided(tmp_path):
    from sklearn.datasets import load_iris
    from sklearn.neighbors import KNeighborsClassifier

    model = nnexp.estimator(KNeighborsClassifier(), *load_iris(return_X_y=True))
    terms = {"decide.margin": 0.05, "decide.looks": (5, 10, 20)}
    found = decided(tmp_path, model, n_neighbors=[1, 5, 25], weights=["uniform"], **terms)
    spot = next(one for one in found.decided[1].answers if one.goal == "sweet_spot")
    assert isinstance(found.best["n_neighbors"], int)
    assert spot.repeats in (5, 10, 20)
    assert spot.estimates["validation_accuracy"].low > 0.8


def test_a_refused_command_leaves_no_folder(tmp_path, monkeypatch, capsys):
    (tmp_path / "model.py").write_text(MODEL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    assert main(["-m", "train=model.py:train", "lr=0.1,0.3", "epochs=3", "decide=all"]) != 0
    sys.modules.pop("model", None)
    assert "how much of validation mse is too little" in capsys.readouterr().err
    assert not [*tmp_path.glob("results/sweep/*")]


MODEL = """
import random, time

def train(lr: float, *, seed: int):
    noise = random.Random(seed)
    while True:
        time.sleep(0.01)
        yield {"validation_mse": abs(lr - 0.2) + noise.gauss(1, 0.01)}
"""


@pytest.mark.slow
@pytest.mark.parametrize("said", ["exploring", "look 1 of 3"])
def test_killed_and_resumed_it_comes_to_the_same_end(tmp_path, said):
    (tmp_path / "model.py").write_text(MODEL)
    words = [
        "lr=0.05,0.2,0.8",
        "epochs=4",
        "decide=all",
        "decide.margin=0.02",
        "decide.looks=[4,8,16]",
    ]

    def start(name: str) -> subprocess.Popen[str]:
        more = [f"hydra.sweep.dir={name}", f"store.path={name}.sqlite", "engine.workers=2"]
        return subprocess.Popen(
            [sys.executable, "-m", "nnexp", "-m", "train=model.py:train", *words, *more],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def record(name: str) -> dict[str, Any]:
        process = start(name)
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told
        found: dict[str, Any] = yaml.safe_load((tmp_path / name / "sweep.yaml").read_text())
        return found

    killed = start("killed")
    assert killed.stderr is not None
    assert any(line.startswith(said) for line in killed.stderr)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    whole, resumed = record("whole"), record("killed")
    assert resumed["table_hash"] == whole["table_hash"]
    assert resumed["decided"] == whole["decided"]
