"""Whether the best value of one setting moves as another grows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import words
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.interval import mean_interval, repeats_to_exclude_zero
from nnexp.analysis.samples import Samples, one_slice, order, samples
from nnexp.settings import Scalar

FALLS = "falls"
RISES = "rises"
STAYS = "no change shown"
UNDECIDED = "undecided: more repeats"

# What adding up leaves of a slope that is zero in every repeat.
_ROUNDING = 1e-12


def interaction(
    table: pd.DataFrame,
    metric: str = "validation_accuracy",
    setting: str = "lr",
    over: str = "epochs",
    where: Sequence[tuple[str, Scalar]] = (),
) -> Finding:
    """How the best value of a setting changes with another: by default, lr with epochs.

    Args:
        table: trials that differ in the two settings and `repeat` only.
        metric: what decides which value is best.
        setting: a positive number, looked at in its logarithm.
        over: a positive number, looked at in its logarithm.
        where: settings to name in the sentence.

    Returns:
        The exponent b of best ∝ over^b, its 95 % interval, and the verdict `falls`, `rises` or
        `no change shown`.

    Raises:
        AnalysisError: less than three values of the setting or two of the other, or other
            settings differ as well.

    Reference:
        Per-repeat summary measures: Matthews et al. (1990), BMJ 300.
    """
    one_slice(table, (setting, over), "interaction")
    found, levels = _by_level(table, metric, setting, over)
    losses, grid, rows = _common(found, setting)
    estimate, low, high, needed = exponent(losses, grid, np.log(levels))
    verdict = _verdict(low, high)
    ends = np.exp(best_positions(losses.mean(axis=0), grid)[[0, -1]])
    moves = (
        f"{words.number(best)} at {over}={level:g}"
        for best, level in zip(ends, levels[[0, -1]], strict=True)
    )
    return Finding(
        analysis="interaction",
        where=tuple(where),
        metric=metric,
        estimate=estimate,
        interval=(low, high),
        verdict=verdict,
        sentence=_sentence(
            (setting, over), metric, where, (estimate, low, high), verdict, tuple(moves)
        ),
        repeats=len(losses),
        rows=tuple(sorted(rows)),
        method="per repeat, slope of the log of the best value (vertex through the lowest grid "
        "value and its neighbours) on the log of the other setting; Student's interval, "
        "widened by what another interpolation (cubic spline) would change",
        source="Matthews et al. (1990) BMJ 300: summary measures; Student (1908)",
        repeats_needed=needed if verdict in (STAYS, UNDECIDED) else None,
        cautions=tuple(dict.fromkeys(_cautions(found, losses, setting, over))),
    )


def exponent(
    losses: np.ndarray, grid: np.ndarray, levels: np.ndarray
) -> tuple[float, float, float, int | None]:
    """Slope of the log of the best value, its interval, and repeats to tell it from 0.

    Args:
        losses: (repeats, levels, grid).
        grid: (grid,) log of the setting.
        levels: (levels,) log of the other setting.
    """
    each = slopes(losses, grid, levels)
    estimate, low, high = mean_interval(each)
    if len(each) < 2:
        return estimate, low, high, 3
    doubt = _interpolation_doubt(losses, grid, levels)
    seen = max(abs(estimate) - doubt, 0.0)
    return estimate, low - doubt, high + doubt, repeats_to_exclude_zero(seen, each.std(ddof=1))


def best_positions(losses: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Vertex of the parabola through the lowest grid value and its neighbours, on the last axis.

    Args:
        losses: (…, grid), three grid values at least.
        grid: (grid,) ascending coordinates.

    Returns:
        (…) coordinate of the vertex; the grid value itself where the lowest is at an end.
    """
    lowest = losses.argmin(axis=-1)
    middle = np.clip(lowest, 1, len(grid) - 2)
    places = middle[..., None] + np.array([-1, 0, 1])
    x, y = grid[places], np.take_along_axis(losses, places, axis=-1)
    left = (y[..., 1] - y[..., 0]) / (x[..., 1] - x[..., 0])
    right = (y[..., 2] - y[..., 1]) / (x[..., 2] - x[..., 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        vertex = (x[..., 0] + x[..., 1]) / 2 - left * (x[..., 2] - x[..., 0]) / (2 * (right - left))
    inner = (lowest == middle) & np.isfinite(vertex)
    found: np.ndarray = np.where(inner, np.clip(vertex, x[..., 0], x[..., 2]), grid[lowest])
    return found


def slopes(losses: np.ndarray, grid: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Slope of each repeat's best position on the levels of the other setting.

    Args:
        losses: (repeats, levels, grid).
        grid: (grid,) log of the setting.
        levels: (levels,) log of the other setting.
    """
    contrast = levels - levels.mean()
    found: np.ndarray = best_positions(losses, grid) @ contrast / (contrast @ contrast)
    return found


def _interpolation_doubt(losses: np.ndarray, grid: np.ndarray, levels: np.ndarray) -> float:
    """How much the slope changes if minima come from cubic splines through all grid values."""
    # Imported here: no other analysis needs it, and it is slow to load.
    from scipy.interpolate import CubicSpline

    means = losses.mean(axis=0)
    contrast = levels - levels.mean()
    fine = np.linspace(grid[0], grid[-1], 64 * len(grid))
    by_spline = fine[CubicSpline(grid, means, axis=-1)(fine).argmin(axis=-1)]
    difference = (by_spline - best_positions(means, grid)) @ contrast / (contrast @ contrast)
    return float(abs(difference))


def _by_level(
    table: pd.DataFrame, metric: str, setting: str, over: str
) -> tuple[list[Samples], np.ndarray]:
    values = sorted(table[over].unique(), key=order) if over in table else []
    if len(values) < 2:
        raise AnalysisError(
            f"interaction: the frame has less than two values of {over}; "
            f"sweep several, for example {over}=1,5,20"
        )
    levels = np.asarray(values, dtype=float)
    if levels[0] <= 0:
        raise AnalysisError(
            f"interaction: {over}={levels[0]:g} has no logarithm; it works on positive numbers"
        )
    found = [samples(table[table[over] == x], setting, metric, "interaction") for x in values]
    return found, levels


def _common(
    found: Sequence[Samples], setting: str
) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    """(repeats, levels, grid) losses of what every level has, log grid, and rows."""
    kept = [x for x in found[0].candidates if all(x in one.candidates for one in found)]
    units = [unit for unit in found[0].units if all(unit in one.units for one in found)]
    if len(kept) < 3 or not units:
        raise AnalysisError(
            f"interaction: needs three values of {setting} or more that trained everywhere, "
            f"got {len(kept)}; sweep more, for example {setting}=0.01,0.03,0.1,0.3"
        )
    losses, rows = [], []
    for one in found:
        places = np.ix_(
            [one.units.index(unit) for unit in units], [one.candidates.index(x) for x in kept]
        )
        losses.append(one.losses[places])
        rows += (
            np.asarray(one.rows, dtype=object).reshape(one.losses.shape)[places].ravel().tolist()
        )
    grid = np.asarray(kept, dtype=float)
    if grid[0] <= 0:
        raise AnalysisError(
            f"interaction: {setting}={grid[0]:g} has no logarithm; it works on positive numbers"
        )
    return np.stack(losses, axis=1), np.log(grid), tuple(rows)


def _cautions(
    found: Sequence[Samples], losses: np.ndarray, setting: str, over: str
) -> Iterator[str]:
    for one in found:
        yield from one.cautions
    if set(losses.mean(axis=0).argmin(axis=-1)) & {0, losses.shape[-1] - 1}:
        yield (
            f"the best {setting} is at an edge of the grid for some {over}: the change may be "
            f"larger than it seems"
        )


def _verdict(low: float, high: float) -> str:
    if math.isnan(low):
        return UNDECIDED
    if low <= _ROUNDING and high >= -_ROUNDING:
        return STAYS
    return RISES if low > 0 else FALLS


def _sentence(
    names: tuple[str, str],
    metric: str,
    where: Sequence[tuple[str, Scalar]],
    numbers: tuple[float, float, float],
    verdict: str,
    moves: tuple[str, ...],
) -> str:
    setting, over = names
    estimate, low, high = map(words.number, numbers)
    text = f"the best {setting} by {words.metric_name(metric)} goes from {' to '.join(moves)}"
    if verdict == UNDECIDED:
        text += ", but one repeat has no uncertainty to judge it by"
    else:
        text += f" (as {over} to the power {estimate}, 95 % interval {low} to {high})"
        text += {FALLS: ": it falls", RISES: ": it rises", STAYS: ": no change shown"}[verdict]
    return words.sentence(f"{words.with_settings(where)}{text}.")
