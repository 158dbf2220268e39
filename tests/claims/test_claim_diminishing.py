"""More hidden nodes: verdicts in worlds where they bring less and less, and where not."""

import pytest
from claim_worlds import shows, world

from nnexp.claims.book.diminishing import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

SIZES = (10, 100, 500)
TRUE = {10: 0.90, 100: 0.965, 500: 0.97}
TIMES = {10: 0.2, 100: 1.0, 500: 4.5}


def frame(accuracies=TRUE, times=TIMES, init="fan_out", **more):
    """Worlds in which one kind of first weights has these accuracies and times."""
    means = {
        (name, size): {
            "test_accuracy": (accuracies if name == init else TRUE)[size],
            "seconds": (times if name == init else TIMES)[size],
        }
        for name in ("fan_out", "fan_in")
        for size in SIZES
    }
    return world(["network.init", "hidden_nodes"], means, epochs=5, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame(noise=0.001))
    assert found.verdict == REPRODUCED
    # 6.5 points over log2(10) doublings, less half a point over log2(5).
    assert found.estimate == pytest.approx(6.5 / 3.32 - 0.5 / 2.32, abs=0.1)
    assert "×4.5" in found.parts[2].sentence


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({"accuracies": {10: 0.60, 100: 0.85, 500: 0.95}}, IN_PART),
        ({"accuracies": {10: 0.963, 100: 0.965, 500: 0.98}}, NOT_REPRODUCED),
        ({"times": {10: 1.0, 100: 1.0, 500: 0.9}}, IN_PART),
    ],
    ids=["each doubling still brings much", "it brought less before", "time does not grow"],
)
@pytest.mark.parametrize("init", ["fan_out", "fan_in"])
def test_it_is_false_where_one_of_its_parts_is(false, verdict, init):
    found = CLAIM.judge(frame(init=init, noise=0.001, **false))
    assert found.verdict == (verdict if init == "fan_out" else IN_PART)
    assert f"({init})" in found.sentence.partition("False is: ")[2] or verdict == NOT_REPRODUCED


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.05)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(SIZES, 0.95)
    assert CLAIM.judge(frame(same, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6, 6]
