"""The verdict on a claim of several parts."""

import dataclasses

import numpy as np
import pytest

from nnexp.claims.evidence import above
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED, combine

YES = above(np.array([0.1, 0.11, 0.12]), 0.0, "good", "it is", rows=(0, 2))
NO = above(np.array([-0.1, -0.11, -0.12, -0.1]), 0.0, "bad", "it is", rows=(1, 2))
OPEN = above(np.array([-0.1, 0.1, 0.0]), 0.0, "open", "it is")


@pytest.mark.parametrize(
    ("parts", "verdict", "lead"),
    [
        ((YES, YES), REPRODUCED, "It holds."),
        ((YES, NO), NOT_REPRODUCED, "It is only partly true: 1 of 2 parts hold."),
        ((NO, NO), NOT_REPRODUCED, "It is false here."),
        ((NO, OPEN), NOT_REPRODUCED, "It is not true as it stands."),
        ((YES, OPEN), UNDECIDED, "The data do not decide it."),
    ],
)
def test_all_parts_must_hold(parts, verdict, lead):
    found = combine("x", parts)
    assert found.verdict == verdict
    assert found.sentence == f"{lead} {' '.join(part.sentence for part in parts)}"


def test_the_first_part_gives_the_effect():
    found = combine("x", (YES, NO), cautions=("mind this",))
    assert (found.metric, found.estimate, found.interval) == ("good", YES.estimate, YES.interval)
    assert found.analysis == "claim x"
    assert found.rows == (0, 1, 2)
    assert found.repeats == 3
    assert found.cautions == ("mind this",)


def test_repeats_are_asked_for_only_while_undecided():
    needy = dataclasses.replace(OPEN, repeats_needed=40)
    found = combine("x", (YES, needy))
    assert found.repeats_needed == 40
    assert found.sentence.endswith("About 40 repeats would decide.")
    hopeless = dataclasses.replace(OPEN, repeats_needed=None)
    assert combine("x", (needy, hopeless)).repeats_needed is None
    assert combine("x", (NO, needy)).repeats_needed is None


def test_a_claim_with_a_false_part_is_reproduced_no_more_often_than_that_part():
    draw = np.random.default_rng(3)
    found = [
        combine(
            "x",
            (
                above(draw.normal(1.0, 0.1, 5), 0.0, "true", "x"),
                above(draw.normal(0.0, 0.1, 5), 0.0, "false", "x"),
            ),
        ).verdict
        for _ in range(500)
    ]
    assert found.count(REPRODUCED) / len(found) < 0.05
