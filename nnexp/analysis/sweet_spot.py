"""Which value of a setting is best, and whether the grid reached beyond it on both sides."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, optimum, words
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import Samples, samples, wall
from nnexp.settings import Scalar, as_text

INTERIOR = "interior"
BELOW = "edge: extend the grid below"
ABOVE = "edge: extend the grid above"
UNDECIDED = "undecided: more repeats"


@dataclasses.dataclass(frozen=True)
class SweetSpot:
    """The numbers behind the finding."""

    inside: np.ndarray
    """(grid,) the confidence set of the best grid value."""
    optimum: optimum.Optimum
    """Minimum between grid values, in the coordinate of the grid."""
    verdict: str


def sweet_spot(
    table: pd.DataFrame,
    metric: str = "validation_accuracy",
    setting: str = "lr",
    where: Sequence[tuple[str, Scalar]] = (),
) -> Finding:
    """The best value of a setting in one slice of a table.

    Args:
        table: rows of one slice, one per trial: the setting, `repeat`, the metric.
        metric: what decides; accuracies are maximised, losses minimised.
        setting: a positive number, looked at in its logarithm.
        where: settings to name in the sentence.

    Returns:
        The continuous optimum with its 95 % interval, the confidence set of grid values, and
        the verdict: `interior` only if both ends of the grid are significantly worse.

    Raises:
        AnalysisError: the frame holds several slices, or less than two values to compare.

    Reference:
        DESIGN §7; Hsu (1996) §4.1; Fieller (1954).
    """
    found = samples(table, setting, metric, "sweet_spot")
    grid = _positions(found, setting)
    if found.repeats < 2:
        spot = _of_one_repeat(found, grid)
    else:
        spot = locate(found.losses, grid, wall(found, grid[-1]))
    needed = _needed(found, spot) if spot.verdict == UNDECIDED else None
    chosen = tuple(np.asarray(found.candidates, dtype=object)[spot.inside].tolist())
    return Finding(
        analysis="sweet_spot",
        where=tuple(where),
        metric=metric,
        estimate=_exact(spot.optimum.estimate, found),
        interval=(_exact(spot.optimum.low, found), _exact(spot.optimum.high, found)),
        verdict=spot.verdict,
        sentence=_sentence(found, spot, metric, setting, where, chosen, needed),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"{best_set.METHOD}; {optimum.METHOD}",
        source=f"{best_set.SOURCE}; {optimum.SOURCE}",
        confidence_set=chosen,
        repeats_needed=needed,
        cautions=found.cautions,
    )


def locate(values: np.ndarray, positions: np.ndarray, wall: float = math.inf) -> SweetSpot:
    """Confidence set, continuous optimum and verdict of one array of repeats.

    Args:
        values: (repeats, grid) losses, two repeats at least.
        positions: (grid,) ascending logarithms of the setting.
        wall: logarithm of the smallest value above the grid at which training diverged.
    """
    inside = best_set.best_set(values)
    lowest = int(values.mean(axis=0).argmin())
    last = len(positions) - 1
    # What diverged is worse beyond doubt, so the grid cannot end on the best value there.
    at_low, at_high = bool(inside[0]), bool(inside[-1]) and not math.isfinite(wall)
    if not at_low and not at_high:
        verdict = INTERIOR
    elif at_low and not at_high and lowest == 0:
        verdict = BELOW
    elif at_high and not at_low and lowest == last:
        verdict = ABOVE
    else:
        verdict = UNDECIDED
    return SweetSpot(inside, optimum.optimum(values, positions, inside, wall), verdict)


def _positions(found: Samples, setting: str) -> np.ndarray:
    values = [*found.candidates, *found.diverged]
    for value in values:
        if isinstance(value, str | bool) or value is None or not value > 0:
            raise AnalysisError(
                f"sweet_spot: {setting}={as_text(value)} has no logarithm; "
                f"it works on positive numbers"
            )
    if len(values) < 2:
        raise AnalysisError(
            f"sweet_spot: the frame has one value of {setting}, {as_text(values[0])}; "
            f"sweep several, for example {setting}=0.01,0.1,0.3"
        )
    logarithms: np.ndarray = np.log(np.asarray(found.candidates, dtype=float))
    return logarithms


def _exact(logarithm: float, found: Samples) -> float:
    """The value of a logarithm; that of the grid where it is one, so that 0.1 stays 0.1."""
    value = math.exp(logarithm)
    grid = np.asarray([*found.candidates, *found.diverged], dtype=float)
    nearest = float(grid[np.abs(grid - value).argmin()])
    return nearest if math.isclose(nearest, value, rel_tol=1e-9) else value


def _of_one_repeat(found: Samples, grid: np.ndarray) -> SweetSpot:
    lowest = float(grid[found.losses.mean(axis=0).argmin()])
    whole = optimum.Optimum(lowest, float(grid[0]), float(grid[-1]), "grid")
    return SweetSpot(np.ones(len(grid), dtype=bool), whole, UNDECIDED)


def _needed(found: Samples, spot: SweetSpot) -> int | None:
    """Repeats to put out the ends of the grid that are still in; at least 3 after a single one."""
    if found.repeats < 2:
        return 3
    lowest = int(found.losses.mean(axis=0).argmin())
    count = len(found.candidates)
    ends = [end for end in {0, count - 1} if spot.inside[end] and end != lowest]
    needed = [_needed_against(found, end, lowest) for end in ends]
    known = [repeats for repeats in needed if repeats is not None]
    if len(known) < len(needed) or not known:
        return None
    return max(*known, found.repeats + 1)


def _needed_against(found: Samples, end: int, lowest: int) -> int | None:
    difference, error = best_set.differences(found.losses, range(end, end + 1))
    return repeats_to_see(
        float(difference[0, lowest]),
        float(error[0, lowest] * np.sqrt(found.repeats)),
        lambda repeats: float(best_set.quantile(found.losses, repeats)),
    )


def _sentence(
    found: Samples,
    spot: SweetSpot,
    metric: str,
    setting: str,
    where: Sequence[tuple[str, Scalar]],
    chosen: tuple[Scalar, ...],
    needed: int | None,
) -> str:
    start = words.with_settings(where)
    name = f"best {setting} by {words.metric_name(metric)}"
    estimate, low, high = (
        words.number(math.exp(x))
        for x in (spot.optimum.estimate, spot.optimum.low, spot.optimum.high)
    )
    grid = found.candidates
    if found.repeats < 2:
        text = (
            f"one repeat cannot say which {setting} is best (lowest error at {estimate}); "
            f"3 repeats are the least that can"
        )
    elif spot.verdict == INTERIOR:
        text = (
            f"the {name} is {estimate} (95 % interval {low} to {high}); of the values tried, "
            f"{words.listed(chosen)} may be the best"
        )
    elif spot.verdict in (BELOW, ABOVE):
        side, end = ("below", grid[0]) if spot.verdict == BELOW else ("above", grid[-1])
        text = (
            f"the {name} is {end} or {side} it, the edge of the grid: extend it {side} {end} "
            f"(of the values tried, {words.listed(chosen)} may be the best)"
        )
    else:
        text = (
            f"{found.repeats} repeats do not decide the {name}: {words.listed(chosen)} may be "
            f"it, an end of the grid among them; {words.times(needed)} would decide"
        )
    return words.sentence(f"{start}{text}.")
