"""Smaller steps: verdicts in worlds where the best rate falls with the epochs, and where not."""

import math

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.smaller_steps import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

RATES = (0.01, 0.05, 0.1, 0.2, 0.6)
EPOCHS = (1, 3, 10)


def frame(fan_out=-0.5, fan_in=-0.5, **more):
    """Worlds in which the best rate is 0.2 after one epoch, times epochs to a power."""
    means = {
        (init, lr, epochs): {"test_accuracy": _accuracy(lr, 0.2 * epochs**power)}
        for init, power in (("fan_out", fan_out), ("fan_in", fan_in))
        for lr in RATES
        for epochs in EPOCHS
    }
    return world(["network.init", "lr", "epochs"], means, **{"data": "mnist", **more})


def _accuracy(lr, best):
    return 0.96 - 0.02 * math.log10(lr / best) ** 2


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(noise=0.0005))
    assert found.verdict == REPRODUCED
    # The best rate of ten epochs is 0.063: 0.1 is nearer to it than 0.2.
    wanted = _accuracy(0.1, 0.2 * 10**-0.5) - _accuracy(0.2, 0.2 * 10**-0.5)
    assert found.estimate == pytest.approx(100 * wanted, abs=0.05)
    assert "0.1 gains on 0.2 from epoch 1 to 10" in found.parts[1].sentence


@pytest.mark.parametrize(
    ("powers", "verdict"),
    [
        ({"fan_out": 0.0}, NOT_REPRODUCED),
        ({"fan_in": 0.0}, IN_PART),
        ({"fan_in": 0.4}, IN_PART),
    ],
    ids=str,
)
def test_it_is_false_where_the_best_rate_stays_or_rises(powers, verdict):
    assert CLAIM.judge(frame(**powers, noise=0.0003)).verdict == verdict


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.05)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    assert CLAIM.judge(frame(0.0, 0.0, noise=0.01, seed=seed)).verdict != REPRODUCED


def test_at_the_margin_it_is_rarely_reproduced():
    # Then the best rate of ten epochs lies in the middle of 0.1 and 0.2.
    power = math.log10(math.sqrt(0.1 * 0.2) / 0.2)
    verdicts = [
        CLAIM.judge(frame(power, power, noise=0.002, seed=seed)).verdict for seed in range(10)
    ]
    assert verdicts.count(REPRODUCED) <= 1


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [len(RATES) * len(EPOCHS)] * 2
