"""Frames as arrays paired over repeats."""

import numpy as np
import pandas as pd
import pytest

from nnexp.analysis.finding import AnalysisError
from nnexp.claims.pairing import at_own_best, by_level, labels, under


def frame(**more):
    rows = [
        {"rule": rule, "lr": lr, "seed": 1, "repeat": repeat, "status": "ok",
         "validation_accuracy": quality - abs(np.log10(lr / best)) / 10,
         "test_accuracy": quality - abs(np.log10(lr / best)) / 10 + repeat / 100}
        for rule, best, quality in (("book", 0.1, 0.9), ("exact", 1.0, 0.8))
        for lr in (0.1, 1.0)
        for repeat in (0, 1, 2)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**more)


def test_values_of_a_repeat_stand_at_the_same_place_whatever_the_order_of_rows():
    shuffled = frame().sample(frac=1, random_state=3)
    one, other = (by_level(rows, ["rule", "lr"], "test_accuracy") for rows in (frame(), shuffled))
    assert set(one) == {("book", 0.1), ("book", 1.0), ("exact", 0.1), ("exact", 1.0)}
    for level, values in one.items():
        np.testing.assert_array_equal(values, other[level])
    np.testing.assert_allclose(one["book", 0.1], [0.9, 0.91, 0.92])


def test_seeds_make_repeats_of_their_own():
    two = pd.concat([frame(), frame(seed=2)])
    assert len(by_level(two, ["rule", "lr"], "test_accuracy")["book", 0.1]) == 6


def test_failed_and_missing_trials_are_empty():
    rows = frame()
    rows.loc[0, "status"] = "diverged"
    values = by_level(rows.drop(index=1), ["rule", "lr"], "test_accuracy")["book", 0.1]
    assert np.isnan(values).tolist() == [True, True, False]


def test_a_trial_given_twice_is_refused():
    with pytest.raises(AnalysisError) as caught:
        by_level(frame(), "rule", "test_accuracy")
    assert str(caught.value) == (
        "claim: two rows for rule=book seed=1 repeat=0; pass each trial once"
    )


def test_a_missing_column_is_named():
    with pytest.raises(AnalysisError, match="no column 'nonsense'"):
        by_level(frame(), "nonsense", "test_accuracy")


def test_each_level_is_reported_at_its_own_best():
    levels, chosen = at_own_best(frame(), "rule")
    assert chosen == {"book": 0.1, "exact": 1.0}
    np.testing.assert_allclose(levels["book"], [0.9, 0.91, 0.92])
    np.testing.assert_allclose(levels["exact"], [0.8, 0.81, 0.82])


def test_test_data_do_not_choose():
    rows = frame()
    rows.loc[(rows["rule"] == "book") & (rows["lr"] == 1.0), "test_accuracy"] = 1.0
    assert at_own_best(rows, "rule")[1]["book"] == 0.1


def test_a_setting_with_a_failure_is_not_chosen():
    rows = frame()
    rows.loc[0, "status"] = "diverged"
    assert at_own_best(rows, "rule")[1]["book"] == 1.0
    rows["status"] = "diverged"
    with pytest.raises(AnalysisError, match="a trial failed at every lr of rule=book"):
        at_own_best(rows, "rule")


def test_levels_by_what_they_begin_with():
    levels = {("a", 1, "x"): np.ones(2), ("a", 2, "y"): np.zeros(2), ("b", 1, "x"): np.ones(2)}
    assert list(under(levels, "a")) == [(1, "x"), (2, "y")]
    assert list(under(levels, "a", 2)) == ["y"]
    assert under(levels, "c") == {}


def test_labels_are_those_of_the_frame():
    assert labels(frame().loc[[3, 5]]) == (3, 5)
