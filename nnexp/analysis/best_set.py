"""Which candidates may be the best: multiple comparisons with the best, paired over repeats.

A candidate is out when some other one is significantly better than it. Only the truly best
must not be put out by chance, so one max-t quantile over the other candidates is the whole
correction (Hsu 1996), and the set holds the best with 95 %.

Plain paired t statistics of three or five repeats are ruled by chance in their own standard
errors. Here each variance of a difference borrows from those of neighbouring candidates
(`PRIOR` degrees of freedom, as Smyth 2004 does over genes). Quantiles of what results
were simulated for normal noise of equal and of changing variance. Where neighbouring
candidates differ less than distant ones, neighbours lend less new information and the
quantile is larger: the noise's own smoothness chooses between the two, see
`benchmarks/calibration`.
"""

from __future__ import annotations

import functools

import numpy as np
from scipy.special import ndtri

from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.power import POWER

METHOD = (
    "paired multiple comparisons with the best, variances moderated by neighbouring "
    "candidates, simulated max-t quantile"
)
SOURCE = "Hsu (1996) Multiple Comparisons; Smyth (2004) SAGMB 3(1)"
PRIOR = 4.0
"""Degrees of freedom that the neighbours' variance counts for."""

_PAIRS_AT_ONCE = 2**15
_MANY = 200
_EPSILON = float(np.finfo(float).eps)


