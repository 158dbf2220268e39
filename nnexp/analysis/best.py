"""The first answer of a sweep: which setting did best, and how well it did.

A setting is chosen by its mean of the metric that chooses on the data that select; ties go to the
lower loss there, then to the cheaper setting. A setting that lost repeats to failures is chosen
only where no setting completed all of its repeats: the mean of the survivors flatters it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

import numpy as np
import pandas as pd

from nnexp.analysis.held_out import chosen_by_others, held_out
from nnexp.analysis.interval import share_interval
from nnexp.analysis.summary import summarise
from nnexp.columns import Columns, cell_value
from nnexp.metrics import Metric, Part
from nnexp.settings import Scalar, as_number, is_last


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A mean over repeats with its 95 % interval; the ends are NaN for fewer than two."""

    mean: float
    low: float
    high: float
    repeats: int


NOTHING = Estimate(math.nan, math.nan, math.nan, 0)
"""Where nothing was measured."""


@dataclasses.dataclass(frozen=True)
class Edge:
    """A chosen value beyond which the grid has none, though there could be better ones."""

    setting: str
    value: float
    side: Literal["smallest", "largest"]


@dataclasses.dataclass(frozen=True)
class SameSamples:
    """Test samples that every repeat is tested on, and what other ones may have said."""

    count: int
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class Best:
    """The best setting of one task, and the whole ranking behind it."""

    problem: dict[str, Scalar]
    setting: dict[str, Scalar]
    select_on: str
    measured: Metric
    """What chose."""
    tested: Metric | None
    """What of the test data is told; None where there is none."""
    selection: Estimate
    """Plain means of the chosen setting, which the repeats that chose it flatter."""
    test: Estimate
    held_out: tuple[Estimate, Estimate] | None
    """The same two by repeats that did not choose (see `nnexp.analysis.held_out`); None where
    there was nothing to choose, or no repeat to leave out."""
    edges: tuple[Edge, ...]
    settings: int
    """How many settings have a mean."""
    most_repeats: int
    """Of a setting."""
    ranking: pd.DataFrame
    """The settings from best to worst, as `rank` gives them."""
    same_samples: SameSamples | None = None
    """None where each repeat has test samples of its own, or they tell no share."""

    @property
    def told(self) -> tuple[Estimate, Estimate]:
        """What is said of it on the data that chose and on test data."""
        return self.held_out or (self.selection, self.test)


def best_settings(
    table: pd.DataFrame, swept: Sequence[str], select_on: str, columns: Columns
) -> tuple[Best, ...]:
    """The best setting of every task in a table: one, unless the sweep varies the data set.

    Args:
        table: one row per trial, as `nnexp.table.load` gives it.
        swept: dotted names that differ between the grid points.
        select_on: `validation` or `test`, the data that choose.
        columns: what the table's columns mean.

    Returns:
        A `Best` per task, in order of appearance; none for a task without a finished trial, nor
        where no metric chooses.
    """
    tasks = [name for name in columns.chosen(swept) if name in columns.data_sets]
    others = [name for name in columns.chosen(swept) if name not in tasks]
    if columns.chooser(cast("Part", select_on)) is None:
        return ()
    if not tasks:
        return _best(table, others, select_on, {}, columns)
    return tuple(
        best
        for _, rows in table.groupby(tasks, dropna=False, sort=False, observed=True)
        for best in _best(
            rows,
            others,
            select_on,
            {name: cell_value(rows[name].iloc[0]) for name in tasks},
            columns,
        )
    )


def with_same_samples(
    answers: Sequence[Best], table: pd.DataFrame, counts: Mapping[str, int]
) -> tuple[Best, ...]:
    """The answers with what the test samples' own luck may be, which all repeats share.

    Args:
        answers: of `best_settings`.
        table: one row per trial.
        counts: test samples that repeats share, by `data_fingerprint`.

    A sample counts with the share of networks that read it, whose variance is at most that of one
    that is read or not: the interval of a binomial share is wide enough.
    """
    return tuple(
        dataclasses.replace(best, same_samples=_same_samples(best, table, counts))
        for best in answers
    )


def _same_samples(best: Best, table: pd.DataFrame, counts: Mapping[str, int]) -> SameSamples | None:
    share = best.told[1].mean
    if not counts or best.tested is None or best.tested.printed != "percent" or math.isnan(share):
        return None
    for name, value in best.problem.items():
        table = table[table[name] == value]
    seen = {counts.get(fingerprint) for fingerprint in table["data_fingerprint"].unique()}
    count = seen.pop() if len(seen) == 1 else None
    return None if count is None else SameSamples(count, *share_interval(share, count))


