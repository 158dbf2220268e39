"""How much each setting matters: its share of the variance over a grid, of what its mean explains.

The table of means over repeats is taken apart into a mean, an effect of each setting by itself
(averaged over all others) and what only combinations explain. A setting's share is the variance of
its effect, with every value of the grid counting the same, of the variance of the whole table.
Means of few repeats vary by themselves, which would be counted as effects: variances are therefore
made of products of different repeats, in which noise cancels out.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtrit

from nnexp.analysis.cautions import all_failed, lost_repeats
from nnexp.analysis.english.importance import WORDS
from nnexp.analysis.finding import AnalysisError, Caution, Finding, Verdict
from nnexp.analysis.next_step import More
from nnexp.analysis.samples import one_slice, order, require, slices
from nnexp.analysis.study import Analysis, Study
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns, cell_value
from nnexp.metrics import Metric
from nnexp.settings import Scalar

FROM = 4
"""Swept settings from which it is asked: of fewer, heat maps show all there is."""
_LEAST = 0.5
"""Share of the grid that must be left when what failed is left out."""


class ImportanceVerdict(Verdict):
    """Whether one setting explains most of the differences."""

    MOSTLY = "mostly_one", "found"
    SEVERAL = "several", "nothing"
    NONE = "no_difference", "nothing"
    UNDECIDED = "undecided", "open"


@dataclasses.dataclass(frozen=True, eq=False)
class Shares:
    """A table's variance, taken apart."""

    each: np.ndarray
    """(settings,) share that each explains by itself."""
    low: np.ndarray
    high: np.ndarray
    """(settings,) 95 % intervals; NaN below three repeats."""
    together: float
    """Share that only combinations of settings explain."""
    chance: float
    """Probability of differences as large where no setting has an effect; NaN for one repeat."""


@dataclasses.dataclass(frozen=True, eq=False)
class _Grid:
    """A full grid of values."""

    cells: np.ndarray
    """(repeats, values of the first setting, values of the second, …)"""
    places: np.ndarray
    """Of the same shape: positions of the rows in the frame."""
    settings: tuple[str, ...]
    cautions: tuple[Caution, ...]


