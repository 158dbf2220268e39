"""Verdicts and sentences on learning curves."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from made_trials import curves, told
from of_book import overfitting_onset

from nnexp.analysis import AnalysisError

EPOCHS = np.arange(1, 21)
TURNING = 0.05 + 0.05 * np.log(EPOCHS / 8) ** 2
FALLING = 0.05 + 0.1 / EPOCHS


def test_curves_that_turn_overfit() -> None:
    found = overfitting_onset(curves(TURNING, spread=0.0002), where=(("lr", 0.2),))
    assert found.verdict == "overfits"
    assert found.estimate == 8
    assert found.interval[0] <= 8 <= found.interval[1] < 20
    assert 20 not in found.confidence_set
    assert found.sentence.startswith(
        "With lr=0.2, validation loss is lowest after epoch 8 (no other epoch may be best) and "
    )
    assert found.sentence.endswith("to epoch 20: training longer does harm.")


def test_where_the_best_epoch_lies_is_said_in_plain_words() -> None:
    found = overfitting_onset(curves(TURNING, spread=0.004))
    first, last = found.confidence_set[0], found.confidence_set[-1]
    assert first < 8 < last
    assert f"after epoch {found.estimate:g} (the best epoch lies between {first} and {last})" in (
        found.sentence
    )


def test_the_rise_in_the_sentence_is_about_the_true_one() -> None:
    found = overfitting_onset(curves(TURNING))
    rise = float(found.sentence.split("rises by ")[1].split()[0])
    # A straight line over a curve that speeds up rises a little more or less than the curve.
    assert rise == pytest.approx(TURNING[-1] - TURNING[7], rel=0.25)


def test_curves_that_fall_to_the_end_still_improve() -> None:
    found = overfitting_onset(curves(FALLING, spread=0.0001))
    assert (found.verdict, found.estimate) == ("still_improving", 20)
    assert "more epochs may improve it" in found.sentence


def test_level_curves_are_flat() -> None:
    level = np.where(EPOCHS < 5, 0.1 - 0.01 * EPOCHS, 0.05)
    verdicts = [overfitting_onset(curves(level, seed=seed)).verdict for seed in range(40)]
    assert verdicts.count("overfits") <= 6
    assert "flat" in verdicts


def test_accuracies_turn_at_their_highest() -> None:
    table = curves(1 - TURNING, spread=0.0002, metric="validation_accuracy")
    found = overfitting_onset(table, "validation_accuracy")
    assert (found.verdict, found.estimate) == ("overfits", 8)
    assert "Validation accuracy is highest after epoch 8" in found.sentence
    assert re.search(r" and falls by [0-9.]+ percentage points? to epoch ", found.sentence)


def test_a_rise_too_small_for_the_repeats_says_how_many_would_show_it() -> None:
    late = 0.05 + 0.05 * np.log(EPOCHS / 15) ** 2
    needed = [overfitting_onset(curves(late, spread=0.004, seed=s)) for s in range(10)]
    flat = [one for one in needed if one.verdict == "flat" and one.repeats_needed]
    assert flat
    assert f"about {flat[0].repeats_needed} repeats show it" in flat[0].sentence


def test_one_repeat_says_so() -> None:
    found = overfitting_onset(curves(TURNING, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)
    assert found.confidence_set == tuple(range(1, 21))
    assert found.sentence.startswith("One repeat cannot say when training longer does harm")


def test_a_run_that_stopped_early_has_a_say_on_the_epochs_that_it_trained() -> None:
    table = curves(TURNING)
    short = table[(table["repeat"] != 2) | (table["epoch"] < 6)]
    found = overfitting_onset(short)
    assert (found.repeats, found.verdict) == (5, "overfits")
    assert len(found.rows) == len(short)
    # The rise to the last epoch is that of the four repeats that have it.
    whole = overfitting_onset(table[table["repeat"] != 2])
    assert found.numbers["rise"] == whole.numbers["rise"]
    assert told(found.cautions) == (
        "repeats per value of epoch: 4 to 5; each comparison uses those that both values have",
    )


def test_where_one_repeat_alone_is_whole_nothing_is_decided() -> None:
    table = curves(TURNING)
    found = overfitting_onset(table[(table["repeat"] == 2) | (table["epoch"] < 6)])
    assert (found.repeats, found.verdict, found.repeats_needed) == (1, "undecided", 3)
    with pytest.raises(AnalysisError, match="no repeat has every epoch; run the sweep again"):
        overfitting_onset(table[(table["epoch"] < 6) | (table["repeat"] + 6 == table["epoch"])])


def test_one_epoch_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        overfitting_onset(curves([0.1]))
    assert str(caught.value) == (
        "overfitting_onset: the curves have one epoch; train longer, for example epochs=20"
    )


def test_runs_of_different_lengths_are_different_slices() -> None:
    both = pd.concat(
        [curves(TURNING, total_epochs=20), curves(TURNING[:10], total_epochs=10)],
        ignore_index=True,
    )
    with pytest.raises(AnalysisError, match="total_epochs takes 20, 10"):
        overfitting_onset(both)


def _diverging(count: int, at: int) -> pd.DataFrame:
    """Ten falling curves of 20 epochs, of which some stop before an epoch."""
    rows = curves(0.3 - 0.01 * np.arange(20), repeats=10, total_epochs=20).assign(status="ok")
    gone = rows["repeat"] < count
    rows.loc[gone, "status"] = "diverged"
    return rows[~gone | (rows["epoch"] < at)].reset_index(drop=True)


@pytest.mark.parametrize("count", [6, 4])
def test_curves_that_diverge_are_not_judged_by_their_survivors(count: int) -> None:
    found = overfitting_onset(_diverging(count, 12))
    assert found.verdict == "diverges"
    assert found.sentence == (
        f"Training diverges in {count} of 10 repeats, the first in epoch 12 of 20; of the epochs "
        "before, validation loss is lowest after epoch 11 (no other epoch may be best)."
    )


def test_a_single_divergence_is_told_and_counts_as_the_worst() -> None:
    found = overfitting_onset(_diverging(1, 12))
    assert found.verdict != "diverges"
    assert found.repeats == 10
    assert told(found.cautions)[0].startswith("some repeats diverged, at epoch=12 (1 of 10)")
