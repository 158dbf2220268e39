"""Tests of single statements over repeats: above, below, as good as, in most cases, always.

One principle for margins. A statement of direction (better, worse, longer, faster) is tested
against no difference, 0 or a factor of 1; its size is reported and decides nothing. A margin
stands only where a sentence says that something is as good as something else, which no test
against 0 can show: `AS_GOOD`, or `TOLERATED` where it says that harm is borne. "Most", "can" and
"cannot" are more or less than `HALF`; other words of size (much, few) are parts of a claim that
are not its core.

Each test compares an interval with that margin, so that `not reproduced` is evidence of the
opposite rather than missing evidence. A statement whose truth lies at its margin is called
`reproduced` in at most 2.5 % of experiments.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.special import stdtrit

from nnexp.analysis.english import phrases
from nnexp.analysis.interval import mean_interval, repeats_to_exclude_zero
from nnexp.analysis.summary import LEVEL
from nnexp.claims.judgement import Judgement
from nnexp.claims.unit import NUMBER, PERCENT, Unit
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from nnexp.language.said import Said, in_english, said

AS_GOOD = 0.01
"""Accuracy that may be lost by what is called as good: a point, a quarter of the errors that the
book's networks leave."""

TOLERATED = 0.05
"""Accuracy that may be lost by what is said to go on working though it is harmed."""

HALF = 0.5

PAIRED = "Student's t interval of the mean over repeats, against a margin"
IMAGES = "with the sampling of the test images"
EXACT = "Clopper-Pearson interval of a share, against a margin"
_STUDENT = "Student (1908) Biometrika 6(1)"
_CLOPPER = "Clopper and Pearson (1934) Biometrika 26(4)"

_LEAST = 1e-15
"""The smallest chance that the quantiles of double precision tell from none."""

Words = Mapping[str, str]
"""How an effect compares with its margin, by verdict."""

Interval = Callable[[float], tuple[float, float]]
"""From a level, as 0.95, to the ends of an interval."""


def above(
    values: np.ndarray,
    margin: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
    images: float = 0.0,
) -> Judgement:
    """Whether the mean of paired values, one per repeat, is above a margin.

    Args:
        values: (repeats,) differences, shares or other effects; NaN where a trial failed.
        margin: what the effect must exceed, in the unit of the values.
        metric: what the values are, in a few words.
        says: the statement, up to the number, as `the step's accuracy is lower by`.
        rows: labels of the rows of the frame that entered.
        unit: of the values.
        images: variance of the mean that comes from the test images, which all repeats share.

    Returns:
        `reproduced` if all of the 95 % interval is above the margin, `not reproduced` if all of
        it is below, `undecided` otherwise.
    """
    return _judged(values, margin, +1, metric, says, rows, unit, images)


def below(
    values: np.ndarray,
    margin: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
    images: float = 0.0,
) -> Judgement:
    """As `above`, with the sides exchanged: the mean must lie below the margin."""
    return _judged(values, margin, -1, metric, says, rows, unit, images)


def not_worse(
    values: np.ndarray,
    allowed: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
    images: float = 0.0,
) -> Judgement:
    """Whether the mean of paired gains is no worse than a loss that is allowed: "as well as".

    Args:
        values: (repeats,) gains, negative where something was lost.
        allowed: the loss that does not matter, positive.
        metric, says, rows, unit, images: as for `above`.

    Returns:
        `reproduced` if all of the interval is above `-allowed`, `not reproduced` if all of it is
        below.

    Reference:
        Piaggio et al. (2012), Reporting of noninferiority and equivalence randomized trials,
        JAMA 308(24).
    """
    loss = unit.shown(allowed)
    words = {
        REPRODUCED: said("no loss beyond the {allowed} allowed", allowed=loss),
        NOT_REPRODUCED: said("a loss beyond the {allowed} allowed", allowed=loss),
        UNDECIDED: said("not clearly within the loss of {allowed} allowed", allowed=loss),
    }
    return _judged(values, -allowed, +1, metric, says, rows, unit, images, words)


