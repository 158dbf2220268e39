"""What others would do with the same trainings, on the first grid.

None of them extends a grid; where the optimum lies outside they can only say that it is at an end.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import t as student

from benchmarks.calibration.deciding.worlds import Sweep
from nnexp.analysis.sweet_spot import SweetSpotVerdict, locate
from nnexp.deciding import MARGIN

ERROR = 0.05
FIXED = 30
LOOKS = (3, 5, 8, 12, 20, 30)
FIRST_STAGE = 5
MOST = 210
"""Repeats after which Kim and Nelson's procedure is cut off, and counts as not decided."""


@dataclasses.dataclass(frozen=True)
class Said:
    """What a procedure says of one sweep."""

    decided: bool
    interior: bool
    named: float
    candidates: tuple[float, ...]
    left: tuple[float, ...]
    tried: tuple[float, ...]
    interval: tuple[float, float] | None
    trainings: int


def everywhere(sweep: Sweep, grid: Sequence[float]) -> Said:
    """Thirty repeats of everything, analysed once, as a plain sweep is."""
    return _plain(sweep, grid, (FIXED,))


def looking_again(sweep: Sweep, grid: Sequence[float]) -> Said:
    """The same test after 3, 5, 8, 12, 20 and 30 repeats, until it says where the best value is."""
    return _plain(sweep, grid, LOOKS)


def _plain(sweep: Sweep, grid: Sequence[float], looks: Sequence[int]) -> Said:
    every = sweep.errors(grid, looks[-1])
    for look in looks:
        spot = locate(every[:look], np.asarray(grid))
        if spot.verdict != SweetSpotVerdict.UNDECIDED:
            break
    means = every[:look].mean(axis=0)
    return Said(
        decided=spot.verdict == SweetSpotVerdict.INTERIOR,
        interior=spot.verdict == SweetSpotVerdict.INTERIOR,
        named=grid[int(means.argmin())],
        candidates=tuple(grid),
        left=tuple(x for x, inside in zip(grid, spot.inside, strict=True) if inside),
        tried=tuple(grid),
        interval=_interval(every[:look, int(means.argmin())]),
        trainings=look * len(grid),
    )


def kim_nelson(sweep: Sweep, grid: Sequence[float]) -> Said:
    """A fully sequential procedure that names a value within the margin of the best.

    Variances are those of the first five repeats; a candidate leaves once its sum of differences to
    another passes a boundary that falls to zero.

    Reference:
        Kim and Nelson (2001), ACM TOMACS 11(3), with c = 1 and common random numbers.
    """
    every = sweep.errors(grid, MOST)
    count = len(grid)
    power = -2 / (FIRST_STAGE - 1)
    eta = ((2 * ERROR / (count - 1)) ** power - 1) / 2
    first = every[:FIRST_STAGE]
    spread = (first[:, :, None] - first[:, None, :]).var(axis=0, ddof=1)
    reach = 2 * eta * (FIRST_STAGE - 1) * spread / MARGIN
    sums = np.cumsum(every, axis=0)
    left = np.ones(count, dtype=bool)
    trained = 0
    for repeats in range(FIRST_STAGE, MOST + 1):
        # The boundary is max(0, h² S² / 2δ - δ r / 2), in sums of differences.
        bound = np.maximum(reach / 2 - MARGIN * repeats / 2, 0.0)
        apart = sums[repeats - 1][:, None] - sums[repeats - 1][None, :]
        trained += int(left.sum()) * (FIRST_STAGE if repeats == FIRST_STAGE else 1)
        beaten = ((apart > bound) & left[None, :]).any(axis=1)
        if (left & ~beaten).any():
            left &= ~beaten
        if left.sum() == 1:
            break
    means = np.where(left, sums[repeats - 1], np.inf)
    named = int(means.argmin())
    return Said(
        decided=bool(left.sum() == 1),
        interior=bool(left.sum() == 1) and 0 < named < count - 1,
        named=grid[named],
        candidates=tuple(grid),
        left=tuple(x for x, stays in zip(grid, left, strict=True) if stays),
        tried=tuple(grid),
        interval=_interval(every[:repeats, named]),
        trainings=trained,
    )


def racing(sweep: Sweep, grid: Sequence[float]) -> Said:
    """A race: from five repeats on, whoever a paired t test at 5 % finds worse than the leader is
    out, after every further repeat, up to thirty.

    Reference:
        López-Ibáñez et al. (2016), Operations Research Perspectives 3: irace with `t-test`.
    """
    every = sweep.errors(grid, FIXED)
    left = np.arange(len(grid))
    trained = FIRST_STAGE * len(grid)
    for repeats in range(FIRST_STAGE, FIXED + 1):
        trained += 0 if repeats == FIRST_STAGE else len(left)
        seen = every[:repeats][:, left]
        leader = int(seen.mean(axis=0).argmin())
        apart = seen - seen[:, [leader]]
        error = apart.std(axis=0, ddof=1) / math.sqrt(repeats)
        worse = apart.mean(axis=0) > student.ppf(1 - ERROR / 2, repeats - 1) * error
        left = left[~worse | (np.arange(len(left)) == leader)]
        if len(left) == 1:
            break
    means = every[:repeats][:, left].mean(axis=0)
    named = int(left[means.argmin()])
    return Said(
        decided=len(left) == 1,
        interior=len(left) == 1 and 0 < named < len(grid) - 1,
        named=grid[named],
        candidates=tuple(grid),
        left=tuple(grid[place] for place in left),
        tried=tuple(grid),
        interval=_interval(every[:repeats, named]),
        trainings=trained,
    )


def _interval(errors: np.ndarray) -> tuple[float, float]:
    """Student's, of the accuracy of the value that the same repeats chose."""
    accuracy = 1 - errors
    half = student.ppf(0.975, len(errors) - 1) * accuracy.std(ddof=1) / math.sqrt(len(errors))
    return float(accuracy.mean() - half), float(accuracy.mean() + half)


RIVALS: dict[str, Callable[[Sweep, Sequence[float]], Said]] = {
    "30 repeats of everything": everywhere,
    "looking again": looking_again,
    "Kim and Nelson": kim_nelson,
    "racing": racing,
}
