"""What is lost, on average, by not knowing the best value of a setting exactly."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import unequal
from nnexp.analysis.cautions import classes_unknown, short_grid
from nnexp.analysis.english.sensitivity import WORDS
from nnexp.analysis.finding import AnalysisError, Finding, Verdict
from nnexp.analysis.next_step import More, wider
from nnexp.analysis.samples import Samples, samples
from nnexp.analysis.study import Analysis, Study, Where, by_slice
from nnexp.analysis.summary import half_width
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.settings import Scalar, Spec, as_text

FACTOR = 3.0
"""The range: from a third of the best value to three times it, about a decade."""


class SensitivityVerdict(Verdict):
    """Whether what is lost could be measured."""

    MEASURED = "measured", "nothing"
    UNDECIDED = "undecided", "open"


def sensitivity(
    table: pd.DataFrame,
    metric: str,
    setting: str,
    factor: float = FACTOR,
    where: Sequence[tuple[str, Scalar]] = (),
    classes: int | None = None,
    *,
    columns: Columns,
) -> Finding:
    """Mean loss of accuracy over a range of a setting around its best value, in one slice.

    Args:
        table: rows of one slice, one per trial: the setting, `repeat`, the metric.
        metric: what is lost; for losses, what is gained.
        setting: a positive number, looked at in its logarithm.
        factor: the range goes from best/factor to best·factor, as far as the grid reaches.
        where: settings to name in the sentence.
        classes: of the data. A network that diverged guesses: it reads one in so many rightly.
            Values at which training diverged are left out of accuracies where it is not given.
        columns: what the table's columns mean.

    Returns:
        Mean difference from the best value over the range, every ratio counting the same,
        interpolated linearly in the logarithm. Its interval holds for every value that may be
        the best. Numbers: the `best` value tried, and the range `from` and `to`.

    Raises:
        AnalysisError: several slices, or less than two values.

    Reference:
        Wortsman et al. (2023), arXiv:2309.14322, §2.2: learning rate sensitivity.
    """
    if not factor > 1:
        raise AnalysisError(f"sensitivity: factor={factor:g}: must be above 1; for example 3")
    measured = columns.metric(metric)
    guessing = 1 / classes if classes and measured.printed == "percent" else None
    found = samples(table, setting, measured, "sensitivity", columns, guessing)
    spec = columns.settings.get(setting)
    grid, losses = _with_diverged(found, setting, measured, classes, spec)
    estimate, low, high = lost(losses, np.log(grid), factor)
    high = min(high, measured.differences[1])
    best = float(grid[unequal.means(losses).argmin()])
    wished = best / factor, best * factor
    reach = max(wished[0], float(grid[0])), min(wished[1], float(grid[-1]))
    unknown = found.diverged and measured.printed == "percent" and classes is None
    cautions = (
        *found.cautions,
        *((classes_unknown(),) if unknown else ()),
        *(() if np.allclose(reach, wished) else (short_grid(*wished),)),
    )
    known = not math.isnan(low)
    return Finding(
        analysis="sensitivity",
        over=(setting,),
        where=tuple(where),
        measured=measured,
        estimate=estimate,
        interval=(low, high),
        verdict=SensitivityVerdict.MEASURED if known else SensitivityVerdict.UNDECIDED,
        numbers={"best": best, "from": reach[0], "to": reach[1]},
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method="mean over a log-uniform range of the paired difference from the best grid value; "
        "hull of Student's intervals over all values that may be the best",
        source="Wortsman et al. (2023) arXiv:2309.14322",
        words=words_in(columns.language, "sensitivity", WORDS),
        next=() if known else (More(3),),
        cautions=cautions,
    )


def lost(losses: np.ndarray, grid: np.ndarray, factor: float) -> tuple[float, float, float]:
    """Mean loss over the range above that at the best grid value, and its interval.

    Args:
        losses: (repeats, grid); NaN where a value lacks a repeat.
        grid: (grid,) logarithms of the setting.
        factor: reach of the range.
    """
    means = unequal.means(losses)
    best = int(means.argmin())
    estimate = float(_weights(grid, best, factor) @ means - means[best])
    if len(losses) < 2:
        return estimate, math.nan, math.nan
    ends = [
        _above_best(losses, means, _weights(grid, int(place), factor), int(place))
        for place in np.flatnonzero(unequal.best_set(losses))
    ]
    lows, highs = np.array(ends).T
    # The best value of the grid loses nothing, so no range around it gains on average.
    return estimate, float(np.maximum(lows.min(), 0.0)), float(highs.max())


def _above_best(
    losses: np.ndarray, means: np.ndarray, weights: np.ndarray, best: int
) -> tuple[float, float]:
    """The interval of the weighted mean less the best value's.

    Where values have repeats of their own, each difference from the best has the error and the
    degrees of freedom of the repeats that both have. How these errors go together is then not
    known, so they are added up.
    """
    used = np.flatnonzero(weights)
    above = losses - losses[:, [best]]
    middle = float(weights @ means - means[best])
    whole = np.isfinite(above[:, used]).all(axis=1)
    if whole.all():
        values = above[:, used] @ weights[used]
        half = float(half_width(values.std(ddof=1), np.asarray(len(values))))
        return middle - half, middle + half
    half = 0.0
    for place in used[used != best]:
        shared = above[:, place][np.isfinite(above[:, place])]
        spread = shared.std(ddof=1) if len(shared) > 1 else math.nan
        half += float(weights[place] * half_width(np.asarray(spread), np.asarray(len(shared))))
    return middle - half, middle + half


def _weights(grid: np.ndarray, best: int, factor: float) -> np.ndarray:
    """(grid,) what each value counts in the mean over the range around one of them."""
    low = max(grid[best] - math.log(factor), grid[0])
    high = min(grid[best] + math.log(factor), grid[-1])
    nodes = np.concatenate([[low], grid[(grid > low) & (grid < high)], [high]])
    # The trapezoidal rule weighs the nodes, and each node its neighbours in the grid.
    halves = np.diff(nodes, prepend=low, append=high) / 2
    shares = (halves[:-1] + halves[1:]) / (high - low)
    left = np.clip(np.searchsorted(grid, nodes, side="right") - 1, 0, len(grid) - 2)
    along = (nodes - grid[left]) / (grid[left + 1] - grid[left])
    count = len(grid)
    weights: np.ndarray = np.bincount(left, shares * (1 - along), count)
    return weights + np.bincount(left + 1, shares * along, count)


def _with_diverged(
    found: Samples, setting: str, metric: Metric, classes: int | None, spec: Spec | None
) -> tuple[np.ndarray, np.ndarray]:
    """Grid and losses with what diverged at chance level, for accuracies; losses leave it out."""
    grid = np.asarray(found.candidates, dtype=float)
    losses = found.losses
    if found.diverged and metric.printed == "percent" and classes is not None:
        grid = np.concatenate([grid, np.asarray(found.diverged, dtype=float)])
        chance = np.full((len(losses), len(found.diverged)), 1 - 1 / classes)
        sorting = grid.argsort()
        grid, losses = grid[sorting], np.concatenate([losses, chance], axis=1)[:, sorting]
    if len(grid) < 2:
        raise AnalysisError(
            f"sensitivity: the frame has one value of {setting}, {as_text(found.candidates[0])}; "
            f"sweep several, for example {wider(setting, grid.tolist(), spec, 3)}"
        )
    if not grid[0] > 0:
        raise AnalysisError(
            f"sensitivity: {setting}={grid[0]:g} has no logarithm; it works on positive numbers"
        )
    return grid, losses


def _of_slice(study: Study, settings: tuple[str, ...], rows: pd.DataFrame, where: Where) -> Finding:
    classes = _classes_of(rows, study.classes)
    metric, columns = study.chooses.name, study.columns
    return sensitivity(rows, metric, settings[0], FACTOR, where, classes, columns=columns)


def _classes_of(rows: pd.DataFrame, classes: Mapping[str, int]) -> int | None:
    """Number of classes of the data that a slice was trained on, if it is known."""
    seen = set(rows["data_fingerprint"]) if "data_fingerprint" in rows else set()
    counts = {classes.get(fingerprint) for fingerprint in seen}
    return counts.pop() if len(counts) == 1 else None


def _needs(study: Study) -> Iterator[tuple[str, ...]]:
    for name in study.searched:
        if study.columns.settings[name].scale == "log":
            yield (name,)


SENSITIVITY = Analysis("sensitivity", _needs, by_slice(_of_slice), SensitivityVerdict, WORDS)