def share_above(
    successes: np.ndarray, margin: float, metric: str, says: str, rows: Sequence[int] = ()
) -> Judgement:
    """Whether something happens in more than a share `margin` of the repeats.

    Args:
        successes: (repeats,) whether it happened.
        margin: between 0 and 1.
        metric, says, rows: as for `above`.
    """
    return _judged_share(successes, margin, +1, metric, says, rows)


def share_below(
    successes: np.ndarray, margin: float, metric: str, says: str, rows: Sequence[int] = ()
) -> Judgement:
    """Whether something happens in less than a share `margin` of the repeats."""
    return _judged_share(successes, margin, -1, metric, says, rows)


def always(holds: np.ndarray, metric: str, says: str, rows: Sequence[int] = ()) -> Judgement:
    """Whether something holds in every case, as arithmetic has it: one that fails refutes it.

    Args:
        holds: (cases,) whether it does.
        metric, says, rows: as for `above`.
    """
    share = float(np.mean(holds))
    return Judgement(
        metric=metric,
        estimate=PERCENT.plain(share),
        interval=(PERCENT.plain(share), PERCENT.plain(share)),
        verdict=REPRODUCED if share == 1 else NOT_REPRODUCED,
        sentence=in_english(
            phrases.sentence,
            said(
                "{says} {holds} of {all} cases.",
                says=says,
                holds=int(np.sum(holds)),
                all=len(holds),
            ),
        ),
        repeats=len(holds),
        rows=tuple(rows),
        method="count of cases, none of which may fail",
        source="no test: it is exact",
        p=0.0,
        unit=PERCENT.name,
        effect=PERCENT.shown(share),
    )


def share_interval(successes: int, trials: int, level: float = LEVEL) -> tuple[float, float]:
    """The exact interval of a probability from counts; 0 to 1 without trials."""
    if trials == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest

    found = binomtest(successes, trials).proportion_ci(level, method="exact")
    return float(found.low), float(found.high)


def chance_of(interval: Interval, margin: float) -> float:
    """The two-sided p-value of an effect: 1 less the highest level that leaves the margin out.

    Args:
        interval: grows with its level.
        margin: that it should leave out.

    Returns:
        At least 1e-15, and 1 where no interval leaves the margin out.
    """

    def leaves_out(chance: float) -> bool:
        low, high = interval(1 - chance)
        return low > margin or high < margin

    if leaves_out(_LEAST):
        return _LEAST
    inside, outside = math.log10(_LEAST), 0.0
    if not leaves_out(1 - 1e-9):
        return 1.0
    for _ in range(40):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if leaves_out(10**middle) else (middle, outside)
    return float(10**outside)


def _judged(
    values: np.ndarray,
    margin: float,
    side: int,
    metric: str,
    says: str,
    rows: Sequence[int],
    unit: Unit,
    images: float,
    words: Words | None = None,
) -> Judgement:
    found = _found(values)
    mean = float(found.mean()) if len(found) else math.nan
    interval = _of_mean(found, unit, images)
    method = f"{PAIRED}, {IMAGES}" if images else PAIRED
    finding = stated(
        mean, interval, margin, side, metric, says, rows, unit, len(found), method, _STUDENT, words
    )
    finding = dataclasses.replace(finding, cautions=_failed(values, len(found), metric))
    if finding.verdict != UNDECIDED or len(found) < 2:
        return finding
    needed = repeats_to_exclude_zero(mean - margin, float(found.std(ddof=1)))
    return dataclasses.replace(finding, repeats_needed=needed)


def _judged_share(
    successes: np.ndarray, margin: float, side: int, metric: str, says: str, rows: Sequence[int]
) -> Judgement:
    found = _found(successes)
    count = int(found.sum())
    finding = stated(
        count / len(found) if len(found) else math.nan,
        lambda level: share_interval(count, len(found), level),
        margin, side, metric, says, rows, PERCENT, len(found), EXACT, _CLOPPER,
    )  # fmt: skip
    return dataclasses.replace(finding, cautions=_failed(successes, len(found), metric))


