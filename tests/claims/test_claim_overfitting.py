"""Overfitting: verdicts in worlds where more epochs harm, and where they do not."""

import itertools

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.analysis import rise
from nnexp.claims.book.overfitting import CLAIM
from nnexp.claims.decline import declines, interval_of
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

EPOCHS = np.arange(1, 21)
RISES = 0.95 + 0.01 * (1 - np.exp(-EPOCHS / 3))
FALLS = RISES - 0.008 * np.maximum(0, EPOCHS - 6) / 14
STEADY = 0.95 + 0.0005 * EPOCHS
SETTINGS = tuple(itertools.product(("fan_out", "fan_in"), (1000, None)))


def frame(curves=None, rates=(0.2,), learns=0.001, **more):
    """Accuracy falls after epoch 6 in every setting at lr 0.2, but for those in `curves`."""
    means = {
        (*setting, lr, int(epoch)): {
            "test_accuracy": accuracy,
            "test_loss": 1 - accuracy,
            "train_accuracy": 0.96 + learns * epoch,
        }
        for setting in SETTINGS
        for lr in rates
        for epoch, accuracy in zip(
            EPOCHS, (curves or {}).get(setting, FALLS) if lr == 0.2 else RISES, strict=True
        )
    }
    return world(["network.init", "data.train_size", "lr", "epochs"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(rates=(0.1, 0.2), noise=0.0005))
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.7, abs=0.2)
    assert "with fan_out and all training samples".lower() in found.sentence.lower()
    assert "1,000 training samples" in found.parts[1].sentence
    assert "fan_out, all training samples, lr 0.1" in found.cautions[0]
    assert found.cautions[1].startswith("test loss is lowest, fan_out, 1,000 training samples:")


@pytest.mark.parametrize("setting", SETTINGS)
def test_all_samples_and_the_books_first_weights_decide(setting):
    found = CLAIM.judge(frame({setting: STEADY}, noise=0.0005))
    assert found.verdict == (NOT_REPRODUCED if setting == ("fan_out", None) else IN_PART)


def test_it_is_false_where_accuracy_rises_to_the_end():
    found = CLAIM.judge(frame(dict.fromkeys(SETTINGS, STEADY), noise=0.0005))
    assert found.verdict == NOT_REPRODUCED
    assert found.sentence.startswith("It does not hold.")


def test_accuracy_that_falls_on_training_data_too_is_not_overfitted():
    found = CLAIM.judge(frame(learns=-0.002, noise=0.0005))
    assert found.verdict == NOT_REPRODUCED
    assert "accuracy on training data after epoch 20 less that after" in found.metric


def test_a_small_fall_is_one():
    small = RISES - 0.0025 * np.maximum(0, EPOCHS - 6) / 14
    found = CLAIM.judge(frame(dict.fromkeys(SETTINGS, small), noise=0.0002))
    assert found.verdict == REPRODUCED


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.02)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    flat = dict.fromkeys(SETTINGS, np.full(len(EPOCHS), 0.96))
    assert CLAIM.judge(frame(flat, noise=0.01, seed=seed)).verdict != REPRODUCED


def test_choosing_the_best_epoch_is_not_taken_for_a_fall():
    draw = np.random.default_rng(1)
    wrong = 0
    for _ in range(200):
        wrong += interval_of(draw.normal(0, 1, (6, 20)))(0.95)[0] > 0
    assert wrong <= 20


def test_the_test_images_widen_the_interval():
    losses = np.random.default_rng(2).normal(0, 1, (6, 20))
    low, high = interval_of(losses)(0.95)
    wider = interval_of(losses, images=1.0)(0.95)
    assert wider[0] < low < high < wider[1]
    assert np.mean(wider) == pytest.approx(rise.rises(losses).mean())


def test_one_training_has_no_interval():
    rows = frame(repeats=1)
    one = rows[(rows["network.init"] == "fan_in") & (rows["data.train_size"] == 1000)]
    found = declines(one[one["lr"] == 0.2], "with fan_in")
    assert found.verdict == UNDECIDED


def test_the_chart():
    assert shows(CLAIM.chart(frame(rates=(0.1, 0.2)))) == [2 * len(EPOCHS)] * 4
