"""The sweet spot: verdicts in worlds with and without one."""

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.lr_sweet_spot import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

RATES = (0.01, 0.1, 0.2, 0.9)
PEAK = (0.92, 0.945, 0.95, 0.88)
RISING = (0.92, 0.93, 0.945, 0.95)
FALLING = (0.95, 0.945, 0.93, 0.88)


def frame(fan_out=PEAK, fan_in=PEAK, **more):
    means = {
        (init, lr): {"test_accuracy": accuracy}
        for init, accuracies in (("fan_out", fan_out), ("fan_in", fan_in))
        for lr, accuracy in zip(RATES, accuracies, strict=True)
    }
    return world(["network.init", "lr"], means, **{"data": "mnist", **more})


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(noise=0.001))
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(3, abs=0.2)
    assert "with fan_out a learning rate of 0.2 is better than 0.01" in found.sentence.lower()
    assert (
        "with fan_in a learning rate of 0.2 is better than 0.9" in found.parts[1].sentence.lower()
    )


@pytest.mark.parametrize("monotone", [RISING, FALLING], ids=["rising", "falling"])
@pytest.mark.parametrize("init", ["fan_out", "fan_in"])
def test_it_is_false_where_either_kind_of_weights_has_its_best_rate_at_an_end(monotone, init):
    found = CLAIM.judge(frame(**{init: monotone}, noise=0.001))
    assert found.verdict == (NOT_REPRODUCED if init == "fan_out" else IN_PART)


def test_a_low_peak_is_one():
    low = (0.946, 0.95, 0.95, 0.946)
    found = CLAIM.judge(frame(low, low, noise=0.0005))
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(0.4, abs=0.1)


def test_noise_as_large_as_the_peak_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.03)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    flat = (0.95,) * 4
    assert CLAIM.judge(frame(flat, flat, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_at_the_margin_it_is_rarely_reproduced():
    at_margin = (0.95, 0.95, 0.95, 0.94)
    verdicts = [
        CLAIM.judge(frame(at_margin, at_margin, noise=0.003, seed=seed)).verdict
        for seed in range(20)
    ]
    assert verdicts.count(REPRODUCED) <= 1


def test_a_rate_that_diverges_leaves_it_undecided_and_is_told():
    rows = frame(noise=0.001)
    top = rows["lr"] == 0.9
    rows.loc[top, "status"] = "diverged"
    rows.loc[top, "test_accuracy"] = float("nan")
    found = CLAIM.judge(rows)
    assert found.verdict == UNDECIDED
    assert "8 of 8 repeats failed (test accuracy of lr 0.2 less that of 0.9)" in found.cautions


def test_on_other_data_the_middle_of_the_grid_is_asked_about():
    found = CLAIM.judge(frame(noise=0.001, data="digits"))
    assert found.verdict == REPRODUCED
    assert "a learning rate of 0.2 is better" in found.sentence


def test_the_chart_has_both_kinds_of_weights():
    assert shows(CLAIM.chart(frame(data="digits"))) == [2 * len(RATES)]
