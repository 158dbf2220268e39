"""All findings of a sweep at once."""

from __future__ import annotations

from collections import Counter

import pytest
from made_trials import told
from of_book import findings, unanswered
from simulated_sweep import simulate

AXES = {"lr": [0.01, 0.1, 0.3, 1.0], "epochs": [1, 5, 10], "hidden_nodes": [10, 100]}


def test_a_grid_has_the_findings_that_it_makes_meaningful() -> None:
    table, curves, swept = simulate(AXES)
    found = findings(table, curves, swept, "validation")
    count = Counter(one.analysis for one in found)
    assert count == {
        "sweet_spot": 6,
        "interaction": 5,
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
        assert (
            told(one.cautions)[-1]
            == "test data chose the setting, so its test results are flattering"
        )
        assert one.metric.startswith("test_")


@pytest.mark.parametrize("status", ["error", "diverged"])
def test_failed_slices_are_passed_over(status: str) -> None:
    table, curves, swept = simulate(AXES)
    table.loc[table["hidden_nodes"] == 10, "status"] = status
    found = findings(table, curves.iloc[:0], swept, "validation")
    where = [dict(one.where).get("hidden_nodes") for one in found if one.analysis == "sweet_spot"]
    assert where == [100, 100, 100]


def test_divergence_is_as_bad_as_guessing_among_the_classes_of_its_data() -> None:
    table, curves, swept = simulate({"lr": [0.03, 0.1, 0.3], "data": ["digits", "xor"]}, repeats=3)
    table["data_fingerprint"] = table["data"].map({"digits": "d" * 64, "xor": "x" * 64})
    table.loc[table["lr"] == 0.3, "status"] = "diverged"
    found = findings(table, curves, swept, "validation", {"d" * 64: 10, "x" * 64: 2})
    ten, two = (one for one in found if one.analysis == "sensitivity")
    assert (ten.where, two.where) == ((("data", "digits"),), (("data", "xor"),))
    # Half of the loss over half of the range: (0.9 - 0.5) / 4.
    assert ten.estimate - two.estimate == pytest.approx(0.1)


def test_an_empty_sweep_has_no_findings() -> None:
    table, curves, swept = simulate(AXES)
    assert findings(table.iloc[:0], curves.iloc[:0], swept, "validation") == []


def test_a_question_without_an_answer_says_why() -> None:
    table, curves, swept = simulate({"lr": [0.03, 0.1], "epochs": [5, 20]})
    found = findings(table, curves, swept, "validation")
    assert "sweet_spot" in {one.analysis for one in found}
    assert list(unanswered(table, swept, "validation", found)) == [
        "interaction: needs three values of lr or more that trained everywhere, got 2; sweep more, "
        "for example lr=0.009,0.03,0.1,0.333"
    ]


def test_what_several_questions_lack_is_said_once() -> None:
    axes = {"lr": [0.03, 0.1], "epochs": [5, 20], "hidden_nodes": [10, 100]}
    table, curves, swept = simulate(axes)
    found = findings(table, curves, swept, "validation")
    # The interaction of lr with epochs, and that with hidden_nodes.
    (why,) = unanswered(table, swept, "validation", found)
    assert why.startswith("interaction: needs three values of lr or more")


def test_repeats_that_each_lost_another_value_answer_every_question() -> None:
    rates = [0.01, 0.03, 0.1, 0.3, 1.0]
    table, curves, swept = simulate({"lr": rates})
    whole = {one.analysis: one for one in findings(table, curves, swept, "validation")}
    lost = table["lr"] == table["repeat"].map(dict(enumerate(rates)))
    table.loc[lost, ["status", "validation_accuracy"]] = "error", float("nan")
    found = findings(table, curves, swept, "validation")
    assert list(unanswered(table, swept, "validation", found)) == []
    assert {one.analysis for one in found} == set(whole)
    near = next(one for one in found if one.analysis == "sensitivity")
    assert near.estimate == pytest.approx(whole["sensitivity"].estimate, abs=0.005)


def test_where_every_question_has_an_answer_there_is_nothing_to_say() -> None:
    table, curves, swept = simulate(AXES)
    found = findings(table, curves, swept, "validation")
    assert list(unanswered(table, swept, "validation", found)) == []