def importance(
    table: pd.DataFrame,
    settings: Sequence[str],
    metric: str,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """The share of each setting in the variance of a metric over a full grid.

    Values and repeats at which trainings failed are left out, those that lost most first.

    Args:
        table: rows of one slice, one per trial: the settings, `repeat`, the metric.
        settings: two or more, of any kind.
        metric: what is explained.
        where: settings to name in the sentence.
        columns: what the table's columns mean.

    Returns:
        The largest share of a setting by itself, and its 95 % interval. Numbers, each with a member
        per setting from the most important: the `settings`, their `shares`, with the ends `lows`
        and `highs` (NaN below three repeats); and the share that only combinations explain,
        `together`.

    Raises:
        AnalysisError: the settings are not crossed, or others differ besides them.

    Reference:
        Sobol' (1993), Math. Modelling and Comp. Exp. 1(4), first-order indices; Hutter, Hoos and
        Leyton-Brown (2014), ICML, for hyperparameters; Efron and Stein (1981), Ann. Stat. 9(3), for
        the decomposition and the jackknife.
    """
    measured = columns.metric(metric)
    require(table, (*settings, "repeat", metric), "importance")
    one_slice(table, tuple(settings), "importance", columns)
    grid = _grid(table, settings, measured, columns.units)
    found = shares(grid.cells)
    ranked = np.argsort(-found.each, kind="stable")
    first, repeats = int(ranked[0]), int(grid.cells.shape[0])
    verdict = _verdict(found, first, repeats)
    return Finding(
        analysis="importance",
        over=tuple(settings),
        where=tuple(where),
        measured=measured,
        estimate=float(found.each[first]),
        interval=(float(found.low[first]), float(found.high[first])),
        verdict=verdict,
        numbers={
            "settings": tuple(grid.settings[at] for at in ranked),
            "shares": tuple(float(found.each[at]) for at in ranked),
            "lows": tuple(float(found.low[at]) for at in ranked),
            "highs": tuple(float(found.high[at]) for at in ranked),
            "together": found.together,
        },
        repeats=repeats,
        rows=tuple(sorted(table.index[grid.places.ravel()].tolist())),
        method="variance of each setting's main effect over the variance of the table of means, "
        "both from products of different repeats; jackknife over repeats",
        source="Hutter, Hoos and Leyton-Brown (2014) ICML; Efron and Stein (1981) Ann. Stat. 9(3)",
        words=words_in(columns.language, "importance", WORDS),
        next=(More(3),) if verdict == ImportanceVerdict.UNDECIDED else (),
        cautions=grid.cautions,
    )


def shares(values: np.ndarray) -> Shares:
    """The shares of main effects in the variance of a table of means.

    Args:
        values: (repeats, values of the first setting, values of the second, …), all finite. With
            one repeat its noise counts as an effect.
    """
    repeats = len(values)
    deviations = values - values.mean(axis=tuple(range(1, values.ndim)), keepdims=True)
    effects = [
        deviations.mean(axis=tuple(other for other in range(1, values.ndim) if other != axis))
        for axis in range(1, values.ndim)
    ]
    whole = deviations.reshape(repeats, -1)
    spread = np.array([_variance(one) for one in (*effects, whole)])
    each, together = _parts(spread)
    if repeats < 2:
        nothing = np.full(len(each), np.nan)
        return Shares(each, nothing, nothing, together, math.nan)
    low, high = _jackknife([*effects, whole], each)
    return Shares(each, low, high, together, _chance(whole))


def _variance(effect: np.ndarray) -> float:
    """The mean product of an effect in two different repeats, over its values.

    Args:
        effect: (repeats, values) deviations from the mean.
    """
    return float(_without(effect, np.zeros((1, effect.shape[1])), len(effect))[0])


def _without(effect: np.ndarray, left_out: np.ndarray, repeats: int) -> np.ndarray:
    """(cases,) the same of what is left where some of it is taken out.

    Args:
        effect: (repeats, values) deviations from the mean.
        left_out: (cases, values) the repeat that each case does without.
        repeats: that are left.
    """
    values = effect.shape[1]
    total = effect.sum(axis=0) - left_out
    own = (effect**2).sum() - (left_out**2).sum(axis=1)
    if repeats == 1:
        one: np.ndarray = (total**2).sum(axis=1) / values
        return one
    crossed: np.ndarray = ((total**2).sum(axis=1) - own) / (repeats * (repeats - 1) * values)
    return crossed


def _parts(spread: np.ndarray) -> tuple[np.ndarray, float]:
    """(settings,) shares and what is left, from variances of which the last is the whole."""
    *parts, whole = np.maximum(spread, 0.0)
    if whole <= 0:
        return np.zeros(len(parts)), 0.0
    each = np.minimum(np.asarray(parts) / whole, 1.0)
    return each, max(0.0, 1.0 - float(each.sum()))


def _jackknife(effects: Sequence[np.ndarray], each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intervals of the shares, from what they are without each repeat in turn."""
    repeats = len(effects[0])
    if repeats < 3:
        return np.full(len(each), np.nan), np.full(len(each), np.nan)
    *parts, whole = (_without(one, one, repeats - 1) for one in effects)
    ratios = np.divide(parts, whole, out=np.zeros((len(parts), repeats)), where=whole > 0)
    apart = ratios - ratios.mean(axis=1, keepdims=True)
    error = np.sqrt((repeats - 1) / repeats * (apart**2).sum(axis=1))
    half = stdtrit(repeats - 1, 0.5 + LEVEL / 2) * error
    return np.clip(each - half, 0.0, 1.0), np.clip(each + half, 0.0, 1.0)


def _chance(whole: np.ndarray) -> float:
    """The p value of the analysis of variance in blocks: grid points against repeats.

    Args:
        whole: (repeats, grid points) deviations from the mean of each repeat.
    """
    repeats, points = whole.shape
    means = whole.mean(axis=0)
    noise = ((whole - means) ** 2).sum() / ((repeats - 1) * (points - 1))
    between = repeats * (means**2).sum() / (points - 1)
    if noise <= 0:
        return 0.0 if between > 0 else 1.0
    return float(fdtrc(points - 1, (repeats - 1) * (points - 1), between / noise))


def _verdict(found: Shares, first: int, repeats: int) -> ImportanceVerdict:
    if repeats < 2:
        return ImportanceVerdict.UNDECIDED
    if found.chance > 1 - LEVEL:
        return ImportanceVerdict.NONE
    return ImportanceVerdict.MOSTLY if found.low[first] > 0.5 else ImportanceVerdict.SEVERAL


def _grid(
    table: pd.DataFrame, settings: Sequence[str], measured: Metric, units: Sequence[str]
) -> _Grid:
    """The table as an array, without the values and repeats that lack some of it."""
    names = [name for name in units if name in table]
    repeat = table.groupby(names, sort=True).ngroup().to_numpy()
    codes, levels = zip(*(_coded(table[name]) for name in settings), strict=True)
    shape = (int(repeat.max()) + 1, *map(len, levels))
    if math.prod(shape[1:]) > len(table):
        raise AnalysisError(
            f"importance: the {len(table)} trials are no full grid of {', '.join(settings)}; "
            "cross every value with every other"
        )
    known = pd.to_numeric(table[measured.name]).to_numpy(dtype=float, na_value=np.nan)
    if "status" in table:
        known = np.where((table["status"] == "ok").to_numpy(), known, np.nan)
    values, places = np.full(shape, np.nan), np.full(shape, -1)
    values[(repeat, *codes)] = known
    places[(repeat, *codes)] = np.arange(len(table))
    kept = _complete(np.isfinite(values))
    chosen = np.ix_(*kept)
    lost = [
        [level for at, level in enumerate(some) if at not in set(keep)]
        for some, keep in zip(levels, kept[1:], strict=True)
    ]
    varied = [name for name, keep in zip(settings, kept[1:], strict=True) if len(keep) > 1]
    if len(varied) < 2:
        raise AnalysisError(
            f"importance: too many of the {len(table)} trials failed or are missing for a grid of "
            "two settings"
        )
    short = (len(kept[0]), *(len(keep) for keep in kept[1:] if len(keep) > 1))
    return _Grid(
        values[chosen].reshape(short),
        places[chosen].reshape(short),
        tuple(varied),
        (
            *(all_failed(name, gone) for name, gone in zip(settings, lost, strict=True) if gone),
            *([lost_repeats(shape[0] - len(kept[0]))] if len(kept[0]) < shape[0] else []),
        ),
    )


def _coded(column: pd.Series) -> tuple[np.ndarray, list[Scalar]]:
    """The place of each cell's value among the values, and those, ascending."""
    codes, found = pd.factorize(column, use_na_sentinel=False)
    values = [cell_value(one) for one in found]
    ascending = sorted(range(len(values)), key=lambda at: order(values[at]))
    return np.argsort(ascending)[codes], [values[at] for at in ascending]


def _complete(present: np.ndarray) -> list[np.ndarray]:
    """What is kept of each axis so that nothing is missing: what lacks most goes first."""
    kept = [np.arange(size) for size in present.shape]
    whole = present.size
    while not (rest := present[np.ix_(*kept)]).all():
        lacking = [
            1 - rest.mean(axis=tuple(other for other in range(rest.ndim) if other != axis))
            for axis in range(rest.ndim)
        ]
        axis = max(range(rest.ndim), key=lambda at: float(lacking[at].max()))
        kept[axis] = np.delete(kept[axis], int(lacking[axis].argmax()))
        if math.prod(map(len, kept)) < _LEAST * whole:
            return [one[:1] for one in kept]
    return kept


def _needs(study: Study) -> Iterator[tuple[str, ...]]:
    specs = study.columns.settings
    asked = tuple(
        name for name in study.swept if name in specs and specs[name].role in ("tuned", "budget")
    )
    if len(asked) >= FROM:
        yield asked


def _run(study: Study, settings: tuple[str, ...]) -> Iterator[Finding]:
    """Of each slice that is a full grid: points that were drawn or listed have no such shares."""
    for where, rows in slices(study.table, settings, study.columns):
        points = len(rows[list(settings)].drop_duplicates())
        if points == math.prod(rows[name].nunique(dropna=False) for name in settings):
            try:
                yield importance(
                    rows,
                    settings,
                    study.chooses.name,
                    tuple(where.items()),
                    columns=study.columns,
                )
            except AnalysisError:
                if study.strict:
                    raise


IMPORTANCE = Analysis("importance", _needs, _run, ImportanceVerdict, WORDS, whole=True)
