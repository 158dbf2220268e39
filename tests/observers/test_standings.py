"""Means of what has finished, against plain arithmetic."""

import numpy as np
import pytest

from nnexp.execution.observing import Failed, Finished, ObservedRun, Planned, measured
from nnexp.observers.standings import Standings
from nnexp.trainables.book.columns import BOOK

METRICS = list(BOOK.metrics)


def planned(lrs=(0.1, 0.3), repeats=2, epochs=4):
    return Planned(
        "answer",
        len(lrs) * repeats,
        {
            f"{lr}-{repeat}": ObservedRun({"lr": lr, "seed": 1}, repeat, epochs, epochs, 1.0)
            for lr in lrs
            for repeat in range(repeats)
        },
        BOOK,
    )


def curve(accuracies, metric="validation_accuracy"):
    values = np.full((len(accuracies), len(METRICS)), np.nan)
    values[:, METRICS.index(metric)] = accuracies
    return values


def noted(plan, curves, **more):
    standings = Standings(plan, on_test=False)
    for run_id, accuracies in curves.items():
        standings.note(measured(run_id, 1, curve(accuracies, **more)))
        standings.note(Finished(run_id))
    return standings


def test_curves_are_means_over_the_repeats_that_finished_the_best_first():
    standings = noted(
        planned(),
        {
            "0.1-0": [0.1, 0.2, 0.3, 0.4],
            "0.1-1": [0.3, 0.2, 0.5, 0.6],
            "0.3-1": [0.5, 0.6, 0.7, 0.8],
        },
    )
    best, other = standings.ranked()
    assert (best.settings, other.settings) == ((0.3,), (0.1,))
    assert best.curve == pytest.approx([0.5, 0.6, 0.7, 0.8])
    assert other.curve == pytest.approx([0.2, 0.2, 0.4, 0.5])
    assert standings.head() == ["lr", "finished", "failures", "validation accuracy"]
    assert standings.row(best) == ["0.3", "1 of 2", "", "80.00 %"]
    assert standings.row(other) == ["0.1", "2 of 2", "", "50.00 %"]
    assert (standings.ended, standings.done.epochs, standings.total.epochs) == (3, 12, 16)


def test_a_part_that_is_told_twice_counts_once_and_parts_join():
    standings = Standings(planned(lrs=(0.1,), repeats=1), on_test=False)
    standings.note(measured("0.1-0", 1, curve([0.1, 0.2])))
    standings.note(measured("0.1-0", 1, curve([0.1, 0.2])))
    standings.note(measured("0.1-0", 3, curve([0.3, 0.4])))
    standings.note(Finished("0.1-0"))
    standings.note(Finished("0.1-0"))
    assert standings.ranked()[0].curve == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert standings.ended == 1


def test_failures_are_counted_by_reason_and_rank_last():
    standings = noted(planned(), {"0.3-0": [0.1, 0.1, 0.1, 0.1]})
    standings.note(Failed("0.1-0", "diverged", "weights are not finite"))
    standings.note(Failed("0.1-1", "diverged", "weights are not finite"))
    standings.note(Failed("0.3-1", "timeout", "took long"))
    assert standings.told_failures(5) == [
        "2: diverged: weights are not finite",
        "1: timeout: took long",
    ]
    assert standings.told_failures(1)[1:] == ["1 for other reasons"]
    assert [standings.row(one) for one in standings.ranked()] == [
        ["0.3", "1 of 2", "1", "10.00 %"],
        ["0.1", "0 of 2", "2", ""],
    ]


def test_without_validation_data_the_test_data_rank():
    standings = noted(planned(), {"0.1-0": [0.1, 0.2, 0.3, 0.4]}, metric="test_accuracy")
    assert standings.head()[-1] == "test accuracy"


def test_where_lower_is_better_the_lowest_is_first():
    from random_walk import WALK

    runs = {str(pull): ObservedRun({"pull": pull}, 0, 1, 1, 1.0) for pull in (0.1, 0.2)}
    standings = Standings(Planned("answer", 2, runs, WALK.columns), on_test=False)
    for run_id, distance in (("0.1", 3.0), ("0.2", 2.0)):
        standings.note(measured(run_id, 1, np.array([[distance, 0.0]])))
        standings.note(Finished(run_id))
    assert [standings.row(one)[-1] for one in standings.ranked()] == ["2", "3"]


def test_lines_of_the_chart_span_its_frame():
    standings = noted(planned(), {"0.1-0": [0.0, 0.5, 0.5, 1.0], "0.3-0": [0.5] * 4})
    chart = standings.chart(standings.ranked())
    assert (chart.low, chart.high, chart.last) == ("0.00 %", "100.00 %", 4)
    points = [tuple(map(float, pair.split(","))) for pair in chart.lines[0].points.split()]
    assert points[0] == (chart.left, chart.bottom)
    assert points[-1] == (chart.right, chart.top)
    assert [line.label for line in chart.lines] == ["lr=0.1", "lr=0.3"]


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    values = np.linspace(0, 1, 5_000)
    standings = noted(planned(lrs=(0.1,), repeats=1, epochs=5_000), {"0.1-0": values})
    (group,) = standings.ranked()
    assert len(group.epochs) == 100
    assert (group.epochs[0], group.epochs[-1]) == (1, 5_000)
    assert group.curve == pytest.approx(values[group.epochs - 1])


def test_with_nothing_measured_there_is_no_chart():
    standings = Standings(planned(), on_test=False)
    assert standings.chart(standings.ranked()) is None
    assert standings.head() == ["lr", "finished", "failures"]
