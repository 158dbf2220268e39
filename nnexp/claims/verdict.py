"""The verdict on a claim, from the verdicts on its parts.

A claim has one core: the statement that its sentence makes, under the book's own settings. It
alone decides between `reproduced` (or `in part`) and the rest. Secondary parts ask what else the
sentence says, how large it is, and whether it holds with other first weights, sizes and rates.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from nnexp.claims.judgement import Judgement
from nnexp.language.said import joined, said

REPRODUCED = "reproduced"
IN_PART = "in part"
NOT_REPRODUCED = "not reproduced"
UNDECIDED = "undecided"
VERDICTS = (REPRODUCED, IN_PART, NOT_REPRODUCED, UNDECIDED)

ERROR = 0.05
"""Share of experiments in which any part of a claim may be called true or false by chance."""


_IN_A_ROW = "{one} {more}"


def combine(
    core: Judgement, secondary: Sequence[Judgement] = (), cautions: Sequence[str] = ()
) -> Judgement:
    """The finding of a claim from its core and its secondary parts.

    Args:
        core: what decides; never `in part`.
        secondary: the others; a false one makes a claim with a true core `in part`.
        cautions: what a reader must know besides.

    Returns:
        A finding with the effect of the core, and all parts with the verdicts that they have
        after Holm's correction.
    """
    parts = holm((core, *secondary))
    first, *others = parts
    verdict = first.verdict
    if verdict == REPRODUCED and any(part.verdict == NOT_REPRODUCED for part in others):
        verdict = IN_PART
    needed = first.repeats_needed if verdict == UNDECIDED else None
    told = [LEADS[verdict], first.sentence, *_not_true(others)]
    if needed is not None:
        told.append(said("About {count} repeats would decide.", count=f"{needed:,}"))
    return dataclasses.replace(
        first,
        verdict=verdict,
        sentence=joined(_IN_A_ROW, told),
        repeats=min(part.repeats for part in parts),
        rows=tuple(sorted({row for part in parts for row in part.rows})),
        method="; ".join(dict.fromkeys(part.method for part in parts)),
        source="; ".join(dict.fromkeys(part.source for part in parts)),
        repeats_needed=needed,
        cautions=(*dict.fromkeys(text for part in parts for text in part.cautions), *cautions),
        parts=parts,
    )


LEADS = {
    REPRODUCED: "It holds.",
    IN_PART: "It holds in part.",
    NOT_REPRODUCED: "It does not hold.",
    UNDECIDED: "The data do not decide it.",
}


def _not_true(parts: Sequence[Judgement]) -> list[str]:
    """The secondary parts that are false or open, in words."""
    told: list[str] = []
    if false := _metrics(parts, NOT_REPRODUCED):
        told.append(said("False is: {parts}.", parts=false))
    if still_open := _metrics(parts, UNDECIDED):
        told.append(said("Open is: {parts}.", parts=still_open))
    return told


def _metrics(parts: Sequence[Judgement], verdict: str) -> str:
    return joined("{one}; {more}", (part.metric for part in parts if part.verdict == verdict))


def holm(parts: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Parts of one claim, of which those that only luck may have decided are undecided.

    Args:
        parts: each with its own p-value.

    Returns:
        The same with p-values adjusted for their number, and verdicts that follow from these.

    Reference:
        Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian
        Journal of Statistics 6(2).
    """
    adjusted: dict[int, float] = {}
    so_far = 0.0
    for rank, place in enumerate(sorted(range(len(parts)), key=lambda one: parts[one].p)):
        so_far = max(so_far, min(1.0, (len(parts) - rank) * parts[place].p))
        adjusted[place] = so_far
    return tuple(_adjusted(part, adjusted[place]) for place, part in enumerate(parts))


def _adjusted(part: Judgement, p: float) -> Judgement:
    if part.verdict == UNDECIDED or p <= ERROR:
        return dataclasses.replace(part, p=p)
    return dataclasses.replace(
        part,
        p=p,
        verdict=UNDECIDED,
        sentence=said(
            "{sentence} Of so many parts one may look so by chance.", sentence=part.sentence
        ),
    )


def all_of(metric: str, statements: Sequence[Judgement]) -> Judgement:
    """A statement that holds only if each of several does.

    It is called true only if every one is, each by a test of its own, and false if one is, for
    which the tests are as many as they are.

    Args:
        metric: what they say together, in a few words.
        statements: two or more, that which carries the effect first.

    Reference:
        Berger (1982), Multiparameter hypothesis testing and acceptance sampling,
        Technometrics 24(4): the intersection-union test.
    """
    return _joined(metric, statements, every=REPRODUCED, one=NOT_REPRODUCED)


def any_of(metric: str, statements: Sequence[Judgement]) -> Judgement:
    """A statement that holds if one of several does: `all_of` with true and false exchanged."""
    return _joined(metric, statements, every=NOT_REPRODUCED, one=REPRODUCED)


def _joined(metric: str, statements: Sequence[Judgement], every: str, one: str) -> Judgement:
    """The statement for which all must have the verdict `every`, or any has `one`."""
    single = [part for part in statements if part.verdict == one]
    if single:
        rests_on = min(single, key=lambda part: part.p)
        p = min(1.0, rests_on.p * len(statements))
        verdict = one if p <= ERROR else UNDECIDED
    elif all(part.verdict == every for part in statements):
        rests_on = statements[0]
        p, verdict = max(part.p for part in statements), every
    else:
        rests_on = next(part for part in statements if part.verdict == UNDECIDED)
        p, verdict = max(part.p for part in statements), UNDECIDED
    return dataclasses.replace(
        rests_on,
        metric=said("{whole}: {part}", whole=metric, part=rests_on.metric),
        verdict=verdict,
        p=p,
        sentence=joined(_IN_A_ROW, (part.sentence for part in statements)),
        repeats=min(part.repeats for part in statements),
        rows=tuple(sorted({row for part in statements for row in part.rows})),
        method="; ".join(dict.fromkeys(part.method for part in statements)),
        source="; ".join(dict.fromkeys(part.source for part in statements)),
        cautions=tuple(dict.fromkeys(text for part in statements for text in part.cautions)),
    )
