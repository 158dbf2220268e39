"""Overfitting: verdicts in worlds where more epochs harm, and where they do not."""

import itertools

import numpy as np
import pytest
from claim_worlds import shows, world

from nnexp.claims.book.overfitting import CLAIM
from nnexp.claims.decline import decline, declines
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

EPOCHS = np.arange(1, 21)
RISES = 0.95 + 0.01 * (1 - np.exp(-EPOCHS / 3))
FALLS = RISES - 0.008 * np.maximum(0, EPOCHS - 6) / 14
SETTINGS = tuple(itertools.product(("fan_out", "fan_in"), (1000, None)))


def frame(curves=None, rates=(0.2,), **more):
    """Accuracy falls after epoch 6 in every setting at lr 0.2, but for those in `curves`."""
    means = {
        (*setting, lr, int(epoch)): {
            "test_accuracy": accuracy,
            "test_loss": 1 - accuracy,
            "train_accuracy": 0.96 + 0.001 * epoch,
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
    assert found.estimate == pytest.approx(0.007, abs=0.002)
    assert "1,000 training samples" in found.sentence
    assert "with fan_in and all training samples".lower() in found.sentence.lower()
    assert "fan_out, all training samples, lr 0.1" in found.cautions[0]
    assert found.cautions[1].startswith("test loss is lowest, fan_out, 1,000 training samples:")
    assert "96.6 % and 98.0 %" in found.cautions[2]


@pytest.mark.parametrize("setting", SETTINGS)
def test_it_is_half_true_where_one_setting_does_not_overfit(setting):
    found = CLAIM.judge(frame({setting: RISES}, noise=0.0005))
    assert found.verdict == NOT_REPRODUCED
    assert "3 of 4 parts hold" in found.sentence


def test_it_is_false_where_accuracy_never_falls():
    found = CLAIM.judge(frame(dict.fromkeys(SETTINGS, RISES), noise=0.0005))
    assert found.verdict == NOT_REPRODUCED
    assert found.sentence.startswith("It is false here.")


def test_a_fall_too_small_to_matter_is_none():
    small = RISES - 0.0008 * np.maximum(0, EPOCHS - 6) / 14
    found = CLAIM.judge(frame(dict.fromkeys(SETTINGS, small), noise=0.0002))
    assert found.verdict == NOT_REPRODUCED


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
        low, _high = decline(draw.normal(0, 1, (6, 20)))[1:]
        wrong += low > 0
    assert wrong <= 20


def test_one_training_has_no_interval():
    rows = frame(repeats=1)
    one = rows[(rows["network.init"] == "fan_in") & (rows["data.train_size"] == 1000)]
    found = declines(one[one["lr"] == 0.2], 0.002, "with fan_in")
    assert found.verdict == UNDECIDED


def test_the_chart():
    assert shows(CLAIM.chart(frame(rates=(0.1, 0.2)))) == [2 * len(EPOCHS)] * 4