def rank(
    table: pd.DataFrame, settings: Sequence[str], select_on: str, columns: Columns
) -> pd.DataFrame:
    """Every setting of a table from best to worst.

    Returns:
        The columns of `settings`, `mean`, `low`, `high` (of what chooses),
        `test_mean`, `test_low`, `test_high`, `test_repeats`, `loss` (mean of what decides
        among equals), `repeats`, `failed`, `missing`.
    """
    part = cast("Part", select_on)
    chooses, tie = columns.choosing(part), columns.tie_break(part) or columns.choosing(part)
    ranking, loss = summarise(table, settings, chooses), summarise(table, settings, tie)
    tests = columns.chooser("test")
    test = None if tests is None else summarise(table, settings, tests)
    # Summaries of the same rows by the same columns have their rows in the same order.
    ranking = ranking.assign(
        test_mean=math.nan if test is None else test["mean"],
        test_low=math.nan if test is None else test["low"],
        test_high=math.nan if test is None else test["high"],
        test_repeats=0 if test is None else test["repeats"],
        loss=loss["mean"],
        _incomplete=ranking["failed"] > 0,
    )
    costs = [name for name in columns.costs if name in settings]
    for name in costs:
        ranking[f"_{name}"] = pd.to_numeric(ranking[name], errors="coerce")
    ranking = ranking.sort_values(
        ["_incomplete", "mean", "loss", *(f"_{name}" for name in costs)],
        ascending=[
            True,
            chooses.better != "higher",
            tie.better != "higher",
            *(True for _ in costs),
        ],
        kind="stable",
        na_position="last",
        ignore_index=True,
    )
    return ranking[[name for name in ranking.columns if not name.startswith("_")]]


def _best(
    rows: pd.DataFrame,
    settings: Sequence[str],
    select_on: str,
    problem: dict[str, Scalar],
    columns: Columns,
) -> tuple[Best, ...]:
    ranking = rank(rows, settings, select_on, columns)
    ranking = ranking[ranking["repeats"] > 0]
    if ranking.empty:
        return ()
    setting = {name: cell_value(ranking[name].iloc[0]) for name in settings}
    best = Best(
        problem=problem,
        setting=setting,
        select_on=select_on,
        measured=columns.choosing(cast("Part", select_on)),
        tested=columns.chooser("test"),
        selection=estimate_of(ranking, ""),
        test=estimate_of(ranking, "test_"),
        held_out=_held_out(rows, ranking, list(settings), cast("Part", select_on), columns),
        edges=tuple(_edges(rows, setting, columns)),
        settings=len(ranking),
        most_repeats=int(ranking["repeats"].max()),
        ranking=ranking,
    )
    return (best,)


def estimate_of(ranking: pd.DataFrame, prefix: str) -> Estimate:
    """What the first of a ranking reaches; `prefix` is that of its columns, `test_` or none."""
    top = ranking.iloc[0]
    mean, low, high = (float(top[f"{prefix}{part}"]) for part in ("mean", "low", "high"))
    return Estimate(mean, low, high, int(top[f"{prefix}repeats"]))


def _held_out(
    rows: pd.DataFrame, ranking: pd.DataFrame, settings: list[str], part: Part, columns: Columns
) -> tuple[Estimate, Estimate] | None:
    """Of the settings that could be chosen: all that failed nowhere, or all if none is such."""
    able = ranking[ranking["failed"] == 0] if ranking["failed"].iloc[0] == 0 else ranking
    units = [name for name in columns.units if name in rows]
    if len(able) < 2 or not units:
        return None
    place = able[settings].assign(_place=range(len(able)))
    usable = rows[rows["status"] == "ok"].merge(place, on=settings)
    unit = usable.groupby(units, sort=True).ngroup().to_numpy()
    if len(usable) == 0 or unit.max() < 1:
        return None
    chooses = columns.choosing(part)

    def array(metric: Metric) -> np.ndarray:
        values = np.full((len(able), int(unit.max()) + 1), np.nan)
        values[usable["_place"], unit] = pd.to_numeric(usable[metric.name])
        return values

    def goodness(metric: Metric) -> np.ndarray:
        return array(metric) if metric.better == "higher" else -array(metric)

    tie = columns.tie_break(part) or chooses
    picks = chosen_by_others(goodness(chooses), goodness(tie))

    def estimate(metric: Metric | None) -> Estimate:
        if metric is None:
            return NOTHING
        values = array(metric)
        found = held_out(values, picks, metric.bounds)
        return Estimate(*found, int(np.isfinite(values[0]).sum()))

    return estimate(chooses), estimate(columns.chooser("test"))


def _edges(rows: pd.DataFrame, setting: dict[str, Scalar], columns: Columns) -> Iterator[Edge]:
    specs = columns.settings
    for name, value in setting.items():
        # More data can only help, and a data split is not tuned: no advice to extend those.
        if specs[name].role not in ("tuned", "budget") or specs[name].scale is None:
            continue
        levels = pd.to_numeric(rows[name], errors="coerce")
        if levels.isna().any() or levels.nunique() < 2:
            continue
        chosen, spec = as_number(value), specs[name]
        if is_last(chosen, spec, "below") or is_last(chosen, spec, "above"):
            continue
        if math.isclose(chosen, levels.min()):
            yield Edge(name, chosen, "smallest")
        elif math.isclose(chosen, levels.max()):
            yield Edge(name, chosen, "largest")
