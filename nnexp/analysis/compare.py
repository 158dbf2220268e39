"""Which of two settings, or of two sweeps, is better, paired over repeats."""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.analysis.cautions import missing, partly_diverged
from nnexp.analysis.english.compare import WORDS
from nnexp.analysis.finding import AnalysisError, Caution, Finding, Verdict
from nnexp.analysis.interval import mean_interval, repeats_to_exclude_zero
from nnexp.analysis.next_step import More
from nnexp.analysis.samples import missing_cells, order, require, with_diverged
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns, cell_value
from nnexp.metrics import Bounds, Metric
from nnexp.settings import Scalar, as_typed


class CompareVerdict(Verdict):
    """Which side is better."""

    FIRST = "first_is_better", "found"
    SECOND = "second_is_better", "found"
    NO_DIFFERENCE = "no_difference", "nothing"
    UNDECIDED = "undecided", "open"


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
    metric: str,
    other: pd.DataFrame | None = None,
    names: tuple[str, str] | None = None,
    *,
    columns: Columns,
) -> Finding:
    """The difference between two settings, on all grid points that both have.

    Trials are matched by every setting that the two do not name; each repeat gives one
    difference, averaged over what was matched. Where the sides share no repeats (other seeds),
    their means are compared without pairing. A trial that diverged has the worst value.

    Args:
        table: one row per trial.
        first: settings of one side, `{"lr": 0.1}`; with `other` it may be empty: all rows.
        second: settings of the other side, taken from `other` if given.
        metric: the column to compare.
        other: the table of another sweep.
        names: what the sides are called where no setting tells them apart, or `other` is given; the
            first and the second sweep unless given.
        columns: what the tables' columns mean.

    Returns:
        Second minus first in the metric's unit, its 95 % interval, and which is better. The rows
        are those of `table` alone where the second side comes from another one. Numbers: the names
        of the `first` and the `second` side, and whether repeats are `paired`.

    Raises:
        AnalysisError: a side has no finished trials, or no grid point is on both sides.

    Reference:
        Student (1908), Biometrika 6(1); Welch (1947), Biometrika 34(1-2).
    """
    measured = columns.metric(metric)
    chosen = _side(table, first, metric), _side(table if other is None else other, second, metric)
    sides = _valued(chosen, measured, (first, second))
    keys = _keys(*sides, {*first, *second}, columns, same_table=other is None)
    near, far = _matched(*sides, keys)
    found = _difference(
        _by_repeat(near, metric, columns), _by_repeat(far, metric, columns), measured.differences
    )
    verdict = _verdict(found, measured)
    names = names or (columns.say("the first sweep"), columns.say("the second sweep"))
    called = tuple(map(_called if other is not None else _name, (first, second), names))
    undecided = verdict in (CompareVerdict.NO_DIFFERENCE, CompareVerdict.UNDECIDED)
    return Finding(
        analysis="compare",
        over=tuple(dict.fromkeys((*first, *second))),
        where=(),
        measured=measured,
        estimate=found.estimate,
        interval=(found.low, found.high),
        verdict=verdict,
        numbers={
            "first": called[0],
            "second": called[1],
            "paired": found.paired,
        },
        repeats=found.repeats,
        rows=tuple(sorted((*near.index, *(far.index if other is None else ())))),
        method="mean of paired differences with Student's interval"
        if found.paired
        else "difference of means with Welch's interval",
        source="Student (1908) Biometrika 6(1)" if found.paired else "Welch (1947) Biometrika 34",
        words=words_in(columns.language, "compare", WORDS),
        next=(More(found.needed),) if undecided else (),
        cautions=_cautions(chosen, (near, far), measured, (called[0], called[1])),
    )


def _difference(first: pd.Series, second: pd.Series, limits: Bounds) -> _Difference:
    """The difference of two means with one value per repeat each."""
    shared = first.index.intersection(second.index)
    if len(shared):
        values = (second.loc[shared] - first.loc[shared]).to_numpy(dtype=float)
        if len(values) < 2:
            return _Difference(float(values[0]), math.nan, math.nan, 1, True, 3)
        needed = repeats_to_exclude_zero(float(values.mean()), float(values.std(ddof=1)))
        return _Difference(*mean_interval(values, limits=limits), len(values), True, needed)
    sides = first.to_numpy(dtype=float), second.to_numpy(dtype=float)
    repeats = min(map(len, sides))
    estimate, low, high = _welch(*sides)
    ends = max(low, limits[0]), min(high, limits[1])
    return _Difference(estimate, *ends, repeats, False, 3 if repeats < 2 else None)


