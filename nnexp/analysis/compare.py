"""Which of two settings, or of two sweeps, is better, paired over repeats."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nnexp.analysis import words
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.interval import mean_interval, repeats_to_exclude_zero
from nnexp.analysis.metric import is_accuracy
from nnexp.analysis.samples import SETTINGS, order, plain, require
from nnexp.analysis.summary import LEVEL, REPLICATES
from nnexp.settings import Scalar, as_text

UNDECIDED = "undecided: more repeats"
SAME = "no difference shown"


@dataclasses.dataclass(frozen=True)
class _Difference:
    """Second side minus first."""

    estimate: float
    low: float
    high: float
    repeats: int
    paired: bool
    needed: int | None


def compare(
    table: pd.DataFrame,
    first: Mapping[str, Scalar],
    second: Mapping[str, Scalar],
    metric: str = "test_accuracy",
    other: pd.DataFrame | None = None,
) -> Finding:
    """The difference between two settings, on all grid points that both have.

    Trials are matched by every setting that the two do not name; each repeat gives one
    difference, averaged over what was matched. Where the sides share no repeats (other seeds),
    their means are compared without pairing.

    Args:
        table: one row per trial.
        first: settings of one side, `{"lr": 0.1}`; with `other` it may be empty: all rows.
        second: settings of the other side, taken from `other` if given.
        metric: the column to compare.
        other: the table of another sweep.

    Returns:
        Second minus first in the metric's unit, its 95 % interval, and which is better. The rows
        are those of `table` alone where the second side comes from another one.

    Raises:
        AnalysisError: a side has no finished trials, or no grid point is on both sides.

    Reference:
        Student (1908), Biometrika 6(1); Welch (1947), Biometrika 34(1-2).
    """
    sides = _side(table, first, metric), _side(table if other is None else other, second, metric)
    keys = _keys(*sides, {*first, *second}, same_table=other is None)
    near, far = _matched(*sides, keys)
    found = _difference(_by_repeat(near, metric), _by_repeat(far, metric))
    names = _name(first, "the first sweep"), _name(second, "the second sweep")
    verdict = _verdict(found, metric)
    return Finding(
        analysis="compare",
        where=(),
        metric=metric,
        estimate=found.estimate,
        interval=(found.low, found.high),
        verdict=verdict.format(*names),
        sentence=_sentence(names, metric, found, verdict),
        repeats=found.repeats,
        rows=tuple(sorted((*near.index, *(far.index if other is None else ())))),
        method="mean of paired differences with Student's interval"
        if found.paired
        else "difference of means with Welch's interval",
        source="Student (1908) Biometrika 6(1)" if found.paired else "Welch (1947) Biometrika 34",
        repeats_needed=found.needed if verdict in (SAME, UNDECIDED) else None,
    )


def _difference(first: pd.Series, second: pd.Series) -> _Difference:
    """The difference of two means with one value per repeat each."""
    shared = first.index.intersection(second.index)
    if len(shared):
        values = (second.loc[shared] - first.loc[shared]).to_numpy(dtype=float)
        if len(values) < 2:
            return _Difference(float(values[0]), math.nan, math.nan, 1, True, 3)
        needed = repeats_to_exclude_zero(float(values.mean()), float(values.std(ddof=1)))
        return _Difference(*mean_interval(values), len(values), True, needed)
    sides = first.to_numpy(dtype=float), second.to_numpy(dtype=float)
    repeats = min(map(len, sides))
    return _Difference(*_welch(*sides), repeats, False, 3 if repeats < 2 else None)


def _side(table: pd.DataFrame, settings: Mapping[str, Scalar], metric: str) -> pd.DataFrame:
    require(table, ("repeat", metric, *settings), "compare")
    chosen = pd.Series(True, index=table.index)
    for name, value in settings.items():
        chosen &= pd.Series([order(plain(x)) == order(value) for x in table[name]], table.index)
    rows = table[chosen]
    named = _name(settings, "the sweep")
    if rows.empty:
        raise AnalysisError(f"compare: no trial has {named}; the table does not hold it")
    finished = pd.to_numeric(rows[metric]).notna()
    if "status" in rows:
        finished &= rows["status"] == "ok"
    if not finished.any():
        raise AnalysisError(f"compare: no trial of {named} has {metric}: all failed or lack it")
    return rows[finished]


def _keys(
    first: pd.DataFrame, second: pd.DataFrame, named: set[str], *, same_table: bool
) -> list[str]:
    """Settings that must agree: not those compared, nor those that tell two sweeps apart."""
    keys = []
    for name in SETTINGS:
        if name in named or name in REPLICATES or name not in first or name not in second:
            continue
        near, far = ({plain(value) for value in side[name]} for side in (first, second))
        if same_table or len(near) > 1 or len(far) > 1 or near == far:
            keys.append(name)
    return keys


def _matched(
    first: pd.DataFrame, second: pd.DataFrame, keys: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of both sides at grid points that both have."""
    places = [
        pd.Series([tuple(map(plain, row)) for row in side[keys].to_numpy()], side.index)
        for side in (first, second)
    ]
    shared = set(places[0]) & set(places[1])
    if not shared:
        differing = _differing(first, second, keys)
        raise AnalysisError(
            f"compare: no grid point is on both sides; they differ in {differing} too"
        )
    return first[places[0].isin(shared)], second[places[1].isin(shared)]