def best_set(values: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
    """Which candidates are not significantly worse than another.

    Args:
        values: (…, repeats, candidates) losses; two repeats at least.
        known: their `excess`, where it is known.

    Returns:
        (…, candidates) bool; holds the candidate of lowest mean loss with 95 %.

    Reference:
        Hsu (1996), Multiple Comparisons: Theory and Methods, §4.1.
    """
    if values.shape[-1] == 1:
        return np.ones((*values.shape[:-2], 1), dtype=bool)
    above = excess(values) if known is None else known
    inside: np.ndarray = above <= quantile(values)[..., None]
    # The candidate of lowest mean has no positive statistic, so the set is never empty.
    return inside


def expected_set(values: np.ndarray, repeats: int, known: np.ndarray | None = None) -> np.ndarray:
    """The set that so many repeats would give if means and spreads stay as they are.

    Args:
        values: (repeats, candidates) losses; two repeats at least.
        repeats: as if there were so many.
        known: the `excess` of the values, where it is known.

    Returns:
        (candidates,) bool; what is out would be out with 80 % power.
    """
    if values.shape[-1] == 1:
        return np.ones(1, dtype=bool)
    above = excess(values) if known is None else known
    expected = above * np.sqrt(repeats / values.shape[-2]) - ndtri(POWER)
    inside: np.ndarray = expected <= quantile(values, repeats)
    return inside


def excess(values: np.ndarray, margin: float = 0.0) -> np.ndarray:
    """How far each candidate is above the one that beats it most clearly, in standard errors.

    Args:
        values: (…, repeats, candidates) losses.
        margin: a loss above the other's that does not count yet.

    Returns:
        (…, candidates) largest moderated paired t statistic against any other candidate.
    """
    if values.ndim > 2 or values.shape[-1] < _MANY:
        return _excess(values, margin)
    return _known_excess(np.asarray(values, dtype=float).tobytes(), values.shape[-1], margin)


@functools.lru_cache(maxsize=8)
def _known_excess(values: bytes, candidates: int, margin: float) -> np.ndarray:
    """Of many candidates, which takes long, several analyses, terminal and page ask the same."""
    found = _excess(np.frombuffer(values).reshape(-1, candidates), margin)
    found.flags.writeable = False
    return found


def _excess(values: np.ndarray, margin: float) -> np.ndarray:
    blocks = [_excess_of(values, rows, margin) for rows in _blocks(values.shape[-1])]
    return np.concatenate(blocks, axis=-1)


def compared(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `differences` and `excess` give, of few candidates, at the cost of one."""
    rows = range(values.shape[-1])
    difference, error = differences(values)
    return difference, error, _largest(values, rows, difference, error)


def _excess_of(values: np.ndarray, rows: range, margin: float) -> np.ndarray:
    difference, error = differences(values, rows)
    return _largest(values, rows, difference - margin, error)


def _largest(
    values: np.ndarray, rows: range, difference: np.ndarray, error: np.ndarray
) -> np.ndarray:
    shifted = np.where(np.abs(difference) <= _rounding(values)[..., None], 0.0, difference)
    # Without any noise a difference is certain, and no difference is none.
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.divide(shifted, error, out=shifted)
    statistic[np.isnan(statistic)] = 0.0
    _of_itself(statistic, rows)[...] = -np.inf
    largest: np.ndarray = statistic.max(axis=-1)
    return largest


def quantile(values: np.ndarray, repeats: int | None = None) -> np.ndarray:
    """The value that `excess` of the best candidate passes in 5 % of cases.

    Args:
        values: (…, repeats, candidates) losses.
        repeats: as if there were so many, instead of those of `values`.

    Returns:
        (…) quantiles, for the noise that the values show.
    """
    count, candidates = values.shape[-2:]
    rough = critical_value("best_set", repeats or count, candidates)
    smooth = critical_value("best_set_smooth", repeats or count, candidates)
    chosen: np.ndarray = rough + (smooth - rough) * smoothness(values)
    return chosen


def widest(repeats: int, candidates: int) -> float:
    """The quantile for noise that is not known: the larger one, of smooth noise."""
    return critical_value("best_set_smooth", repeats, candidates)


def regret_bounds(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of how much worse each candidate is than the best.

    Args:
        values: (repeats, candidates) losses.

    Returns:
        (candidates,) lower and upper bounds of mean loss above the best's. The upper bounds hold
        for all candidates together with 95 %, a lower bound for any one candidate.

    Reference:
        Hsu (1996), §4.1.1: constrained multiple comparisons with the best.
    """
    candidates = values.shape[-1]
    if candidates == 1:
        return np.zeros(1), np.zeros(1)
    width, possible = quantile(values), best_set(values)
    bounds = []
    for rows in _blocks(candidates):
        difference, error = differences(values, rows)
        others = _pairs(values, rows)
        upper = np.where(possible & others, difference + width * error, -np.inf).max(axis=1)
        lower = np.where(others, difference - width * error, -np.inf).max(axis=1)
        bounds.append((lower, upper))
    lowers, uppers = (np.concatenate(parts) for parts in zip(*bounds, strict=True))
    return np.maximum(lowers, 0.0), np.maximum(uppers, 0.0)


def differences(values: np.ndarray, rows: range | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Mean paired differences of pairs of candidates, and their moderated standard errors.

    Args:
        values: (…, repeats, candidates).
        rows: consecutive candidates to compare with every one; all unless given.

    Returns:
        (…, rows, candidates) mean of the row's candidate minus the column's, and its standard
        error, 0 for a candidate and itself.

    Reference:
        Smyth (2004), Linear models and empirical Bayes methods, §3.
    """
    repeats, candidates = values.shape[-2:]
    rows = range(candidates) if rows is None else rows
    # The neighbours of the first and the last row lend to them.
    wide = range(max(rows.start - 1, 0), min(rows.stop + 1, candidates))
    inner = slice(rows.start - wide.start, rows.stop - wide.start)
    own = _variances(values, wide)
    # In place: of thousands of candidates each array more takes longer than what is put into it.
    moderated = of_neighbours(own, _pairs(values, wide))[..., inner, :]
    moderated *= PRIOR
    own = own[..., inner, :]
    own *= repeats - 1
    moderated += own
    moderated /= repeats - 1 + PRIOR
    moderated /= repeats
    np.sqrt(moderated, out=moderated)
    mean = values.mean(axis=-2)
    difference = mean[..., rows.start : rows.stop, None] - mean[..., None, :]
    return difference, moderated


def _blocks(candidates: int) -> list[range]:
    """Rows of all pairs in blocks that fit into a processor's cache."""
    size = max(1, _PAIRS_AT_ONCE // candidates)
    return [range(begin, min(begin + size, candidates)) for begin in range(0, candidates, size)]


def _pairs(values: np.ndarray, rows: range) -> np.ndarray:
    """(rows, candidates) whether these are two different candidates."""
    different: np.ndarray = np.asarray(rows)[:, None] != np.arange(values.shape[-1])
    return different


def _variances(values: np.ndarray, rows: range) -> np.ndarray:
    """(…, rows, candidates) variance over repeats of each paired difference."""
    centred = _centred(values)
    products = np.swapaxes(centred[..., rows.start : rows.stop], -1, -2) @ centred
    squares = (centred**2).sum(axis=-2)
    both = squares[..., rows.start : rows.stop, None] + squares[..., None, :]
    products *= -2
    variances: np.ndarray = np.add(products, both, out=products)
    # What is left of two equal sums, or of values that rounding alone moved, is no spread.
    repeats = values.shape[-2]
    both *= 8 * repeats * _EPSILON
    both += repeats * _rounding(values)[..., None] ** 2
    variances[variances <= both] = 0.0
    variances /= repeats - 1
    # A candidate and itself never differ, whatever rounding says.
    _of_itself(variances, rows)[...] = 0.0
    return variances


def _of_itself(pairs: np.ndarray, rows: range) -> np.ndarray:
    """(…, rows) the places of candidates and themselves among their pairs with every candidate."""
    diagonal: np.ndarray = np.einsum("...ii->...i", pairs[..., :, rows.start : rows.stop])
    return diagonal


def _rounding(values: np.ndarray) -> np.ndarray:
    """(…, 1) what rounding may make of no difference between values of their size."""
    largest: np.ndarray = np.abs(values).max(axis=(-2, -1))[..., None]
    return 8 * _EPSILON * largest


def of_neighbours(own: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Each pair's variance averaged with those of pairs of adjacent candidates.

    Args:
        own: (…, rows, candidates) variances, 0 where there is none.
        pairs: (…, rows, candidates) where there is one.
    """
    averages = _sums(own)
    averages /= np.maximum(_sums(pairs.astype(float)), 1.0)
    averages *= pairs
    return averages


def _sums(own: np.ndarray) -> np.ndarray:
    """Over each element and its eight neighbours in the last two axes."""
    rows = own.copy()
    rows[..., 1:, :] += own[..., :-1, :]
    rows[..., :-1, :] += own[..., 1:, :]
    both: np.ndarray = rows.copy()
    both[..., :, 1:] += rows[..., :, :-1]
    both[..., :, :-1] += rows[..., :, 1:]
    return both


def smoothness(values: np.ndarray) -> np.ndarray:
    """(…) 0 where adjacent candidates differ as much as any pair, 1 where half as much or less."""
    centred = _centred(values)
    candidates = values.shape[-1]
    adjacent = (np.diff(centred, axis=-1) ** 2).sum(axis=-2).mean(axis=-1)
    # Σᵢⱼ (cᵢ - cⱼ)² = 2 K Σ cᵢ², since the centred values of a repeat sum to zero.
    every = 2 * (centred**2).sum(axis=(-2, -1)) / (candidates - 1)
    ratio = np.divide(adjacent, every, out=np.ones_like(every), where=every > 0)
    weight: np.ndarray = np.clip(2 * (1 - ratio), 0, 1)
    return weight


def _centred(values: np.ndarray) -> np.ndarray:
    """Deviations from each candidate's mean, without what a repeat adds to all candidates."""
    deviations = values - values.mean(axis=-2, keepdims=True)
    centred: np.ndarray = deviations - deviations.mean(axis=-1, keepdims=True)
    return centred