def _side(table: pd.DataFrame, settings: Mapping[str, Scalar], metric: str) -> pd.DataFrame:
    require(table, ("repeat", metric, *settings), "compare")
    chosen = pd.Series(True, index=table.index)
    for name, value in settings.items():
        chosen &= pd.Series(
            [order(cell_value(x)) == order(value) for x in table[name]], table.index
        )
    rows = table[chosen]
    if rows.empty:
        named = _name(settings, "the sweep")
        raise AnalysisError(f"compare: no trial has {named}; the table does not hold it")
    return rows


def _valued(
    sides: tuple[pd.DataFrame, pd.DataFrame],
    measured: Metric,
    settings: tuple[Mapping[str, Scalar], Mapping[str, Scalar]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both sides where they have a value: what diverged has the worst, on either side the same."""
    values = with_diverged(pd.concat(sides), measured)
    found = []
    for side, named, known in zip(
        sides, settings, (values[: len(sides[0])], values[len(sides[0]) :]), strict=True
    ):
        measured_at_all = np.isfinite(with_diverged(side[_status(side) != "diverged"], measured))
        if not measured_at_all.any():
            raise AnalysisError(
                f"compare: no trial of {_name(named, 'the sweep')} has {measured.name}: "
                "all failed or lack it"
            )
        found.append(side.assign(**{measured.name: known})[np.isfinite(known)])
    return found[0], found[1]


def _cautions(
    chosen: tuple[pd.DataFrame, pd.DataFrame],
    used: tuple[pd.DataFrame, pd.DataFrame],
    measured: Metric,
    names: tuple[str, str],
) -> tuple[Caution, ...]:
    gone = {name: side[_status(side) == "diverged"] for name, side in zip(names, used, strict=True)}
    shares = {name: (len(gone[name]), len(side)) for name, side in zip(names, used, strict=True)}
    partly = [name for name in names if shares[name][0]]
    every = pd.concat(chosen)
    lost = missing_cells(every, with_diverged(every, measured))
    return (
        *(
            [
                partly_diverged(
                    partly,
                    [shares[name] for name in partly],
                    measured,
                    float(gone[partly[0]][measured.name].iloc[0]),
                )
            ]
            if partly
            else []
        ),
        *([missing(lost)] if lost else []),
    )


def _status(rows: pd.DataFrame) -> pd.Series:
    return rows["status"] if "status" in rows else pd.Series("ok", index=rows.index)


def _keys(
    first: pd.DataFrame,
    second: pd.DataFrame,
    named: set[str],
    columns: Columns,
    *,
    same_table: bool,
) -> list[str]:
    """Settings that must agree: not those compared, nor those that tell two sweeps apart."""
    keys = []
    for name in columns.settings:
        if name in named or name in columns.units or name not in first or name not in second:
            continue
        near, far = ({cell_value(value) for value in side[name]} for side in (first, second))
        if same_table or len(near) > 1 or len(far) > 1 or near == far:
            keys.append(name)
    return keys


def _matched(
    first: pd.DataFrame, second: pd.DataFrame, keys: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of both sides at grid points that both have."""
    places = [
        pd.Series([tuple(map(cell_value, row)) for row in side[keys].to_numpy()], side.index)
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
    apart = [
        name
        for name in keys
        if not {*map(cell_value, first[name])} & {*map(cell_value, second[name])}
    ]
    return " and ".join(apart or keys)


def _by_repeat(side: pd.DataFrame, metric: str, columns: Columns) -> pd.Series:
    names = [name for name in columns.units if name in side]
    counts = side.groupby(names)[metric].size()
    means: pd.Series = side.groupby(names)[metric].mean()
    # A repeat that lost trials is not comparable to one that has them all.
    return means[counts == counts.max()]


def _welch(first: np.ndarray, second: np.ndarray) -> tuple[float, float, float]:
    estimate = float(second.mean() - first.mean())
    if min(len(first), len(second)) < 2:
        return estimate, math.nan, math.nan
    from scipy.stats import ttest_ind

    with warnings.catch_warnings():
        # Values that are all alike have no spread, and a difference that is certain.
        warnings.simplefilter("ignore")
        found = ttest_ind(second, first, equal_var=False).confidence_interval(LEVEL)
    low, high = float(found.low), float(found.high)
    return (estimate, low, high) if low <= high else (estimate, estimate, estimate)


def _verdict(found: _Difference, measured: Metric) -> CompareVerdict:
    if math.isnan(found.low):
        return CompareVerdict.UNDECIDED
    if found.low <= 0 <= found.high:
        return CompareVerdict.NO_DIFFERENCE
    second = (found.low > 0) == (measured.better == "higher")
    return CompareVerdict.SECOND if second else CompareVerdict.FIRST


def _name(settings: Mapping[str, Scalar], otherwise: str) -> str:
    return ", ".join(f"{name}={as_typed(value)}" for name, value in settings.items()) or otherwise


def _called(settings: Mapping[str, Scalar], sweep: str) -> str:
    """A side that is of a sweep of its own: the other may have the same settings."""
    return f"{sweep} ({_name(settings, '')})" if settings else sweep