def _differing(first: pd.DataFrame, second: pd.DataFrame, keys: list[str]) -> str:
    apart = [name for name in keys if not {*map(plain, first[name])} & {*map(plain, second[name])}]
    return " and ".join(apart or keys)


def _by_repeat(side: pd.DataFrame, metric: str) -> pd.Series:
    names = [name for name in REPLICATES if name in side]
    counts = side.groupby(names)[metric].size()
    means: pd.Series = side.groupby(names)[metric].mean()
    # A repeat that lost trials is not comparable to one that has them all.
    return means[counts == counts.max()]


def _welch(first: np.ndarray, second: np.ndarray) -> tuple[float, float, float]:
    estimate = float(second.mean() - first.mean())
    if min(len(first), len(second)) < 2:
        return estimate, math.nan, math.nan
    parts = [side.var(ddof=1) / len(side) for side in (first, second)]
    error = math.sqrt(sum(parts))
    if error == 0:
        return estimate, estimate, estimate
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(side) - 1) for part, side in zip(parts, (first, second), strict=True)
    )
    half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error
    return estimate, estimate - half, estimate + half


def _verdict(found: _Difference, metric: str) -> str:
    if math.isnan(found.low):
        return UNDECIDED
    if found.low <= 0 <= found.high:
        return SAME
    return "{1} is better" if (found.low > 0) == is_accuracy(metric) else "{0} is better"


def _name(settings: Mapping[str, Scalar], otherwise: str) -> str:
    return ", ".join(f"{name}={as_text(value)}" for name, value in settings.items()) or otherwise


def _sentence(names: tuple[str, str], metric: str, found: _Difference, verdict: str) -> str:
    more = "higher" if found.estimate > 0 else "lower"
    text = (
        f"{words.metric_name(metric)} of {names[1]} is "
        f"{words.difference(metric, abs(found.estimate))} {more} than of {names[0]}"
    )
    if verdict == UNDECIDED:
        return words.sentence(f"{text}, but one repeat has no uncertainty to judge it by.")
    low, high = (words.in_points(metric, end) for end in (found.low, found.high))
    text += f" (95 % interval of the difference {low} to {high}, {found.repeats} repeats)"
    if verdict == SAME:
        text += ": no difference shown"
        if found.paired:
            text += f"; if it is as it seems, {words.times(found.needed)} show it"
    return words.sentence(f"{text}.")
