"""Slices of tables as paired arrays, and what is said of frames that cannot be used."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_trials import told, trials
from of_book import samples, slices
from scipy.stats import binomtest

from nnexp.analysis import AnalysisError
from nnexp.analysis.samples import TOLERATED, complete, too_often

METRIC = "validation_accuracy"


def test_repeats_are_rows_and_values_are_sorted_columns() -> None:
    table = trials("lr", {0.3: 0.7, 0.01: 0.8, 0.1: 0.9}, repeats=3, spread=0)
    found = samples(table.sample(frac=1, random_state=1), "lr", METRIC, "sweet_spot")
    assert found.candidates == (0.01, 0.1, 0.3)
    by_hand = [
        [1 - table.query(f"lr=={lr} and repeat=={r}")[METRIC].item() for lr in (0.01, 0.1, 0.3)]
        for r in range(3)
    ]
    np.testing.assert_allclose(found.losses, by_hand)
    assert (found.repeats, found.cautions) == (3, ())


def test_losses_are_not_turned_round() -> None:
    table = trials("lr", {0.1: 0.2, 0.3: 0.4}, metric="test_loss", spread=0)
    found = samples(table, "lr", "test_loss", "compare")
    np.testing.assert_allclose(np.diff(found.losses, axis=1), 0.2)


def test_rows_are_index_labels_of_what_entered() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.8}, repeats=2)
    table.index = pd.Index([10, 11, 12, 13])
    table.loc[11, "status"] = "error"
    found = samples(table, "lr", METRIC, "sweet_spot")
    # A repeat of one value alone compares nothing.
    assert found.rows == (10, 12)
    assert told(found.cautions) == (
        "repeats per value of lr: 1 to 2; each comparison uses those that both values have",
        "trials that are missing: 1 raised an error",
    )


def test_what_diverged_is_set_apart() -> None:
    table = trials("lr", {0.1: 0.9, 1.0: 0.5, 10.0: 0.1})
    table.loc[table["lr"] == 10, "status"] = "diverged"
    table.loc[(table["lr"] == 1) & (table["repeat"] > 2), "status"] = "diverged"
    found = samples(table, "lr", METRIC, "sweet_spot")
    assert (found.candidates, found.diverged, found.repeats) == ((0.1,), (1.0, 10.0), 5)
    assert told(found.cautions) == ("training diverged at lr=1 (2 of 5), lr=10 (5 of 5)",)


def test_what_diverged_now_and_then_counts_as_the_worst() -> None:
    table = trials("lr", {0.1: 0.9, 1.0: 0.95}, repeats=30)
    table.loc[(table["lr"] == 1) & (table["repeat"] == 3), ["status", METRIC]] = "diverged", np.nan
    found = samples(table, "lr", METRIC, "sweet_spot")
    assert (found.candidates, found.diverged, found.repeats) == ((0.1, 1.0), (), 30)
    assert found.losses[3, 1] == 1
    assert told(found.cautions) == (
        "some repeats diverged, at lr=1 (1 of 30): each counts as 0 % of validation accuracy",
    )


def test_a_loss_that_diverged_is_the_worst_that_was_measured() -> None:
    table = trials("lr", {0.1: 0.3, 1.0: 0.1}, repeats=10, metric="test_loss", spread=0)
    worst = table["test_loss"].max()
    table.loc[(table["lr"] == 1) & (table["repeat"] == 3), "status"] = "diverged"
    assert samples(table, "lr", "test_loss", "compare").losses[3, 1] == worst


def test_each_way_to_fail_is_called_by_its_name() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.8}, repeats=8)
    for repeat, status in enumerate(("error", "timeout", "not_run", "not_run")):
        table.loc[(table["lr"] == 0.3) & (table["repeat"] == repeat), "status"] = status
    table.loc[(table["lr"] == 0.3) & (table["repeat"] == 4), METRIC] = np.nan
    assert told(samples(table, "lr", METRIC, "sweet_spot").cautions)[-1] == (
        "trials that are missing: 1 raised an error, 1 ran out of time, 2 not run, "
        "1 without a value"
    )


@pytest.mark.parametrize(
    ("diverged", "trained", "gone"),
    [(1, 1, True), (1, 3, False), (2, 3, True), (1, 5, False), (2, 5, True), (1, 30, False)],
)
def test_one_in_twenty_may_diverge(diverged: int, trained: int, gone: bool) -> None:
    by_scipy = binomtest(diverged, trained, TOLERATED, "greater").pvalue <= 0.05 + 1e-9
    assert too_often(diverged, trained) == gone == by_scipy


def test_a_value_that_lost_some_repeats_stays_with_those_it_has() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.8, 0.5: 0.7})
    table.loc[(table["lr"] == 0.5) & (table["repeat"] > 1), METRIC] = np.nan
    found = samples(table, "lr", METRIC, "sweet_spot")
    assert (found.candidates, found.repeats) == ((0.1, 0.3, 0.5), 5)
    assert np.isnan(found.losses).sum(axis=0).tolist() == [0, 0, 3]
    assert len(found.rows) == 12
    assert told(found.cautions) == (
        "repeats per value of lr: 2 to 5; each comparison uses those that both values have",
        "trials that are missing: 3 without a value",
    )
    whole = complete(found, "sweet_spot")
    assert (whole.repeats, whole.units) == (2, ((0,), (1,)))
    assert whole.rows == (0, 5, 10, 1, 6, 11)
    assert told(whole.cautions) == (
        "trials that are missing: 3 without a value",
        "3 repeats left out: they lack a value",
    )


def test_a_value_of_which_every_trial_failed_is_left_out() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.8, 0.5: 0.7})
    table.loc[table["lr"] == 0.5, "status"] = "timeout"
    found = samples(table, "lr", METRIC, "sweet_spot")
    assert (found.candidates, found.repeats) == ((0.1, 0.3), 5)
    assert told(found.cautions) == (
        "lr=0.5 left out: every trial of it failed",
        "trials that are missing: 5 ran out of time",
    )


def test_a_swept_seed_repeats() -> None:
    one, two = (
        trials("lr", {0.1: 0.9, 0.3: 0.8}, repeats=2, seed=s).assign(seed=s) for s in (1, 2)
    )
    found = samples(pd.concat([one, two], ignore_index=True), "lr", METRIC, "sweet_spot")
    assert found.units == ((1, 0), (1, 1), (2, 0), (2, 1))


def test_layers_are_sorted_by_nodes() -> None:
    sizes = {"[100,50]": 0.9, "200": 0.9, "30": 0.9}
    found = samples(trials("hidden_nodes", sizes), "hidden_nodes", METRIC, "capacity")
    assert found.candidates == ("30", "[100,50]", "200")


def test_slices_are_combinations_of_what_else_varies() -> None:
    table = pd.concat(
        [trials("lr", {0.1: 0.9, 0.3: 0.8}, epochs=e, data="digits") for e in (1, 5)],
        ignore_index=True,
    )
    found = list(slices(table, "lr"))
    assert [where for where, _ in found] == [{"epochs": 1}, {"epochs": 5}]
    assert [len(rows) for _, rows in found] == [10, 10]
    assert [where for where, _ in slices(table, ("lr", "epochs"))] == [{}]


def _message(table: pd.DataFrame) -> str:
    with pytest.raises(AnalysisError) as caught:
        samples(table, "lr", METRIC, "sweet_spot")
    return str(caught.value)


def test_frames_that_cannot_be_used_say_why() -> None:
    table = trials("lr", {0.1: 0.9, 0.3: 0.8})
    assert _message(table.drop(columns=METRIC)) == (
        "sweet_spot: the frame has no column 'validation_accuracy'; pass the table of a sweep, "
        "for example nnexp.table.load('results/sweep')"
    )
    assert _message(table.iloc[:0]) == "sweet_spot: the frame has no rows"
    assert _message(pd.concat([table.assign(epochs=1), table.assign(epochs=5)])) == (
        "sweet_spot: the rows belong to several slices, epochs takes 1, 5; keep one, "
        "for example one of nnexp.analysis.slices(table, 'lr')"
    )
    assert _message(pd.concat([table, table.iloc[[6]]])) == (
        "sweet_spot: two rows for lr=0.3, repeat 1; pass each trial once"
    )
    assert _message(table.assign(status="error")) == (
        "sweet_spot: no repeat has validation_accuracy at two values of lr; all 10 trials failed"
    )
    assert _message(table.assign(validation_accuracy=np.nan)) == (
        "sweet_spot: no repeat has validation_accuracy at two values of lr; "
        "validation_accuracy is empty: there is no such data in this sweep"
    )
