"""Multiple comparisons with the best where candidates have repeats of their own.

Each pair is compared on the repeats that both have, with the quantile and the degrees of freedom
of so many; variances borrow from neighbouring pairs as in `best_set`, which this is where no value
is missing.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from nnexp.analysis import best_set as equal


@dataclasses.dataclass(frozen=True)
class Pairs:
    """Paired differences of all candidates, row less column."""

    difference: np.ndarray
    """(candidates, candidates) mean over shared repeats; NaN without any."""
    error: np.ndarray
    """(candidates, candidates) moderated standard error; NaN for fewer than two shared repeats."""
    repeats: np.ndarray
    """(candidates, candidates) how many repeats both have."""
    width: np.ndarray
    """(candidates, candidates) the quantile for so many."""

    @property
    def known(self) -> np.ndarray:
        """(candidates, candidates) pairs of two that can be compared."""
        known: np.ndarray = (self.repeats > 1) & ~np.eye(len(self.repeats), dtype=bool)
        return known


def means(values: np.ndarray) -> np.ndarray:
    """Mean of each candidate, freed of what the repeats that it has add to all candidates.

    Args:
        values: (repeats, candidates) losses, NaN where a candidate lacks a repeat.

    Returns:
        (candidates,) plain means where none is missing, else those of the additive model
        repeat + candidate by least squares.
    """
    present = np.isfinite(values)
    if present.all():
        plain: np.ndarray = values.mean(axis=0)
        return plain
    cells = present.astype(float)
    filled = np.where(present, values, 0.0)
    per_repeat = np.maximum(cells.sum(axis=1), 1.0)
    normal = np.diag(cells.sum(axis=0)) - cells.T @ (cells / per_repeat[:, None])
    right = filled.sum(axis=0) - cells.T @ (filled.sum(axis=1) / per_repeat)
    effects = np.linalg.lstsq(normal, right, rcond=None)[0]
    of_repeats = (filled - cells * effects).sum(axis=1) / per_repeat
    found: np.ndarray = effects + of_repeats.mean()
    return found


def best_set(values: np.ndarray) -> np.ndarray:
    """Which candidates are not significantly worse than another; see `best_set.best_set`.

    Args:
        values: (repeats, candidates) losses, NaN where a candidate lacks a repeat; two repeats.

    Returns:
        (candidates,) bool; one that shares less than two repeats with every other is in.
    """
    if np.isfinite(values).all():
        return equal.best_set(values)
    pairs = compared(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = pairs.difference / (pairs.error * pairs.width)
    ratio[pairs.difference == 0] = 0.0
    inside: np.ndarray = np.where(pairs.known, ratio, -np.inf).max(axis=1) <= 1
    # On repeats of their own, candidates might beat one another in a ring.
    inside[means(values).argmin()] = True
    return inside


def regret_bounds(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of how much worse each candidate is than the best; see `best_set.regret_bounds`.

    Returns:
        (candidates,) lower and upper bounds; 0 and infinite for one that shares less than two
        repeats with a candidate that may be the best.
    """
    if np.isfinite(values).all():
        return equal.regret_bounds(values)
    pairs, possible = compared(values), best_set(values)
    reach = pairs.width * pairs.error
    lower = np.where(pairs.known, pairs.difference - reach, -np.inf).max(axis=1)
    others = possible & ~np.eye(len(possible), dtype=bool)
    upper = np.where(pairs.known, pairs.difference + reach, np.inf)
    upper = np.where(others, upper, -np.inf).max(axis=1)
    return np.maximum(lower, 0.0), np.maximum(upper, 0.0)


def compared(values: np.ndarray) -> Pairs:
    """All paired differences.

    Args:
        values: (repeats, candidates) losses, NaN where a candidate lacks a repeat.
    """
    present = np.isfinite(values)
    cells = present.astype(float)
    repeats = cells.T @ cells
    # Around the means of repeats and candidates, so that large common parts do not cancel.
    residuals = np.where(present, values - means(values), 0.0)
    residuals -= cells * (residuals.sum(axis=1) / np.maximum(cells.sum(axis=1), 1.0))[:, None]
    centre = means(values)
    sums = residuals.T @ cells
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (sums - sums.T) / repeats
        squares = (residuals**2).T @ cells
        spread = squares + squares.T - 2 * residuals.T @ residuals - repeats * apart**2
        own = np.maximum(spread, 0.0) / (repeats - 1)
    known = (repeats > 1) & ~np.eye(len(repeats), dtype=bool)
    own = np.where(known, own, 0.0)
    lent = equal.of_neighbours(own, known)
    freedom = repeats - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        moderated = (freedom * own + equal.PRIOR * lent) / (freedom + equal.PRIOR)
        error = np.sqrt(moderated / repeats)
    return Pairs(
        difference=apart + centre[:, None] - centre[None, :],
        error=np.where(known, error, np.nan),
        repeats=repeats.astype(int),
        width=_widths(values, repeats.astype(int)),
    )


def pair(values: np.ndarray, one: int, other: int) -> tuple[float, float, int]:
    """Mean paired difference of two candidates, its moderated deviation, and shared repeats.

    Args:
        values: (repeats, candidates) losses, NaN where a candidate lacks a repeat.
        one: place of a candidate.
        other: place of the one to take from it.
    """
    if np.isfinite(values).all():
        difference, error = equal.differences(values, range(one, one + 1))
        apart, spread, repeats = difference[0, other], error[0, other], len(values)
    else:
        pairs = compared(values)
        found = (pairs.difference, pairs.error, pairs.repeats)
        apart, spread, repeats = (matrix[one, other] for matrix in found)
    return float(apart), float(spread * np.sqrt(repeats)), int(repeats)


def quantile(values: np.ndarray, repeats: int) -> float:
    """What the statistic of the best candidate passes in 5 % of cases, with so many repeats.

    Args:
        values: (repeats, candidates) losses; whole repeats show how smooth the noise is.
        repeats: that two candidates share.
    """
    whole = values[np.isfinite(values).all(axis=1)]
    if len(whole) > 1:
        return float(equal.quantile(whole, repeats))
    return equal.widest(repeats, values.shape[-1])


def _widths(values: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """The quantile of each pair."""
    found = np.full(repeats.shape, np.inf)
    for count in np.unique(repeats[repeats > 1]):
        found[repeats == count] = quantile(values, int(count))
    return found
