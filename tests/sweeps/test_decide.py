"""Sweeps that decide: driven to the same end whatever happens on the way."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from small_grids import points

import nnexp
from nnexp.deciding import Step
from nnexp.execution.observing import Deciding, Event, Finished
from nnexp.report.html import make_report
from nnexp.report.verification import verify
from nnexp.settings import SettingsError, SweepSettings, parse, unflatten
from nnexp.sweeps import SweepData, run_sweep
from nnexp.sweeps.decide import OtherDecisionError
from nnexp.sweeps.record import UnfinishedError

METRICS = "validation_accuracy", "test_accuracy"
GRID = {"lr": [0.03, 0.1], "epochs": [1, 2], "data__train_size": [200]}


def _settings(folder: Path, **more: Any) -> SweepSettings:
    given = {
        "decide": "all",
        "decide.margin": 0.03,
        "decide.looks": (2, 3),
        "decide.budget": 3000,
        "store.path": str(folder / "store.sqlite"),
        "engine.workers": 2,
    }
    return parse(unflatten({**given, **more}))[1]


def _run(folder: Path, *, observer: Any = None, **more: Any) -> SweepData:
    observers = {} if observer is None else {"test": observer}
    console, settings = Console(quiet=True), _settings(folder, **more)
    return run_sweep(points(**GRID), settings, folder / "out", console=console, observers=observers)


def _decision(sweep: SweepData) -> Any:
    assert sweep.decided is not None
    return sweep.decided[1]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[SweepData, list[Deciding], int]:
    """An undisturbed sweep, the steps that it told of, and how many runs ended in it."""
    told: list[Deciding] = []
    ended = 0

    def observe(event: Event) -> None:
        nonlocal ended
        if isinstance(event, Deciding):
            told.append(event)
        ended += isinstance(event, Finished)

    sweep = _run(tmp_path_factory.mktemp("whole"), observer=observe)
    return sweep, told, ended


def test_it_explores_then_confirms_on_fresh_repeats(whole):
    sweep, told, _ = whole
    kinds = [one.step.kind for one in told]
    assert kinds == sorted(kinds)  # explore, then look
    assert {"explore", "look"} == set(kinds)
    for one in told:
        for asked in one.step.asked:
            assert (min(asked.repeats) < 3) == (one.step.kind == "explore")
    asked = {
        (dict(one.point)["lr"], dict(one.point)["epochs"], repeat)
        for event in told
        for one in event.step.asked
        for repeat in one.repeats
    }
    rows = sweep.table[["lr", "epochs", "repeat"]].itertuples(index=False, name=None)
    assert set(rows) == asked


def test_what_is_worked_out_again_from_the_folder_is_what_was_decided(whole):
    sweep, told, _ = whole
    loaded = nnexp.load(sweep.directory)
    assert _decision(loaded) == _decision(sweep)
    assert [one.step for one in _decision(loaded).story] == [one.step for one in told]
    assert loaded.record.decided == {
        "start": {"lr": [0.03, 0.1], "epochs": [1, 2]},
        "prefix": True,
        "ended": _decision(sweep).ended,
        "steps": len(told),
        "trainings": _decision(sweep).trainings,
        "epochs": _decision(sweep).units,
    }


def test_the_budget_used_grows_by_what_each_step_says(whole):
    _, told, _ = whole
    spent = [one.spent for one in told]
    assert spent == [sum(one.step.units for one in told[:place]) for place in range(len(told))]
    assert {(one.budget, one.unit) for one in told} == {(3000.0, "epochs")}


def test_the_best_setting_is_the_named_one_with_the_accuracy_that_was_reported(whole):
    sweep, _, _ = whole
    decision, (best,) = _decision(sweep), sweep.answers
    spot = next(one for one in decision.answers if one.goal == "sweet_spot")
    assert best.setting == dict(decision.point)
    rows = sweep.table[sweep.table["repeat"].between(3, 2 + spot.repeats)]
    for name, value in best.setting.items():
        rows = rows[rows[name] == value]
    assert best.selection.repeats == len(rows) == spot.repeats
    assert best.selection.mean == pytest.approx(rows["validation_accuracy"].mean())
    for told, name in zip(best.held_out or (best.selection, best.test), METRICS, strict=True):
        assert dataclasses.astuple(told) == pytest.approx(dataclasses.astuple(spot.estimates[name]))
    assert len(best.ranking) == len(spot.left)


def test_its_report_is_checked_from_its_table(whole):
    sweep, _, _ = whole
    page = make_report(sweep.directory, plots=False)
    assert verify(sweep.directory)[1] == ()
    text = page.read_text()
    assert "How it was decided" in text
    assert text.count("fresh repeats") >= 2


def _stop_after(runs: int) -> Any:
    left = runs

    def observe(event: Event) -> None:
        nonlocal left
        left -= isinstance(event, Finished)
        if left < 0:
            raise KeyboardInterrupt

    return observe


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.95])
def test_stopped_anywhere_it_goes_on_to_the_same_end(whole, tmp_path, part):
    sweep, _, ended = whole
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path, observer=_stop_after(int(part * ended)))
    with pytest.raises(UnfinishedError, match="was not finished"):
        nnexp.load(tmp_path / "out")
    again = _run(tmp_path, **{"engine.workers": 1})
    assert again.table_hash == sweep.table_hash
    assert _decision(again) == _decision(sweep)


@pytest.mark.slow
@pytest.mark.parametrize("more", [{"engine": "processes"}, {"engine": "dask"}])
def test_every_engine_decides_the_same(whole, tmp_path, more):
    again = _run(tmp_path, **more)
    assert again.table_hash == whole[0].table_hash
    assert _decision(again) == _decision(whole[0])


def test_a_budget_in_epochs_is_never_passed_and_says_that_it_ended_it(whole, tmp_path):
    budget = _decision(whole[0]).units - 1
    sweep = _run(tmp_path, **{"decide.budget": budget})
    assert _decision(sweep).ended == "budget"
    assert sweep.counts.epochs_trained <= budget
    assert "The budget ended it" in make_report(sweep.directory, plots=False).read_text()
    after = json.loads((sweep.directory / "findings.json").read_text())["next"]
    assert after["settings"]["decide.budget"] == [str(2 * budget)]


def test_without_time_only_the_first_step_is_made(tmp_path):
    sweep = _run(tmp_path, **{"decide.budget": "0.001s"})
    decision = _decision(sweep)
    assert (decision.ended, len(decision.story)) == ("stopped", 1)
    assert sorted(sweep.table["repeat"].unique()) == [0, 1, 2]
    page = make_report(sweep.directory, plots=False)
    assert verify(sweep.directory)[1] == ()
    assert "nothing is confirmed: the budget ended it" in page.read_text()


def test_a_decision_of_another_version_is_told(whole):
    sweep, _, _ = whole
    other = {**sweep.record.decided, "steps": 99}
    record = dataclasses.replace(sweep.record, decided=other)
    with pytest.raises(OtherDecisionError, match=r"ended after 99 steps .* run the sweep again"):
        _ = dataclasses.replace(sweep, record=record).decided


def test_every_trial_is_in_order_and_asked_for_once(whole):
    sweep, _, _ = whole
    assert not sweep.table.duplicated(["lr", "epochs", "repeat"]).any()
    steps: list[Step] = [one.step for one in _decision(sweep).story]
    assert len(sweep.table) == sum(len(one.repeats) for step in steps for one in step.asked)


@pytest.mark.parametrize(
    ("grid", "more", "line"),
    [
        (
            {"lr": [0.1, 0.3], "seed": [1, 2]},
            {},
            "decide=all: seed differs between grid points (1, 2), and each value is a question of "
            "its own; start one sweep for each: seed=1 first",
        ),
        (
            {"lr": [0.1, 0.3]},
            {"decide": "capacity"},
            "decide=capacity: the sweep has no setting of which that can be asked",
        ),
        (
            {"lr": [0.1, 0.3]},
            {"decide.budget": 3},
            "decide.budget=3: is spent before every point of the grid has 3 short trainings",
        ),
    ],
)
def test_what_cannot_be_decided_is_told_before_anything_is_done(tmp_path, grid, more, line):
    with pytest.raises(SettingsError) as refused:
        run_sweep(points(**grid), _settings(tmp_path, **more), tmp_path / "out")
    assert str(refused.value).startswith(line)
    assert not (tmp_path / "out").exists()


def test_points_that_are_no_grid_are_refused(tmp_path):
    some = [*points(lr=[0.1], epochs=[1]), *points(lr=[0.3], epochs=[2])]
    with pytest.raises(
        SettingsError, match=r"; name the values of each setting, for example lr=0\.1,0\.3$"
    ):
        run_sweep(some, _settings(tmp_path), tmp_path / "out")
