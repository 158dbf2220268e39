"""Where learning happens: verdicts in worlds where both halves learn, and where not."""

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.where_learning import ALL, CLAIM, HIDDEN, NONE, OUTPUT
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED

TRUE = {NONE: 0.96, HIDDEN: 0.90, OUTPUT: 0.92, ALL: 0.1}


def frame(accuracies=None, init="fan_out", **more):
    """Worlds in which one kind of first weights differs; lr 1 is worse than 0.1 throughout."""
    means = {
        (name, freeze, lr): right(
            {**TRUE, **(accuracies or {} if name == init else {})}[freeze] - 0.05 * (lr == 1.0)
        )
        for name in ("fan_out", "fan_in")
        for freeze in TRUE
        for lr in (0.1, 1.0)
    }
    return world(["network.init", "training.freeze", "lr"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(6, abs=0.5)
    assert "fan_in: 96." in found.cautions[0] or "fan_in: 95.9" in found.cautions[0]


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({HIDDEN: 0.98}, NOT_REPRODUCED),
        ({OUTPUT: 0.98}, NOT_REPRODUCED),
        ({ALL: 0.6}, IN_PART),
        ({HIDDEN: 0.98, OUTPUT: 0.98}, NOT_REPRODUCED),
    ],
    ids=["after them alone", "before them alone", "elsewhere as well", "either is better"],
)
@pytest.mark.parametrize("init", ["fan_out", "fan_in"])
def test_it_is_false_where_one_of_its_parts_is(false, verdict, init):
    wanted = verdict if init == "fan_out" else IN_PART
    assert CLAIM.judge(frame(false, init)).verdict == wanted


def test_large_noise_leaves_it_undecided():
    assert CLAIM.judge(frame(noise=0.1)).verdict == UNDECIDED


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(TRUE, 0.95)
    assert CLAIM.judge(frame(same, noise=0.02, seed=seed)).verdict != REPRODUCED


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [8, 8]
