"""Tests of single statements over repeats: above, below, as well as, able to.

Each compares an interval with a margin that says how much would matter, so that `not
reproduced` is evidence of a missing effect rather than missing evidence. A statement that is
false by its margin is called `reproduced` in at most 2.5 % of experiments.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import betaincinv

from nnexp.analysis import words
from nnexp.analysis.finding import Finding
from nnexp.analysis.interval import mean_interval, repeats_to_exclude_zero
from nnexp.analysis.summary import LEVEL
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED

PAIRED = "Student's t interval of the mean over repeats, against a margin"
EXACT = "Clopper-Pearson interval of a share, against a margin"
_STUDENT = "Student (1908) Biometrika 6(1)"
_CLOPPER = "Clopper and Pearson (1934) Biometrika 26(4)"


@dataclasses.dataclass(frozen=True)
class Unit:
    """What the values of a test are, and how a sentence prints them."""

    shown: Callable[[float], str]
    plain: Callable[[float], float] = float
    """From a value of the test to a number that a reader can use by itself."""


def _factor(logarithm: float) -> str:
    return f"×{words.number(_power(logarithm))}" if logarithm < 300 else "×∞"


def _power(logarithm: float) -> float:
    return 10.0**logarithm if logarithm < 300 else math.inf


NUMBER = Unit(words.number)
POINTS = Unit(lambda value: f"{round(100 * value, 1) + 0.0:.1f} points")
"""Differences of accuracies."""
PERCENT = Unit(lambda value: f"{100 * value:.1f} %")
"""Shares and accuracies."""
FACTOR = Unit(_factor, _power)
"""Ratios, tested by their logarithm to base 10."""
SMALL = Unit(lambda logarithm: f"{_power(logarithm):.1e}", _power)
"""Amounts over many orders of size, tested by their logarithm to base 10."""


def above(
    values: np.ndarray,
    margin: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
) -> Finding:
    """Whether the mean of paired values, one per repeat, is above a margin.

    Args:
        values: (repeats,) differences, shares or other effects; NaN where a trial failed.
        margin: what the effect must exceed, in the unit of the values.
        metric: what the values are, in a few words.
        says: the statement, up to the number, as `the step's accuracy is lower by`.
        rows: labels of the rows of the frame that entered.
        unit: of the values.

    Returns:
        `reproduced` if all of the 95 % interval is above the margin, `not reproduced` if all of
        it is below, `undecided` otherwise.
    """
    return _judged(values, margin, +1, metric, says, rows, unit)


def below(
    values: np.ndarray,
    margin: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
) -> Finding:
    """As `above`, with the sides exchanged: the mean must lie below the margin."""
    return _judged(values, margin, -1, metric, says, rows, unit)


def not_worse(
    values: np.ndarray,
    allowed: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
) -> Finding:
    """Whether the mean of paired gains is no worse than a loss that is allowed: "as well as".

    Args:
        values: (repeats,) gains, negative where something was lost.
        allowed: the loss that does not matter, positive.
        metric, says, rows, unit: as for `above`.

    Returns:
        `reproduced` if all of the interval is above `-allowed`, `not reproduced` if all of it is
        below.

    Reference:
        Piaggio et al. (2012), Reporting of noninferiority and equivalence randomized trials,
        JAMA 308(24).
    """
    found = _found(values)
    mean, low, high = _interval(found)
    verdict, _ = verdict_of(low, high, -allowed, unit)
    words_of = {
        REPRODUCED: f"no loss beyond the {unit.shown(allowed)} allowed",
        NOT_REPRODUCED: f"a loss beyond the {unit.shown(allowed)} allowed",
        UNDECIDED: f"not clearly within the loss of {unit.shown(allowed)} allowed",
    }[verdict]
    finding = _finding(
        metric, (mean, low, high), verdict, says, words_of, found, values, rows, unit, PAIRED,
        _STUDENT,
    )  # fmt: skip
    return _with_repeats_needed(finding, found, -allowed)


def within(
    values: np.ndarray,
    margin: float,
    metric: str,
    says: str,
    rows: Sequence[int] = (),
    unit: Unit = NUMBER,
) -> Finding:
    """Whether the mean is practically zero: all of its interval within ±margin.

    Returns:
        `reproduced` if it is, `not reproduced` if the interval lies outside on one side.

    Reference:
        Schuirmann (1987), two one-sided tests, Journal of Pharmacokinetics 15(6).
    """
    found = _found(values)
    mean, low, high = _interval(found)
    if low > -margin and high < margin:
        verdict, words_of = REPRODUCED, f"within ±{unit.shown(margin)}"
    elif low > margin or high < -margin:
        verdict, words_of = NOT_REPRODUCED, f"beyond ±{unit.shown(margin)}"
    else:
        verdict, words_of = UNDECIDED, f"not clearly within ±{unit.shown(margin)}"
    return _finding(
        metric, (mean, low, high), verdict, says, words_of, found, values, rows, unit, PAIRED,
        f"{_STUDENT}; Schuirmann (1987) J. Pharmacokinet. 15(6)",
    )  # fmt: skip


def share_above(
    successes: np.ndarray, margin: float, metric: str, says: str, rows: Sequence[int] = ()
) -> Finding:
    """Whether something happens in more than a share `margin` of the repeats.

    Args:
        successes: (repeats,) whether it happened.
        margin: between 0 and 1.
        metric, says, rows: as for `above`.
    """
    return _judged_share(successes, margin, +1, metric, says, rows)


def share_below(
    successes: np.ndarray, margin: float, metric: str, says: str, rows: Sequence[int] = ()
) -> Finding:
    """Whether something happens in less than a share `margin` of the repeats."""
    return _judged_share(successes, margin, -1, metric, says, rows)


def share_interval(successes: int, trials: int) -> tuple[float, float]:
    """The exact 95 % interval of a probability from counts; 0 to 1 without trials."""
    if trials == 0:
        return 0.0, 1.0
    tail, failures = (1 - LEVEL) / 2, trials - successes
    low = 0.0 if successes == 0 else float(betaincinv(successes, failures + 1, tail))
    high = 1.0 if failures == 0 else float(betaincinv(successes + 1, failures, 1 - tail))
    return low, high


def _judged(
    values: np.ndarray,
    margin: float,
    side: int,
    metric: str,
    says: str,
    rows: Sequence[int],
    unit: Unit,
) -> Finding:
    found = _found(values)
    mean, low, high = _interval(found)
    verdict, words_of = verdict_of(low, high, margin, unit, side)
    finding = _finding(
        metric, (mean, low, high), verdict, says, words_of, found, values, rows, unit, PAIRED,
        _STUDENT,
    )  # fmt: skip
    return _with_repeats_needed(finding, found, margin)


def _with_repeats_needed(finding: Finding, found: np.ndarray, margin: float) -> Finding:
    if finding.verdict != UNDECIDED or len(found) < 2:
        return finding
    mean, deviation = float(found.mean()), float(found.std(ddof=1))
    needed = repeats_to_exclude_zero(mean - margin, deviation)
    return dataclasses.replace(finding, repeats_needed=needed)


def _judged_share(
    successes: np.ndarray, margin: float, side: int, metric: str, says: str, rows: Sequence[int]
) -> Finding:
    found = _found(successes)
    count = int(found.sum())
    low, high = share_interval(count, len(found))
    mean = count / len(found) if len(found) else math.nan
    verdict, words_of = verdict_of(low, high, margin, PERCENT, side)
    return _finding(
        metric, (mean, low, high), verdict, says, words_of, found, successes, rows, PERCENT, EXACT,
        _CLOPPER,
    )  # fmt: skip


def _found(values: np.ndarray) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    finite: np.ndarray = array[np.isfinite(array)]
    return finite


def _interval(values: np.ndarray) -> tuple[float, float, float]:
    if len(values) < 2:
        return float(values.mean()) if len(values) else math.nan, -math.inf, math.inf
    return mean_interval(values)


def verdict_of(
    low: float, high: float, margin: float, unit: Unit, side: int = 1
) -> tuple[str, str]:
    """The verdict that an interval gives, and how its sentence compares it with the margin.

    Args:
        low: lower end.
        high: upper end.
        margin: what the effect must be above, or with `side` -1 below.
        unit: of all three.
        side: 1 or -1.
    """
    over = "above" if side > 0 else "below"
    if (low > margin) if side > 0 else (high < margin):
        return REPRODUCED, f"{over} {unit.shown(margin)}"
    if (high < margin) if side > 0 else (low > margin):
        return NOT_REPRODUCED, f"not {over} {unit.shown(margin)}"
    return UNDECIDED, f"not clearly {over} {unit.shown(margin)}"


def _finding(
    metric: str,
    effect: tuple[float, float, float],
    verdict: str,
    says: str,
    words_of: str,
    found: np.ndarray,
    given: np.ndarray,
    rows: Sequence[int],
    unit: Unit,
    method: str,
    source: str,
) -> Finding:
    mean, low, high = effect
    lost = len(np.asarray(given)) - len(found)
    if math.isinf(low):
        text = f"{says} an amount that {len(found)} repeats cannot tell"
    else:
        amount, *ends = map(unit.shown, effect)
        text = f"{says} {amount} (95 % interval {ends[0]} to {ends[1]}), {words_of}"
    return Finding(
        analysis="claim",
        where=(),
        metric=metric,
        estimate=unit.plain(mean),
        interval=(unit.plain(low), unit.plain(high)),
        verdict=verdict,
        sentence=words.sentence(f"{text}."),
        repeats=len(found),
        rows=tuple(rows),
        method=method,
        source=source,
        cautions=(f"{lost} of {len(np.asarray(given))} repeats failed ({metric})",) if lost else (),
    )
