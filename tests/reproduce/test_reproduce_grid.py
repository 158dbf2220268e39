"""From a claim's sweep file to a grid."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from nnexp.claims.book import CLAIMS
from nnexp.claims.chart import Chart
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above
from nnexp.claims.experiment import Experiment, choice, whole
from nnexp.errors import NnexpError
from nnexp.metrics import Metric
from nnexp.reproduce.grid import ReproduceError, read_measurements, read_trainings, sweep_file
from nnexp.settings import DataSettings, GridPoint, NetworkSettings


def nothing(frame: pd.DataFrame):
    return above(frame["x"].to_numpy(), 0.0, "x", "x is")


CLAIM = Claim(
    id="mine",
    section="1.1",
    sentence="It is so.",
    statistic="x",
    rule="reproduced if so, not reproduced if not",
    judge=nothing,
    chart=lambda frame: Chart("t", "a", ()),
)


def measure(values, seed, repeat):
    return {"z": values["x"] + seed + repeat}


MINE = Experiment(
    "mine",
    {"x": whole("a number"), "y": choice("a word", "a", "b")},
    (Metric("z", "sum"),),
    measure,
)
MEASURED = dataclasses.replace(CLAIM, experiment=MINE)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write `sweeps/claims/mine.yaml` in the current directory."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> Path:
        path = tmp_path / "sweeps" / "claims" / "mine.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


TRAININGS = """
# mine
grid:
  lr: [0.1, 0.3]
  hidden_nodes: [0, [20, 10]]
points:
  - {data: xor, network.bias: true}
  - {data: digits, data.input_range: [-1, 1]}
epochs: 2
training: {batch_size: 4}
repeats: 7
quick:
  grid: {lr: [0.2]}
  repeats: 3
  training.batch_size: 8
"""


def test_points_and_axes_are_crossed(written):
    written(TRAININGS)
    asked = read_trainings(CLAIM, quick=False)
    assert len(asked.points) == 8
    assert asked.sweep.repeats == 7
    assert asked.sweep.name == "mine"
    assert (
        GridPoint(
            lr=0.3,
            epochs=2,
            hidden_nodes=(20, 10),
            data=DataSettings("xor"),
            network=NetworkSettings(bias=True),
            training=dataclasses.replace(GridPoint().training, batch_size=4),
        )
        in asked.points
    )
    assert asked.command == "python -m nnexp -m +sweep=claims/mine"


def test_a_quick_look_changes_what_it_names(written):
    written(TRAININGS)
    asked = read_trainings(CLAIM, quick=True)
    assert len(asked.points) == 4
    assert {point.lr for point in asked.points} == {0.2}
    assert {point.training.batch_size for point in asked.points} == {8}
    assert asked.sweep.repeats == 3
    assert asked.command == (
        "python -m nnexp -m +sweep=claims/mine lr=0.2 repeats=3 training.batch_size=8"
    )


def test_an_experiments_grid_has_names_of_its_own(written):
    written("experiment: mine\ngrid: {x: [1, 2], y: [a, b]}\nrepeats: 4\nquick: {grid: {x: [1]}}\n")
    full = read_measurements(MEASURED, quick=False)
    assert [MINE.flat(point) for point in full.points] == [
        {"x": x, "y": y, "seed": 1} for x in (1, 2) for y in ("a", "b")
    ]
    assert full.sweep.repeats == 4
    assert len(read_measurements(MEASURED, quick=True).points) == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("grid: {lr: [0.1, abc]}\n", "lr=abc: must be a number above 0 and at most 1000"),
        ('grid: {lr: "0.1,0.3"}\n', "grid: write the values of each axis as a list"),
        ("grid: {lrr: [1]}\n", "grid: there is no setting 'lrr' (did you mean 'lr'?)"),
        ("lr: 1\nquick: 3\n", "quick: must hold what a quick look changes"),
        ("lr: 1\nquick: {lrr: 3}\n", "quick: lrr: there is no setting 'lrr'"),
        ("lr: 1\nquick: {grid: [1]}\n", "quick: grid: must hold names with lists of values"),
        ("experiment: mine\ngrid: {x: [1]}\n", "holds an experiment"),
    ],
)
def test_what_is_wrong_with_trainings_is_one_line_with_the_file(written, text, problem):
    path = written(text)
    with pytest.raises(NnexpError) as caught:
        read_trainings(CLAIM, quick=True)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{path}: ")
    assert problem in line


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("grid: {lr: [1]}\n", "must say experiment: mine"),
        ("experiment: other\ngrid: {x: [1]}\n", "must say experiment: mine"),
        ("experiment: mine\n", "grid: must hold names with lists of values"),
        ("experiment: mine\ngrid: {x: 1}\n", "grid: must hold names with lists of values"),
        ("experiment: mine\ngrid: {x: [1]}\n", "grid: lacks y"),
        ("experiment: mine\ngrid: {x: [0], y: [a]}\n", "grid: x=0: must be a whole number"),
        ("experiment: mine\ngrid: {x: [1], y: [c]}\n", "grid: y=c: must be one of a, b"),
        ("experiment: mine\ngrid: {w: [1], x: [1], y: [a]}\n", "grid: w is no setting of this"),
        ("experiment: mine\ngrid: {x: [1], y: [a]}\nrepeats: 0\n", "repeats=0: must be a whole"),
        ("experiment: mine\ngrid: {x: [1]}\nlr: 3\n", "lr: must be one of grid, repeats, seed"),
    ],
)
def test_what_is_wrong_with_an_experiment_is_one_line_with_the_file(written, text, problem):
    path = written(text)
    with pytest.raises(ReproduceError) as caught:
        read_measurements(MEASURED, quick=False)
    assert str(caught.value).startswith(f"{path}: {problem}")


def test_a_claim_without_a_file_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReproduceError) as caught:
        sweep_file(CLAIM)
    assert str(caught.value) == "mine: has no sweep file claims/mine.yaml"


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.id for claim in CLAIMS])
def test_every_claim_has_a_grid(claim, quick):
    if claim.experiment is None:
        asked = read_trainings(claim, quick=quick)
        assert len(asked.points) > 1
        assert asked.sweep.repeats > 1
    else:
        measured = read_measurements(claim, quick=quick)
        assert len(measured.points) > 1
        assert measured.sweep.repeats > 1