def stated(
    mean: float,
    interval: Interval,
    margin: float,
    side: int,
    metric: str,
    says: str,
    rows: Sequence[int],
    unit: Unit,
    repeats: int,
    method: str,
    source: str,
    words: Words | None = None,
) -> Judgement:
    """A statement that an effect is above a margin, or with `side` -1 below, from its interval.

    Args:
        mean: the effect.
        interval: of it.
        margin: that it is compared with.
        side: 1 or -1.
        metric, says, rows, unit: as for `above`.
        repeats: that entered.
        method: of the interval.
        source: of the method.
        words: how the effect compares with the margin, by verdict; above or below it if not given.
    """
    low, high = interval(LEVEL)
    if low > margin or high < margin:
        verdict = REPRODUCED if (low > margin) == (side > 0) else NOT_REPRODUCED
    else:
        verdict = UNDECIDED
    if math.isfinite(low):
        parts = {
            "amount": unit.shown(mean),
            "low": _end(unit.shown(low)),
            "high": _end(unit.shown(high)),
        }
        compared = (words or _beside(side, unit.shown(margin)))[verdict]
        text = said(
            "{says} {amount} (95 % interval {low} to {high}), {compared}.",
            says=says,
            compared=compared,
            **parts,
        )
        effect: str = said("{amount} ({low} to {high})", **parts)
    else:
        text = said(
            "{says} an amount that {repeats} repeats cannot tell.", says=says, repeats=repeats
        )
        effect = "unknown"
    return Judgement(
        metric=metric,
        estimate=unit.plain(mean),
        interval=(unit.plain(low), unit.plain(high)),
        verdict=verdict,
        sentence=in_english(phrases.sentence, text),
        repeats=repeats,
        rows=tuple(rows),
        method=method,
        source=source,
        p=chance_of(interval, margin),
        unit=unit.name,
        effect=effect,
    )


def _end(shown: str) -> str:
    """An end of an interval: as its unit stands before it, a language may leave that out."""
    if not isinstance(shown, Said):
        return shown
    return Said(str(shown), f"{shown.template}, an end", shown.parts)


def _beside(side: int, margin: str) -> Words:
    if side > 0:
        return {
            REPRODUCED: said("above {margin}", margin=margin),
            NOT_REPRODUCED: said("not above {margin}", margin=margin),
            UNDECIDED: said("not clearly above {margin}", margin=margin),
        }
    return {
        REPRODUCED: said("below {margin}", margin=margin),
        NOT_REPRODUCED: said("not below {margin}", margin=margin),
        UNDECIDED: said("not clearly below {margin}", margin=margin),
    }


def _of_mean(values: np.ndarray, unit: Unit, images: float) -> Interval:
    """Of the mean over repeats that share their test images.

    Reference:
        Satterthwaite (1946), Biometrics Bulletin 2(6): degrees of freedom of a sum of variances,
        of which that of thousands of images is as good as known.
    """

    def interval(level: float) -> tuple[float, float]:
        if len(values) < 2:
            return -math.inf, math.inf
        if not images:
            return mean_interval(values, level, unit.limits)[1:]
        of_repeats = float(values.var(ddof=1)) / len(values)
        total = of_repeats + images
        freedom = total**2 / of_repeats**2 * (len(values) - 1) if of_repeats else math.inf
        half = float(stdtrit(min(freedom, 1e9), (1 + level) / 2)) * math.sqrt(total)
        mean = float(values.mean())
        return max(mean - half, unit.limits[0]), min(mean + half, unit.limits[1])

    return interval


def _found(values: np.ndarray) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    finite: np.ndarray = array[np.isfinite(array)]
    return finite


def _failed(given: np.ndarray, found: int, metric: str) -> tuple[str, ...]:
    count = len(np.asarray(given))
    if found == count:
        return ()
    return (
        said(
            "{failed} of {count} repeats failed ({metric})",
            failed=count - found,
            count=count,
            metric=metric,
        ),
    )
