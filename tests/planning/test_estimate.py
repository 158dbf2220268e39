"""The cost of a sweep: schedules against bounds, rates against a training that is timed."""

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.datasets import load
from nnexp.planning.costs import makespan
from nnexp.settings import GridPoint, StoreSettings, SweepSettings, parse
from nnexp.sweeps import run_sweep
from nnexp.sweeps.preview import preview
from nnexp.trainables.book.costs import Rates, expected, measure_rates

COSTS = st.lists(st.floats(0.01, 100), max_size=6)


@given(COSTS, st.integers(1, 3))
def test_a_schedule_lies_between_its_bounds(costs, workers):
    lower = max([sum(costs) / workers, *costs, 0])
    found = makespan(costs, workers)
    assert found >= lower * (1 - 1e-12)
    # Graham 1969: longest first is at most 4/3 of the best schedule.
    assert found <= 4 / 3 * _best(costs, workers) + 1e-9


def _best(costs, workers):
    """By trying every way to hand out the jobs."""
    return min(
        max(sum(c for c, w in zip(costs, way, strict=True) if w == n) for n in range(workers))
        for way in itertools.product(range(workers), repeat=len(costs))
    )


def test_one_worker_takes_the_sum_and_nothing_takes_no_time():
    assert makespan([1.0, 2.0, 3.5], 1) == 6.5
    assert makespan([], 4) == 0


def test_a_runs_time_is_linear_in_its_epochs_and_rows():
    rates = Rates(start=0.5, per_sample=2e-3, per_measured=1e-3)
    assert expected(10, (100, 50), rates) == pytest.approx(0.5 + 10 * (0.2 + 0.05))


def test_rates_are_positive_and_grow_with_the_network():
    data = load(GridPoint().data)
    small, large = (measure_rates(GridPoint(hidden_nodes=(nodes,)), data) for nodes in (5, 1_000))
    assert small.per_sample > 0
    assert small.per_measured >= 0
    assert large.per_sample > 3 * small.per_sample


def _grid(tmp_path, epochs):
    point, sweep = parse({"hidden_nodes": 5, "repeats": 2})
    sweep = dataclasses.replace(sweep, store=StoreSettings(path=str(tmp_path / "store.sqlite")))
    grid = [dataclasses.replace(point, lr=lr, epochs=e) for lr in (0.1, 0.2) for e in epochs]
    return grid, sweep


def test_a_preview_counts_what_merging_and_the_store_save(tmp_path):
    grid, sweep = _grid(tmp_path, (1, 3))
    fresh = preview(grid, sweep)
    assert (fresh.points, fresh.trials, fresh.runs, fresh.to_train) == (4, 8, 4, 4)
    assert (fresh.epochs_asked, fresh.epochs_to_train) == (16, 12)
    assert fresh.seconds > 0
    assert list(tmp_path.iterdir()) == []

    run_sweep(grid, sweep, tmp_path / "out")
    again = preview(grid, sweep)
    assert (again.runs, again.to_train, again.seconds) == (4, 0, 0)

    longer = preview(_grid(tmp_path, (5,))[0], sweep)
    assert (longer.to_train, longer.epochs_to_train) == (4, 4 * (5 - 3))


def test_more_workers_take_less_time(tmp_path):
    grid, sweep = _grid(tmp_path, (3,))
    one, four = (preview(grid, _with_workers(sweep, count)).seconds for count in (1, 4))
    assert four < one


def _with_workers(sweep: SweepSettings, count: int) -> SweepSettings:
    return dataclasses.replace(sweep, engine=dataclasses.replace(sweep.engine, workers=count))
