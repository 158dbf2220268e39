"""Epochs: verdicts in worlds where repeating the data helps, and where not."""

import itertools

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.epochs import CLAIM, CORE
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

EPOCHS = (1, 2, 5, 10)
HELPS = (0.95, 0.958, 0.963, 0.962)
HARMS = (0.95, 0.945, 0.93, 0.91)
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
    assert found.estimate == pytest.approx(1.3, abs=0.2)
    assert [part.sentence.count("5 epochs are more accurate than 1") for part in found.parts] == [
        1
    ] * 4
    assert "fan_out, lr 0.1: epoch 5" in found.cautions[0]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_books_setting_decides_and_the_others_are_parts(setting):
    found = CLAIM.judge(frame({setting: HARMS}, noise=0.001))
    assert found.verdict == (NOT_REPRODUCED if setting == CORE else IN_PART)
    init, lr = setting
    assert f"({init}, lr {lr:g})" in " ".join((found.sentence, found.metric))


def test_a_gain_of_nothing_is_not_refuted_either():
    found = CLAIM.judge(frame({CORE: USELESS}, noise=0.001))
    assert found.verdict == UNDECIDED


def test_it_is_false_where_repeating_harms():
    found = CLAIM.judge(frame(dict.fromkeys(SETTINGS, HARMS)))
    assert found.verdict == NOT_REPRODUCED
    assert found.sentence.startswith("It does not hold.")


def test_the_test_images_of_mnist_are_a_sample_too():
    gains = [CLAIM.judge(frame(noise=0.001, data=name)).parts[0] for name in ("mnist", "digits")]
    widths = [part.interval[1] - part.interval[0] for part in gains]
    assert widths[0] > widths[1]
    assert "sampling of the test images" in gains[0].method
    assert "sampling of the test images" not in gains[1].method


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.03)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(SETTINGS, USELESS)
    assert CLAIM.judge(frame(same, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [2 * len(EPOCHS)] * 2
