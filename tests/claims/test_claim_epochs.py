"""Epochs: verdicts in worlds where repeating the data helps, and where not."""

import itertools

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.epochs import CLAIM
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

EPOCHS = (1, 2, 5, 10)
HELPS = (0.95, 0.958, 0.963, 0.962)
USELESS = (0.95, 0.95, 0.95, 0.95)
SETTINGS = tuple(itertools.product(("fan_out", "fan_in"), (0.1, 0.2)))


def frame(curves=None, **more):
    """The same curve in every setting, but for those in `curves`."""
    means = {
        (*setting, epochs): {"test_accuracy": accuracy}
        for setting in SETTINGS
        for epochs, accuracy in zip(EPOCHS, (curves or {}).get(setting, HELPS), strict=True)
    }
    return world(["network.init", "lr", "epochs"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(noise=0.001))
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.013, abs=0.002)
    assert found.sentence.count("5 epochs are more accurate than 1") == 4
    assert "fan_out, lr 0.1: epoch 5" in found.cautions[0]


@pytest.mark.parametrize("setting", SETTINGS)
def test_it_is_false_where_one_setting_gains_nothing(setting):
    assert CLAIM.judge(frame({setting: USELESS}, noise=0.001)).verdict == NOT_REPRODUCED


def test_it_is_false_where_repeating_harms():
    harms = dict.fromkeys(SETTINGS, (0.95, 0.945, 0.93, 0.91))
    found = CLAIM.judge(frame(harms))
    assert found.verdict == NOT_REPRODUCED
    assert found.sentence.startswith("It is false here.")


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.03)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(SETTINGS, USELESS)
    assert CLAIM.judge(frame(same, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [2 * len(EPOCHS)] * 2
