"""Verdicts and sentences on learning curves."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from made_trials import curves

from nnexp.analysis import AnalysisError, overfitting_onset

EPOCHS = np.arange(1, 21)
TURNING = 0.05 + 0.05 * np.log(EPOCHS / 8) ** 2
FALLING = 0.05 + 0.1 / EPOCHS


def test_curves_that_turn_overfit() -> None:
    found = overfitting_onset(curves(TURNING, spread=0.0002), where=(("lr", 0.2),))
    assert found.verdict == "overfits"
    assert found.estimate == 8
    assert found.interval[0] <= 8 <= found.interval[1] < 20
    assert 20 not in found.confidence_set
    assert found.sentence.startswith("With lr=0.2, validation loss is lowest after epoch 8 (95 %")
    assert found.sentence.endswith("to epoch 20: training longer does harm.")


def test_the_rise_in_the_sentence_is_about_the_true_one() -> None:
    found = overfitting_onset(curves(TURNING))
    rise = float(found.sentence.split("rises by ")[1].split()[0])
    # A straight line over a curve that speeds up rises a little more or less than the curve.
    assert rise == pytest.approx(TURNING[-1] - TURNING[7], rel=0.25)


def test_curves_that_fall_to_the_end_still_improve() -> None:
    found = overfitting_onset(curves(FALLING, spread=0.0001))
    assert (found.verdict, found.estimate) == ("still improving", 20)
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
    assert (found.verdict, found.repeats_needed) == ("undecided: more repeats", 3)
    assert found.confidence_set == tuple(range(1, 21))
    assert found.sentence.startswith("One repeat cannot say when training longer does harm")


def test_a_run_that_stopped_early_leaves_out_its_repeat() -> None:
    table = curves(TURNING)
    found = overfitting_onset(table[(table["repeat"] != 2) | (table["epoch"] < 6)])
    assert (found.repeats, found.verdict) == (4, "overfits")
    assert found.cautions == ("1 repeat left out: a trial of it failed",)


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
