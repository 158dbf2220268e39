"""Wrong labels: verdicts in worlds where small steps keep them out, and where not."""

import pytest
from claim_worlds import right, shows, world

from nnexp.claims.book.noise import CLAIM
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED

TRUE = {
    (0.0, 0.1): right(0.96),
    (0.0, 0.3): right(0.97),
    (0.0, 1.0): right(0.97),
    (0.3, 0.1): right(0.92),
    (0.3, 0.3): right(0.90),
    (0.3, 1.0): right(0.85),
}


def frame(means=TRUE, **more):
    return world(["data.label_noise", "lr"], means, **more)


def test_it_is_reproduced_where_it_is_true():
    found = CLAIM.judge(frame())
    assert found.verdict == REPRODUCED
    assert found.estimate == pytest.approx(8, abs=1)
    assert found.cautions[0].endswith("points worse: it is noise that makes moderation pay")


@pytest.mark.parametrize(
    ("false", "verdict"),
    [
        ({(0.3, 1.0): right(0.95)}, NOT_REPRODUCED),
        ({(0.3, 0.1): right(0.83), (0.0, 0.1): right(0.86)}, IN_PART),
        ({(0.3, 0.1): right(0.80)}, NOT_REPRODUCED),
    ],
    ids=["less harm to large steps", "small steps learn nothing anyway", "more harm to small"],
)
def test_it_is_not_reproduced_where_it_is_false(false, verdict):
    assert CLAIM.judge(frame({**TRUE, **false})).verdict == verdict


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_does_not_reproduce_it(seed):
    same = dict.fromkeys(TRUE, right(0.9))
    assert CLAIM.judge(frame(same, noise=0.03, seed=seed)).verdict != REPRODUCED


def test_a_diverged_trial_leaves_out_its_repeat():
    rows = frame()
    rows.loc[0, "status"] = "diverged"
    found = CLAIM.judge(rows)
    assert (found.verdict, found.repeats) == (REPRODUCED, 7)
    assert any("1 of 8 repeats failed" in caution for caution in found.cautions)


def test_the_chart():
    assert shows(CLAIM.chart(frame())) == [6]
