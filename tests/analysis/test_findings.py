"""All findings of a sweep at once."""

from __future__ import annotations

from collections import Counter

import pytest
from simulated_sweep import simulate

from nnexp.analysis import findings

AXES = {"lr": [0.01, 0.1, 0.3, 1.0], "epochs": [1, 5, 10], "hidden_nodes": [10, 100]}


def test_a_grid_has_the_findings_that_it_makes_meaningful() -> None:
    table, curves, swept = simulate(AXES)
    found = findings(table, curves, swept, "validation")
    count = Counter(one.analysis for one in found)
    assert count == {
        "sweet_spot": 6,
        "interaction": 2,
        "overfitting_onset": 16,
        "capacity": 12,
        "sensitivity": 6,
    }
    assert found[0].where == (("epochs", 1), ("hidden_nodes", 10))
    assert {one.metric for one in found} == {"validation_accuracy", "validation_loss"}


def test_rows_are_labels_of_the_frames_that_were_given() -> None:
    table, curves, swept = simulate(AXES)
    for one in findings(table, curves, swept, "validation"):
        frame = curves if one.analysis == "overfitting_onset" else table
        rows = frame.loc[list(one.rows)]
        for name, value in one.where:
            assert (rows[name] == value).all()


def test_nothing_swept_leaves_the_curves() -> None:
    table, curves, swept = simulate({"epochs": [10]})
    assert {one.analysis for one in findings(table, curves, swept, "validation")} == {
        "overfitting_onset"
    }


def test_choosing_on_test_data_is_a_caution_on_each() -> None:
    table, curves, swept = simulate({"lr": [0.01, 0.1, 0.3]}, validation=False)
    found = findings(table, curves, swept, "test")
    assert found
    for one in found:
        assert one.cautions[-1] == "test data chose the setting, so its test results are flattering"
        assert one.metric.startswith("test_")


@pytest.mark.parametrize("status", ["error", "diverged"])
def test_failed_slices_are_passed_over(status: str) -> None:
    table, curves, swept = simulate(AXES)
    table.loc[table["hidden_nodes"] == 10, "status"] = status
    found = findings(table, curves.iloc[:0], swept, "validation")
    where = [dict(one.where).get("hidden_nodes") for one in found if one.analysis == "sweet_spot"]
    assert where == [100, 100, 100]


def test_an_empty_sweep_has_no_findings() -> None:
    table, curves, swept = simulate(AXES)
    assert findings(table.iloc[:0], curves.iloc[:0], swept, "validation") == []
