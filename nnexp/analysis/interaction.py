"""Whether the best value of one setting moves as another grows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import words
from nnexp.analysis.exponent import ROUNDING, edges_of, exponent, fitted_ends
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.samples import Samples, one_slice, order, samples, wall
from nnexp.settings import Scalar

FALLS = "falls"
RISES = "rises"
STAYS = "no change shown"
EDGE = "edge: extend the grid"
UNDECIDED = "undecided: more repeats"


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
        `no change shown`; `edge: extend the grid` where the best values that the grid does not
        enclose may make it any of them.

    Raises:
        AnalysisError: less than three values of the setting or two of the other, or other
            settings differ as well.

    Reference:
        Per-repeat summary measures: Matthews et al. (1990), BMJ 300.
    """
    one_slice(table, (setting, over), "interaction")
    found, levels = _by_level(table, metric, setting, over)
    losses, grid, rows = _common(found, setting)
    walls = np.array([wall(one, grid[-1]) for one in found])
    estimate, low, high, needed = exponent(losses, grid, np.log(levels), walls)
    edges = edges_of(losses)
    beyond = _sides(edges, grid)
    verdict = _verdict(low, high, bool(beyond))
    names = (setting, over)
    if verdict == EDGE:
        text = _edge_sentence(names, metric, edges, beyond)
    else:
        ends = np.exp(fitted_ends(losses, grid, np.log(levels)))
        text = _sentence(names, metric, levels[[0, -1]], ends, (estimate, low, high), verdict)
    return Finding(
        analysis="interaction",
        where=tuple(where),
        metric=metric,
        estimate=estimate,
        interval=(low, high),
        verdict=verdict,
        sentence=words.sentence(f"{words.with_settings(where)}{text}."),
        repeats=len(losses),
        rows=tuple(sorted(rows)),
        method="per repeat, slope of the log of the best value (vertex through the lowest grid "
        "value and its neighbours) on the log of the other setting; Student's interval, "
        "widened by what another interpolation (cubic spline) would change, and by where best "
        "values at an end of the grid may be beyond it",
        source="Matthews et al. (1990) BMJ 300: summary measures; Student (1908)",
        repeats_needed=needed if verdict in (STAYS, UNDECIDED) else None,
        cautions=tuple(dict.fromkeys(_cautions(found, names, beyond if verdict != EDGE else ""))),
    )


def _sides(edges: np.ndarray, grid: np.ndarray) -> str:
    """Where the grid ends too early: `above 0.3`, `below 0.01 and above 0.3`, or nothing."""
    low, high = np.exp(grid[[0, -1]])
    sides = {-1: f"below {words.number(low)}", 1: f"above {words.number(high)}"}
    return " and ".join(text for edge, text in sides.items() if edge in edges)


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


def _cautions(found: Sequence[Samples], names: tuple[str, str], beyond: str) -> Iterator[str]:
    for one in found:
        yield from one.cautions
    if beyond:
        setting, over = names
        yield (
            f"the best {setting} is at an edge of the grid for some {over}: extend it {beyond} "
            f"to see how far it moves"
        )


def _verdict(low: float, high: float, at_edge: bool) -> str:
    if math.isnan(low):
        return UNDECIDED
    if low <= ROUNDING and high >= -ROUNDING:
        return EDGE if at_edge else STAYS
    return RISES if low > 0 else FALLS


def _edge_sentence(names: tuple[str, str], metric: str, edges: np.ndarray, beyond: str) -> str:
    setting, over = names
    return (
        f"the best {setting} by {words.metric_name(metric)} is at an edge of the grid at "
        f"{np.count_nonzero(edges)} of {len(edges)} values of {over}, so the grid cannot say "
        f"whether it moves with {over}: extend it {beyond}"
    )


def _sentence(
    names: tuple[str, str],
    metric: str,
    levels: np.ndarray,
    ends: np.ndarray,
    numbers: tuple[float, float, float],
    verdict: str,
) -> str:
    setting, over = names
    moves = (
        f"about {words.number(best)} at {over}={level:g}"
        for best, level in zip(ends, levels, strict=True)
    )
    text = f"the best {setting} by {words.metric_name(metric)} goes from {' to '.join(moves)}"
    if verdict == UNDECIDED:
        return f"{text}, but one repeat has no uncertainty to judge it by"
    estimate, low, high = numbers
    return (
        f"{text} (as {over} to the power {words.number(estimate)}, 95 % interval "
        f"{_interval(low, high)})"
        + {FALLS: ": it falls", RISES: ": it rises", STAYS: ": no change shown"}[verdict]
    )


def _interval(low: float, high: float) -> str:
    if math.isinf(low):
        return f"{words.number(high)} or less"
    if math.isinf(high):
        return f"{words.number(low)} or more"
    return f"{words.number(low)} to {words.number(high)}"
