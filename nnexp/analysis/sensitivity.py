"""What is lost, on average, by not knowing the best value of a setting exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import words
from nnexp.analysis.best_set import best_set
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.interval import mean_interval
from nnexp.analysis.metric import is_accuracy
from nnexp.analysis.samples import Samples, samples
from nnexp.settings import Scalar, as_text

FACTOR = 3.0
"""The range: from a third of the best value to three times it, about a decade."""
CHANCE = 0.9
"""Error rate of a network that diverged: ten classes, guessed."""
UNDECIDED = "undecided: more repeats"


def sensitivity(
    table: pd.DataFrame,
    metric: str = "validation_accuracy",
    setting: str = "lr",
    factor: float = FACTOR,
    where: Sequence[tuple[str, Scalar]] = (),
) -> Finding:
    """Mean loss of accuracy over a range of a setting around its best value, in one slice.

    Args:
        table: rows of one slice, one per trial: the setting, `repeat`, the metric.
        metric: what is lost; for losses, what is gained.
        setting: a positive number, looked at in its logarithm.
        factor: the range goes from best/factor to best·factor, as far as the grid reaches.
        where: settings to name in the sentence.

    Returns:
        Mean difference from the best value over the range, every ratio counting the same,
        interpolated linearly in the logarithm. Its interval holds for every value that may be
        the best.

    Raises:
        AnalysisError: several slices, or less than two values.

    Reference:
        Wortsman et al. (2023), arXiv:2309.14322, §2.2: learning rate sensitivity.
    """
    if not factor > 1:
        raise AnalysisError(f"sensitivity: factor={factor:g}: must be above 1; for example 3")
    found = samples(table, setting, metric, "sensitivity")
    grid, losses = _with_diverged(found, setting, metric)
    estimate, low, high = lost(losses, np.log(grid), factor)
    best = float(grid[losses.mean(axis=0).argmin()])
    wished = best / factor, best * factor
    reach = max(wished[0], float(grid[0])), min(wished[1], float(grid[-1]))
    cautions = list(found.cautions)
    if not np.allclose(reach, wished):
        ends = map(words.number, wished)
        cautions.append(f"the grid ends inside the range of {' to '.join(ends)}")
    lost_of = "" if is_accuracy(metric) else " of loss"
    size = f"{words.difference(metric, estimate)}{lost_of} on average"
    return Finding(
        analysis="sensitivity",
        where=tuple(where),
        metric=metric,
        estimate=estimate,
        interval=(low, high),
        verdict=UNDECIDED if math.isnan(low) else size,
        sentence=_sentence(metric, setting, where, (best, *reach), (estimate, low, high)),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method="mean over a log-uniform range of the paired difference from the best grid value; "
        "hull of Student's intervals over all values that may be the best",
        source="Wortsman et al. (2023) arXiv:2309.14322",
        repeats_needed=3 if math.isnan(low) else None,
        cautions=tuple(cautions),
    )


def lost(losses: np.ndarray, grid: np.ndarray, factor: float) -> tuple[float, float, float]:
    """Mean loss over the range above that at the best grid value, and its interval.

    Args:
        losses: (repeats, grid).
        grid: (grid,) logarithms of the setting.
        factor: reach of the range.
    """
    best = int(losses.mean(axis=0).argmin())
    estimate = float(_above_best(losses, grid, best, factor).mean())
    if len(losses) < 2:
        return estimate, math.nan, math.nan
    ends = [
        mean_interval(_above_best(losses, grid, int(place), factor))[1:]
        for place in np.flatnonzero(best_set(losses))
    ]
    # The best value of the grid loses nothing, so no range around it gains on average.
    return estimate, max(min(low for low, _ in ends), 0.0), max(high for _, high in ends)


def _above_best(losses: np.ndarray, grid: np.ndarray, best: int, factor: float) -> np.ndarray:
    low = max(grid[best] - math.log(factor), grid[0])
    high = min(grid[best] + math.log(factor), grid[-1])
    nodes = np.concatenate([[low], grid[(grid > low) & (grid < high)], [high]])
    at_nodes = np.stack([np.interp(nodes, grid, repeat) for repeat in losses])
    averaged = np.trapezoid(at_nodes, nodes, axis=1) / (high - low)
    above: np.ndarray = averaged - losses[:, best]
    return above


def _with_diverged(found: Samples, setting: str, metric: str) -> tuple[np.ndarray, np.ndarray]:
    """Grid and losses with what diverged at chance level, for accuracies; losses leave it out."""
    grid = np.asarray(found.candidates, dtype=float)
    losses = found.losses
    if found.diverged and is_accuracy(metric):
        grid = np.concatenate([grid, np.asarray(found.diverged, dtype=float)])
        chance = np.full((len(losses), len(found.diverged)), CHANCE)
        sorting = grid.argsort()
        grid, losses = grid[sorting], np.concatenate([losses, chance], axis=1)[:, sorting]
    if len(grid) < 2:
        raise AnalysisError(
            f"sensitivity: the frame has one value of {setting}, {as_text(found.candidates[0])}; "
            f"sweep several, for example {setting}=0.01,0.1,0.3"
        )
    if not grid[0] > 0:
        raise AnalysisError(
            f"sensitivity: {setting}={grid[0]:g} has no logarithm; it works on positive numbers"
        )
    return grid, losses


def _sentence(
    metric: str,
    setting: str,
    where: Sequence[tuple[str, Scalar]],
    values: tuple[float, float, float],
    numbers: tuple[float, float, float],
) -> str:
    """Said of the best value and the ends of the range, with the estimate and its interval."""
    best, first, last = map(words.number, values)
    estimate, low, high = numbers
    change = "lower" if is_accuracy(metric) else "higher"
    text = (
        f"anywhere from {setting}={first} to {last}, {words.metric_name(metric)} is on average "
        f"{words.difference(metric, estimate)} {change} than at the best value tried, {best}"
    )
    if not math.isnan(low):
        ends = " to ".join(words.in_points(metric, end) for end in (low, high))
        text += f" (95 % interval {ends})"
    return words.sentence(f"{words.with_settings(where)}{text}.")
