"""The verdict on a claim of several parts, and statements made of several."""

import dataclasses

import numpy as np
import pytest

from nnexp.claims.evidence import above, always
from nnexp.claims.verdict import (
    IN_PART,
    NOT_REPRODUCED,
    REPRODUCED,
    UNDECIDED,
    all_of,
    any_of,
    combine,
    holm,
)

YES = above(np.array([0.1, 0.11, 0.12, 0.1]), 0.0, "good", "it is", rows=(0, 2))
NO = above(np.array([-0.1, -0.11, -0.12, -0.1]), 0.0, "bad", "it is", rows=(1, 2))
OPEN = above(np.array([-0.1, 0.1, 0.0, 0.01]), 0.0, "open", "it is")


@pytest.mark.parametrize(
    ("core", "others", "verdict", "lead"),
    [
        (YES, (), REPRODUCED, "It holds."),
        (YES, (YES,), REPRODUCED, "It holds."),
        (YES, (OPEN,), REPRODUCED, "It holds."),
        (YES, (NO, YES), IN_PART, "It holds in part."),
        (YES, (NO, OPEN), IN_PART, "It holds in part."),
        (NO, (YES, YES), NOT_REPRODUCED, "It does not hold."),
        (OPEN, (YES, NO), UNDECIDED, "The data do not decide it."),
    ],
)
def test_the_core_decides_and_a_false_part_makes_it_in_part(core, others, verdict, lead):
    found = combine(core, others)
    assert found.verdict == verdict
    assert found.sentence.startswith(f"{lead} {core.sentence}")
    assert [part.verdict for part in found.parts] == [part.verdict for part in (core, *others)]


def test_what_is_false_and_what_is_open_is_named():
    found = combine(YES, (NO, OPEN))
    assert found.sentence.endswith("False is: bad. Open is: open.")


def test_the_core_gives_the_effect():
    found = combine(YES, (NO,), cautions=("mind this",))
    assert (found.metric, found.estimate, found.interval) == ("good", YES.estimate, YES.interval)
    assert found.rows == (0, 1, 2)
    assert found.repeats == 4
    assert found.cautions == ("mind this",)


def test_repeats_are_asked_for_only_while_the_core_is_undecided():
    needy = dataclasses.replace(OPEN, repeats_needed=40)
    found = combine(needy, (YES,))
    assert found.repeats_needed == 40
    assert found.sentence.endswith("About 40 repeats would decide.")
    assert combine(YES, (needy,)).repeats_needed is None


def test_holm_multiplies_the_smallest_by_all_and_the_largest_by_one():
    parts = [dataclasses.replace(YES, p=p) for p in (0.02, 0.001, 0.04)]
    found = holm(parts)
    assert [part.p for part in found] == pytest.approx([0.04, 0.003, 0.04])
    assert [part.verdict for part in found] == [REPRODUCED] * 3


def test_holm_leaves_undecided_what_luck_explains():
    parts = [dataclasses.replace(NO, p=p) for p in (0.03, 0.001, 0.04)]
    found = holm(parts)
    # 0.03 times 2, and the next no less.
    assert [part.p for part in found] == pytest.approx([0.06, 0.003, 0.06])
    assert [part.verdict for part in found] == [UNDECIDED, NOT_REPRODUCED, UNDECIDED]
    assert found[0].sentence.endswith("Of so many parts one may look so by chance.")


@pytest.mark.parametrize("parts", [1, 3, 6])
def test_any_part_is_called_true_or_false_by_chance_in_one_of_twenty_experiments(parts):
    draw = np.random.default_rng(parts)
    wrong = 0
    for _ in range(400):
        found = combine(
            *_split([above(draw.normal(0, 1, 6), 0.0, "none", "x") for _ in range(parts)])
        )
        wrong += any(part.verdict != UNDECIDED for part in found.parts)
    # Three standard errors of 400 experiments at 5 %.
    assert wrong / 400 < 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


def _split(parts):
    return parts[0], tuple(parts[1:])


@pytest.mark.parametrize(
    ("statements", "every", "one"),
    [
        ((YES, YES), REPRODUCED, REPRODUCED),
        ((YES, NO), NOT_REPRODUCED, REPRODUCED),
        ((NO, NO), NOT_REPRODUCED, NOT_REPRODUCED),
        ((YES, OPEN), UNDECIDED, REPRODUCED),
        ((NO, OPEN), NOT_REPRODUCED, UNDECIDED),
        ((OPEN, OPEN), UNDECIDED, UNDECIDED),
    ],
)
def test_statements_of_which_all_must_hold_or_any(statements, every, one):
    assert all_of("both", statements).verdict == every
    assert any_of("either", statements).verdict == one


def test_a_joined_statement_has_the_chance_of_its_weakest_or_of_as_many_tests():
    strong, weak = (dataclasses.replace(YES, p=p) for p in (0.001, 0.02))
    assert all_of("both", (strong, weak)).p == 0.02
    assert any_of("either", (strong, weak)).p == pytest.approx(0.002)
    assert any_of("either", (weak, NO, NO)).verdict == UNDECIDED or weak.p * 3 <= 0.05
    barely = dataclasses.replace(YES, p=0.03)
    assert any_of("either", (barely, NO)).verdict == UNDECIDED
    assert all_of("both", (YES, dataclasses.replace(NO, p=0.03))).verdict == UNDECIDED


def test_a_joined_statement_says_all_and_names_what_it_rests_on():
    found = all_of("good and bad", (YES, NO))
    assert found.metric == "good and bad: bad"
    assert found.sentence == f"{YES.sentence} {NO.sentence}"
    assert found.rows == (0, 1, 2)


def test_a_statement_that_needs_no_test_is_refuted_by_one_case():
    assert always(np.array([True] * 3), "x", "it is so in").verdict == REPRODUCED
    found = always(np.array([True, False]), "x", "it is so in")
    assert found.verdict == NOT_REPRODUCED
    assert found.sentence == "It is so in 1 of 2 cases."
