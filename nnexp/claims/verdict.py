"""The verdict on a claim, from the verdicts on its parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from nnexp.analysis import words
from nnexp.analysis.finding import Finding

REPRODUCED = "reproduced"
NOT_REPRODUCED = "not reproduced"
UNDECIDED = "undecided"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, UNDECIDED)


def combine(claim: str, parts: Sequence[Finding], cautions: Sequence[str] = ()) -> Finding:
    """The finding of a claim that holds only if all of its parts hold.

    No correction for several tests is needed for `reproduced`: each part must pass a test of
    its own, so a claim of which any part is false is called reproduced no more often than that
    part would be alone.

    Args:
        claim: id of the claim.
        parts: the part that carries the effect first; each has one of `VERDICTS`.
        cautions: what a reader must know besides.

    Returns:
        A finding with the effect of the first part, all sentences, and a plain word in front
        where the claim is false or only half true.

    Reference:
        Berger (1982), Multiparameter hypothesis testing and acceptance sampling,
        Technometrics 24(4): the intersection-union test.
    """
    verdicts = [part.verdict for part in parts]
    if NOT_REPRODUCED in verdicts:
        verdict = NOT_REPRODUCED
    elif UNDECIDED in verdicts:
        verdict = UNDECIDED
    else:
        verdict = REPRODUCED
    first = parts[0]
    methods = dict.fromkeys(part.method for part in parts)
    sources = dict.fromkeys(part.source for part in parts)
    needed = _needed(parts) if verdict == UNDECIDED else None
    told = [_lead(verdicts), *(part.sentence for part in parts)]
    if needed is not None:
        told.append(words.sentence(f"{words.times(needed)} would decide."))
    return dataclasses.replace(
        first,
        analysis=f"claim {claim}",
        verdict=verdict,
        sentence=" ".join(told),
        repeats=min(part.repeats for part in parts),
        rows=tuple(sorted({row for part in parts for row in part.rows})),
        method="; ".join(methods),
        source="; ".join(sources),
        repeats_needed=needed,
        cautions=(*dict.fromkeys(text for part in parts for text in part.cautions), *cautions),
    )


def _needed(parts: Sequence[Finding]) -> int | None:
    """Repeats that would decide every part that is open; None if that is not known of one."""
    known = [part.repeats_needed for part in parts if part.verdict == UNDECIDED]
    numbers = [count for count in known if count is not None]
    return max(numbers) if numbers and len(numbers) == len(known) else None


def _lead(verdicts: Sequence[str]) -> str:
    held, failed = verdicts.count(REPRODUCED), verdicts.count(NOT_REPRODUCED)
    if held == len(verdicts):
        return "It holds."
    if failed == len(verdicts):
        return "It is false here."
    if failed and held:
        return f"It is only partly true: {held} of {len(verdicts)} parts hold."
    if failed:
        return "It is not true as it stands."
    return "The data do not decide it."
