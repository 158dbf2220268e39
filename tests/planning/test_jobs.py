import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnexp.datasets import load
from nnexp.planning.jobs import cut, jobs_of, portions
from nnexp.planning.plan import full_grid, make_plan
from nnexp.settings import DataSettings, GridPoint, parse
from nnexp.store import StoredRun
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.costs import expected_seconds
from nnexp.trainables.book.trainable import BOOK
from nnexp.trainables.outcome import Curve

DIGITS = load(DataSettings())


def plan_of(points, repeats=1):
    return make_plan(BOOK, full_grid(points, repeats), {BOOK.source(GridPoint()): DIGITS}, "t")


def stored(run_id, epochs, status="ok"):
    return StoredRun(
        run_id, epochs, status, "", METRICS, Curve(1, np.zeros((epochs, len(METRICS))))
    )


def starts(known_epochs, status, checkpoint, asked=10):
    """The epochs from which jobs start, for one run of which something is known."""
    plan = plan_of([GridPoint(epochs=asked)])
    (run_id,) = plan.runs
    known = {} if known_epochs is None else {run_id: stored(run_id, known_epochs, status)}
    checkpoints = {} if checkpoint is None else {run_id: checkpoint}
    return [job.start for job in jobs_of(plan, known, checkpoints)]


def test_only_what_is_missing_is_trained():
    assert starts(None, "ok", None) == [0]
    assert starts(10, "ok", None) == []
    assert starts(12, "ok", 12) == []
    assert starts(7, "ok", 7) == [7]
    assert starts(7, "ok", None) == [0]


def test_diverged_runs_are_known_and_other_failures_are_tried_again():
    assert starts(3, "diverged", None) == []
    assert starts(0, "diverged", None) == []
    assert starts(3, "timeout", 3) == [3]
    assert starts(3, "error", None) == [0]
    assert starts(3, "interrupted", 3) == [3]


def test_a_checkpoint_beyond_the_known_curve_is_not_continued():
    assert starts(3, "ok", 8) == [0]
    assert starts(None, "ok", 8) == [0]


@given(st.lists(st.floats(1e-6, 100), max_size=60), st.integers(1, 8), st.floats(0.01, 1))
def test_parts_are_all_jobs_in_order_and_no_longer_than_asked(costs, workers, longest):
    parts = cut(costs, workers, longest)
    assert [index for part in parts for index in part] == list(range(len(costs)))
    for part in parts:
        assert len(part) == 1 or sum(costs[index] for index in part) <= longest * (1 + 1e-9)


def test_parts_become_small_at_the_end():
    parts = cut([0.001] * 2_000, workers=4)
    assert max(map(len, parts)) >= 90
    assert [len(part) for part in parts[-4:]] == [1, 1, 1, 1]
    assert len(parts) < 200


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 3, 40]), st.sampled_from(["float32", "float64"])),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 4),
)
def test_portions_hold_each_job_once_on_the_same_encoding_the_longest_first(choices, workers):
    points = [
        parse({"lr": 0.001 * (number + 1), "epochs": epochs, "training": {"dtype": dtype}})[0]
        for number, (epochs, dtype) in enumerate(choices)
    ]
    jobs = jobs_of(plan_of(points), {}, {})
    costs = {job.run.run_id: expected_seconds(job.run.point, job.epochs, DIGITS) for job in jobs}
    parts = portions(
        jobs, costs, lambda job: BOOK.reads(job.run.point, DIGITS.fingerprint), workers
    )
    handed_out = [job.run.run_id for part in parts for job in part]
    assert sorted(handed_out) == sorted(costs)
    assert all(len({job.run.point.training.dtype for job in part}) == 1 for part in parts)
    first = [costs[part[0].run.run_id] for part in parts]
    assert first == sorted(first, reverse=True)


def test_more_work_is_expected_to_take_longer():
    def seconds(**changes):
        point = dataclasses.replace(GridPoint(), **changes)
        return expected_seconds(point, point.epochs, DIGITS)

    assert seconds(epochs=50) > 5 * seconds(epochs=5)
    assert seconds(hidden_nodes=(1000,)) > seconds(hidden_nodes=(10,))
    assert seconds(data=DataSettings(train_size=10)) < seconds()
