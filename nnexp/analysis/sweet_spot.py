"""Which value of a setting is best, and whether the grid reached beyond it on both sides."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, cautions, groups, optimum, unequal
from nnexp.analysis.english.sweet_spot import WORDS
from nnexp.analysis.finding import AnalysisError, Caution, Finding, Verdict
from nnexp.analysis.next_step import Extending, More, Next, extending, wider
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import Samples, samples, wall
from nnexp.analysis.study import Analysis, Study, Where, by_slice
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns
from nnexp.settings import Scalar, Spec, as_text, is_last


class SweetSpotVerdict(Verdict):
    """Where the best value is."""

    INTERIOR = "interior", "found"
    BELOW = "edge_below", "open"
    ABOVE = "edge_above", "open"
    SMALLEST = "smallest", "found"
    LARGEST = "largest", "found"
    """At an end beyond which there are no values: nothing is left to try there."""
    LEVEL = "level", "nothing"
    """No value is better by more than a margin: told by sweeps that decide alone."""
    UNDECIDED = "undecided", "open"


FEW = 5
"""Repeats up to which the spread of a single value is hardly known."""
NOISY = 5.0
"""How many times the usual spread is told. Six values that vary alike show it in 1.2 % of slices
with three repeats, one that varies ten times as much in 80 to 93 %."""


@dataclasses.dataclass(frozen=True)
class SweetSpot:
    """The numbers behind the finding."""

    inside: np.ndarray
    """(grid,) the confidence set of the best grid value."""
    optimum: optimum.Optimum
    """Minimum between grid values, in the coordinate of the grid."""
    verdict: SweetSpotVerdict


def sweet_spot(
    table: pd.DataFrame,
    metric: str,
    setting: str,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """The best value of a setting in one slice of a table.

    Args:
        table: rows of one slice, one per trial: the setting, `repeat`, the metric.
        metric: what decides; accuracies are maximised, losses minimised.
        setting: a number, looked at on the scale that it declares; by its logarithm if none is.
        where: settings to name in the sentence.
        columns: what the table's columns mean.

    Returns:
        The continuous optimum with its 95 % interval (infinite where it may lie beyond an end of
        the grid), the confidence set of grid values, and the verdict: `interior` only if both
        ends of the grid are significantly worse, `smallest` or `largest` where the best value is
        the last one that is legal. Numbers: `low_end` and `high_end` of the grid.

    Raises:
        AnalysisError: the frame holds several slices, or less than two values to compare.

    Reference:
        DESIGN §7; Hsu (1996) §4.1; Fieller (1954).
    """
    measured = columns.metric(metric)
    spec = columns.settings.get(setting)
    linear = spec is not None and spec.scale == "linear"
    found = samples(table, setting, measured, "sweet_spot", columns)
    grid = _grid(found, setting, spec, linear=linear)
    positions = grid if linear else np.log(grid)
    if found.repeats < 2:
        spot = _of_one_repeat(found, positions)
    else:
        spot = locate(found.losses, positions, wall(found, positions[-1], linear=linear))
    spot = _ending(spot, grid, positions, spec)
    ends = (spot.optimum.estimate, spot.optimum.low, spot.optimum.high)
    estimate, low, high = (_value(end, found, linear=linear) for end in ends)
    return Finding(
        analysis="sweet_spot",
        over=(setting,),
        where=tuple(where),
        measured=measured,
        estimate=estimate,
        interval=(low, high),
        verdict=spot.verdict,
        numbers={"low_end": found.candidates[0], "high_end": found.candidates[-1]},
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"{best_set.METHOD}; {optimum.method(linear=linear)}",
        source=f"{best_set.SOURCE}; {optimum.SOURCE}",
        words=words_in(columns.language, "sweet_spot", WORDS),
        confidence_set=tuple(np.asarray(found.candidates, dtype=object)[spot.inside].tolist()),
        next=_next(found, spot, extending(setting, grid.tolist(), spec)),
        cautions=(*found.cautions, *_unsure(found, setting)),
    )


def _unsure(found: Samples, setting: str) -> Iterator[Caution]:
    """Why so few repeats may mislead: two kinds of them, or a value that varies far more."""
    values = found.losses[np.isfinite(found.losses).all(axis=1)]
    if not 2 < len(values) <= FEW or len(found.candidates) < 3:
        return
    centred = values - values.mean(axis=0)
    # What a repeat adds to all values is no noise of one: the median leaves it out.
    spread = (centred - np.median(centred, axis=1, keepdims=True)).std(axis=0, ddof=1)
    place, usual = int(spread.argmax()), float(np.median(spread))
    # One value that varies would part the repeats by itself.
    others = np.delete(values, place, axis=1)
    smaller, apart = groups.apart(others)
    if apart >= groups.apart_by_chance(*others.shape):
        yield cautions.two_groups(smaller, len(values), apart)
    elif usual > 0 and spread[place] >= NOISY * usual:
        times = float(spread[place]) / usual
        yield cautions.noisy(setting, found.candidates[place], times, found.repeats)


def locate(values: np.ndarray, positions: np.ndarray, wall: float = math.inf) -> SweetSpot:
    """Confidence set, continuous optimum and verdict of one array of repeats.

    Args:
        values: (repeats, grid) losses, two repeats at least; NaN where a value lacks a repeat.
        positions: (grid,) ascending coordinates of the setting, its logarithms for one.
        wall: coordinate of the smallest value above the grid at which training diverged.
    """
    inside = unequal.best_set(values)
    lowest = int(unequal.means(values).argmin())
    last = len(positions) - 1
    # What diverged is worse beyond doubt, so the grid cannot end on the best value there.
    at_low, at_high = bool(inside[0]), bool(inside[-1]) and not math.isfinite(wall)
    if not at_low and not at_high:
        verdict = SweetSpotVerdict.INTERIOR
    elif at_low and not at_high and lowest == 0:
        verdict = SweetSpotVerdict.BELOW
    elif at_high and not at_low and lowest == last:
        verdict = SweetSpotVerdict.ABOVE
    else:
        verdict = SweetSpotVerdict.UNDECIDED
    return SweetSpot(inside, optimum.optimum(values, positions, inside, wall), verdict)


def _ending(
    spot: SweetSpot, grid: np.ndarray, positions: np.ndarray, spec: Spec | None
) -> SweetSpot:
    """The same where the setting itself ends with the grid: nothing lies beyond it."""
    at, verdict = spot.optimum, spot.verdict
    if is_last(grid[0], spec, "below"):
        at = dataclasses.replace(at, low=max(at.low, float(positions[0])))
        verdict = SweetSpotVerdict.SMALLEST if verdict == SweetSpotVerdict.BELOW else verdict
    if is_last(grid[-1], spec, "above"):
        at = dataclasses.replace(at, high=min(at.high, float(positions[-1])))
        verdict = SweetSpotVerdict.LARGEST if verdict == SweetSpotVerdict.ABOVE else verdict
    return dataclasses.replace(spot, optimum=at, verdict=verdict)


def _grid(found: Samples, setting: str, spec: Spec | None, *, linear: bool) -> np.ndarray:
    values = [*found.candidates, *found.diverged]
    for value in values:
        if isinstance(value, str | bool) or value is None or not (linear or value > 0):
            what = "is no number" if linear else "has no logarithm"
            raise AnalysisError(
                f"sweet_spot: {setting}={as_text(value)} {what}; "
                f"it works on {'numbers' if linear else 'positive numbers'}"
            )
    if len(values) < 2:
        raise AnalysisError(
            f"sweet_spot: the frame has one value of {setting}, {as_text(values[0])}; "
            f"sweep several, for example {wider(setting, values, spec, 3)}"
        )
    return np.asarray(found.candidates, dtype=float)


def _value(position: float, found: Samples, *, linear: bool) -> float:
    """The value at a coordinate; that of the grid where it is one, so that 0.1 stays 0.1."""
    if math.isinf(position):
        return position
    value = position if linear else math.exp(position)
    grid = np.asarray([*found.candidates, *found.diverged], dtype=float)
    nearest = float(grid[np.abs(grid - value).argmin()])
    return nearest if math.isclose(nearest, value, rel_tol=1e-9) else value


def _of_one_repeat(found: Samples, grid: np.ndarray) -> SweetSpot:
    lowest = float(grid[unequal.means(found.losses).argmin()])
    whole = optimum.Optimum(lowest, -math.inf, math.inf)
    return SweetSpot(np.ones(len(grid), dtype=bool), whole, SweetSpotVerdict.UNDECIDED)


def _next(found: Samples, spot: SweetSpot, extending: Extending) -> tuple[Next, ...]:
    match spot.verdict:
        case SweetSpotVerdict.BELOW:
            return (extending("below"),)
        case SweetSpotVerdict.ABOVE:
            return (extending("above"),)
        case SweetSpotVerdict.UNDECIDED:
            return (More(_needed(found, spot)),)
        case _:
            return ()


def _needed(found: Samples, spot: SweetSpot) -> int | None:
    """Repeats to put out the ends of the grid that are still in; at least 3 after a single one."""
    if found.repeats < 2:
        return 3
    lowest = int(unequal.means(found.losses).argmin())
    count = len(found.candidates)
    ends = [end for end in {0, count - 1} if spot.inside[end] and end != lowest]
    needed = [_needed_against(found, end, lowest) for end in ends]
    known = [repeats for repeats in needed if repeats is not None]
    if len(known) < len(needed) or not known:
        return None
    return max(*known, found.repeats + 1)


def _needed_against(found: Samples, end: int, lowest: int) -> int | None:
    apart, deviation, shared = unequal.pair(found.losses, end, lowest)
    if shared < 2:
        return 3
    return repeats_to_see(apart, deviation, lambda repeats: unequal.quantile(found.losses, repeats))


def _of_slice(study: Study, settings: tuple[str, ...], rows: pd.DataFrame, where: Where) -> Finding:
    return sweet_spot(rows, study.chooses.name, settings[0], where, columns=study.columns)


SWEET_SPOT = Analysis(
    "sweet_spot",
    needs=lambda study: [(name,) for name in study.searched],
    run=by_slice(_of_slice),
    verdicts=SweetSpotVerdict,
    words=WORDS,
)
