"""How much of the spread over repeats comes from which random draw: crossed seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nnexp.analysis.english.phrases import listed
from nnexp.analysis.english.variance import WORDS
from nnexp.analysis.finding import AnalysisError, Finding, Verdict
from nnexp.analysis.samples import one_slice, require
from nnexp.analysis.sentence import plain
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns

DRAWS = 20_000


class VarianceVerdict(Verdict):
    """Whether one source of randomness explains most of the spread."""

    MOSTLY = "mostly_one", "found"
    NONE = "no_single_source", "nothing"


def variance(
    table: pd.DataFrame,
    factors: Sequence[str],
    metric: str,
    *,
    columns: Columns,
) -> Finding:
    """The share of each source of randomness in the variance of a metric.

    Args:
        table: trials of one setting, one for each combination of the seeds: a column per factor
            with the number of its seed, such as `init`, `order`, `split`, and the metric.
        factors: the columns, two at least.
        metric: the column whose spread is explained.
        columns: what the table's columns mean.

    Returns:
        The largest share of a factor, its 95 % interval, and which factor it is. What no factor
        explains alone (interactions among them) is `the rest`. Numbers: the `factors`, their
        `shares` with the ends `lows` and `highs`, the `rest`, the factor with the `largest` share,
        and the `deviation` of the metric.

    Raises:
        AnalysisError: a missing combination, a failed trial, or a factor with one value.

    Reference:
        Random-effects analysis of variance; generalised intervals of Weerahandi (1993),
        JASA 88(423).
    """
    if len(factors) < 2:
        raise AnalysisError("variance: needs two factors or more, for example init and order")
    require(table, (*factors, metric), "variance")
    measured = columns.metric(metric)
    one_slice(table, tuple(factors), "variance", columns)
    cells = _cells(table, factors, metric)
    shares, bounds = shares_of_variance(cells)
    largest = int(shares[:-1].argmax())
    low, high = (float(x) for x in bounds[largest])
    return Finding(
        analysis="variance",
        over=tuple(factors),
        where=(),
        measured=measured,
        estimate=float(shares[largest]),
        interval=(low, high),
        verdict=VarianceVerdict.MOSTLY if low > 0.5 else VarianceVerdict.NONE,
        numbers={
            "factors": tuple(factors),
            "shares": tuple(float(share) for share in shares[:-1]),
            "lows": tuple(float(end) for end in bounds[:, 0]),
            "highs": tuple(float(end) for end in bounds[:, 1]),
            "rest": float(shares[-1]),
            "largest": factors[largest],
            "deviation": float(cells.std(ddof=1)),
        },
        repeats=int(cells.size),
        rows=tuple(table.index.tolist()),
        method="variance components of a crossed random-effects design by mean squares; "
        "generalised confidence intervals",
        source="Weerahandi (1993) JASA 88(423)",
        words=words_in(columns.language, "variance", WORDS),
    )


def shares_of_variance(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of each factor and of the rest in the variance, with intervals.

    Args:
        cells: one value per combination, an axis per factor, two levels at least on each.

    Returns:
        (factors + 1,) shares, the rest last, and (factors, 2) interval ends.
    """
    mean = cells.mean()
    axes = range(cells.ndim)
    sums = []
    for axis in axes:
        levels = cells.mean(axis=tuple(other for other in axes if other != axis))
        sums.append(cells.size / len(levels) * ((levels - mean) ** 2).sum())
    freedom = np.array([*(size - 1 for size in cells.shape), 0.0])
    freedom[-1] = cells.size - 1 - freedom.sum()
    squares = np.array([*sums, max(((cells - mean) ** 2).sum() - sum(sums), 0.0)])
    each = cells.size / np.array(cells.shape, dtype=float)
    # Fixed draws: the same table always has the same intervals.
    chi = np.random.default_rng(0).chisquare(freedom, size=(DRAWS, len(freedom)))
    tail = (1 - LEVEL) / 2
    drawn = _shares(squares / chi, each)[:, :-1]
    return _shares(squares / freedom, each), np.quantile(drawn, [tail, 1 - tail], axis=0).T


def _shares(mean_squares: np.ndarray, each: np.ndarray) -> np.ndarray:
    """Components from mean squares (…, factors + 1), as shares of their sum."""
    rest = mean_squares[..., -1:]
    components = np.maximum((mean_squares[..., :-1] - rest) / each, 0.0)
    every = np.concatenate([components, rest], axis=-1)
    total = every.sum(axis=-1, keepdims=True)
    shares: np.ndarray = np.divide(every, total, out=np.zeros_like(every), where=total > 0)
    return shares


def _cells(table: pd.DataFrame, factors: Sequence[str], metric: str) -> np.ndarray:
    codes = [np.unique(table[name].to_numpy(), return_inverse=True) for name in factors]
    for name, (levels, _) in zip(factors, codes, strict=True):
        if len(levels) < 2:
            raise AnalysisError(
                f"variance: {name} has one value, {levels[0]}; cross two seeds of it or more"
            )
    cells = np.full([len(levels) for levels, _ in codes], np.nan)
    failed = (table["status"] != "ok").to_numpy() if "status" in table else False
    value = pd.to_numeric(table[metric]).to_numpy(dtype=float, na_value=np.nan)
    cells[tuple(places for _, places in codes)] = np.where(failed, np.nan, value)
    if len(table) != cells.size or np.isnan(cells).any():
        raise AnalysisError(
            f"variance: needs one finished trial for each of the {cells.size} combinations of "
            f"{plain(listed(list(factors)))}; {int(np.isfinite(cells).sum())} of them have one, "
            f"in {len(table)} rows"
        )
    return cells
