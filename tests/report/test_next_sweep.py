"""What would settle an open question: the command, its arguments, and what it costs."""

from __future__ import annotations

import dataclasses
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from simulated_sweep import simulate, simulate_points
from stored_sweep import store_sweep
from sweep_records import a_result

import nnexp
from nnexp.analysis.next_step import More
from nnexp.report import next_sweep as next_sweeps
from nnexp.report.html import make_report
from nnexp.report.main_findings import main_findings
from nnexp.report.next_sweep import Cost, NextSweep, cost_text, next_sweep
from nnexp.report.verification import verify
from nnexp.sweeps.data import SweepData
from nnexp.trainables.book.columns import BOOK

START = "python -m nnexp -m "


def _of(frames: Any, *overrides: str, **settings: Any) -> SweepData:
    table, curves, swept = frames
    known = {"overrides": list(overrides), "settings": settings}
    return a_result(Path("out"), table, curves, swept, **known)


def _next(sweep: SweepData) -> NextSweep | None:
    return next_sweep(sweep, main_findings(sweep), costed=False)


def _wants(sweep: SweepData, *steps: Any) -> NextSweep | None:
    """What follows from the first open finding if it asked for these steps."""
    found = [one for one in main_findings(sweep) if one.verdict.state == "open"]
    return next_sweep(sweep, [dataclasses.replace(found[0], next=steps)], costed=False)


def test_a_grid_goes_on_beyond_its_best_end_in_its_own_steps():
    sweep = _of(
        simulate({"lr": (0.01, 0.02, 0.04), "epochs": (1, 2)}), "lr=0.01,0.02,0.04", "epochs=1,2"
    )
    after = _next(sweep)
    assert after is not None
    assert after.command == START + "lr=0.01,0.02,0.04,0.08 epochs=1,2"
    assert after.settings == {"lr": (0.01, 0.02, 0.04, 0.08), "epochs": (1, 2)}


def test_below_its_first_value_too():
    axes = {"lr": (0.9, 2.7, 8.1), "epochs": (1,)}
    after = _next(_of(simulate(axes), "lr=0.9,2.7,8.1", "epochs=1"))
    assert after is not None
    assert after.command == START + "lr=0.3,0.9,2.7,8.1 epochs=1"


def test_what_is_known_not_to_overfit_yet_is_trained_longer():
    sweep = _of(simulate({"lr": (0.002, 0.003)}, repeats=5), "lr=0.002,0.003", "epochs=5")
    after = _next(sweep)
    assert after is not None
    # The budget was no axis: the longer training has the shorter one in its curve.
    assert after.command == START + "lr=0.002,0.003,0.0045 epochs=10"


def test_settled_questions_have_no_next_sweep():
    assert _next(_of(simulate({"lr": (0.01, 0.2, 4.0), "epochs": (1,)}, repeats=30))) is None


def test_of_very_many_trials_it_is_not_told_what_is_left(monkeypatch):
    points, axes = [{"lr": 0.1}, {"lr": 0.2}], {"lr": (0.4,)}
    assert sum(map(len, next_sweeps._new(points, axes, 3, all_of=False).values())) == 3
    assert sum(map(len, next_sweeps._new(points, {}, 7, all_of=True).values())) == 14
    monkeypatch.setattr(next_sweeps, "_MOST_TRIALS", 13)
    assert next_sweeps._new(points, axes, 3, all_of=False) is not None
    assert next_sweeps._new(points, {}, 7, all_of=True) is None


def test_repeats_are_asked_for_where_the_grid_is_wide_enough():
    sweep = _of(simulate({"lr": (0.15, 0.2, 0.25), "epochs": (1,)}, repeats=3), "lr=0.15,0.2,0.25")
    after = _wants(sweep, More(12))
    assert after is not None
    assert after.command == START + "lr=0.15,0.2,0.25 repeats=12"
    assert _wants(sweep, More(None)) is None


def test_points_that_are_no_product_go_on_around_the_best():
    points = [{"lr": 0.01, "epochs": 1}, {"lr": 0.02, "epochs": 2}, {"lr": 0.04, "epochs": 2}]
    sweep = _of(simulate_points(points), "+point={lr:0.01,epochs:1},{lr:0.02,epochs:2}", "name=a")
    after = _next(sweep)
    assert after is not None
    assert after.command == START + "name=a epochs=2 lr=0.02,0.04,0.08"
    assert after.settings == {"epochs": (2,), "lr": (0.02, 0.04, 0.08)}


def test_a_sweeper_that_chose_its_points_is_not_imitated():
    frames = simulate({"lr": (0.01, 0.02, 0.04)})
    assert _next(_of(frames, "lr=interval(0.01,0.04)", "hydra/sweeper=optuna")) is None


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost(0, 0, 0.0), "The store knows all of its runs: nothing is left to train."),
        (
            Cost(1, 20, 75.0),
            "1 run to train (20 epochs, about 1 min 15 s); what the store knows is not trained "
            "again.",
        ),
        (
            Cost(3, 9, None),
            "3 runs to train (9 epochs); what the store knows is not trained again.",
        ),
    ],
)
def test_what_it_takes_in_a_sentence(cost, said):
    assert cost_text(cost, BOOK) == said


def test_the_report_has_the_command_and_is_checked_against_the_table(tmp_path):
    folder = store_sweep(tmp_path / "sweep", {"lr": (0.01, 0.02, 0.04)})
    page = make_report(folder, plots=False)
    data = json.loads((folder / "findings.json").read_text())
    assert data["next"]["command"] == START + "lr=0.01,0.02,0.04,0.08 epochs=10"
    assert f"<code>{data['next']['command']}</code>" in page.read_text()
    assert verify(folder)[1] == ()
    text = page.read_text()
    page.write_text(text.replace("0.02,0.04,0.08", "0.02,0.04,0.06"))
    (folder / "findings.json").write_text(json.dumps(data).replace("0.04,0.08", "0.04,0.06"))
    assert any("next.command" in line for line in verify(folder)[1])


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    axes = {"lr": [0.01, 0.03], "epochs": [1, 3], "repeats": 4}
    return nnexp.sweep({"data.train_size": 300}, hidden_nodes=10, **axes, quiet=True, directory="a")


@pytest.mark.slow
def test_the_pasted_command_trains_what_was_said_and_leads_on(small, tmp_path):
    make_report(tmp_path / "a", plots=False)
    after = json.loads((tmp_path / "a" / "findings.json").read_text())["next"]
    assert after["cost"]["seconds"] > 0
    command = after["command"].replace("python", shlex.quote(sys.executable), 1)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "results" / "sweep").iterdir()
    counts = nnexp.load(folder).counts
    assert counts.trained + counts.extended == after["cost"]["runs"]
    assert counts.epochs_trained == after["cost"]["epochs"]
    again = json.loads((folder / "findings.json").read_text())["next"]
    assert again is None or again["command"] != after["command"]
    assert again is None or again["command"] in done.stdout


def test_python_gets_the_arguments(small, tmp_path):
    arguments = small.next()
    assert arguments["lr"] == [0.01, 0.03, 0.09]
    assert arguments["epochs"] == [1, 3, 6]
    assert arguments["hidden_nodes"] == 10
    assert arguments["data.train_size"] == 300
    longer = nnexp.sweep(arguments, quiet=True, directory="b")
    assert len(longer.table) == 4 * 3 * 3
    assert longer.counts.extended == 8
    assert longer.next() != arguments
