"""What is found about a claim, or about one part of it."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Judgement:
    """The verdict on a claim or a part of one, with the effect that it rests on.

    Its texts are English, and say by `nnexp.language.said` how they read in other languages.
    """

    metric: str
    """What the effect is, in a few words."""
    estimate: float
    interval: tuple[float, float]
    """95 % interval of the estimate; infinite where it is not known."""
    verdict: str
    """One of `nnexp.claims.verdict.VERDICTS`; of a part, any but `in part`."""
    sentence: str
    """The effect and how it compares with its margin."""
    repeats: int
    """Repeats that entered."""
    rows: tuple[int, ...]
    """Index labels of the rows that entered."""
    method: str
    source: str
    p: float
    """Chance of an effect as far from its margin, on either side, where the margin is the truth."""
    unit: str = ""
    """Of estimate and interval; empty for numbers without one."""
    effect: str = ""
    """Both in words, as `1.2 points (0.9 points to 1.5 points)`."""
    repeats_needed: int | None = None
    """Repeats that would decide with 80 % power; None if decided or if that is not known."""
    cautions: tuple[str, ...] = ()
    parts: tuple[Judgement, ...] = ()
    """Of a whole claim: its core, then its other parts."""
