"""The first answer of a sweep: which setting did best, and how well it did.

A setting is chosen by its mean accuracy on the data that select; ties go to the lower loss
there, then to the cheaper setting. A setting that lost repeats to failures is chosen only
where no setting completed all of its repeats: the mean of the survivors flatters it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Literal

import pandas as pd

from nnexp.analysis.samples import plain
from nnexp.analysis.summary import settings_of, summarise
from nnexp.settings import Scalar, catalog

PROBLEM = ("data", "data.train", "data.test")
"""Settings that state the task: accuracies are not compared across them."""

_COST = ("epochs", "hidden_nodes")


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A mean over repeats with its 95 % interval; the ends are NaN for fewer than two."""

    mean: float
    low: float
    high: float
    repeats: int


@dataclasses.dataclass(frozen=True)
class Edge:
    """A chosen value beyond which the grid has none, though there could be better ones."""

    setting: str
    value: float
    side: Literal["smallest", "largest"]


@dataclasses.dataclass(frozen=True)
class Best:
    """The best setting of one task, and the whole ranking behind it."""

    problem: dict[str, Scalar]
    setting: dict[str, Scalar]
    select_on: str
    selection: Estimate
    test: Estimate
    edges: tuple[Edge, ...]
    ranking: pd.DataFrame


def best_settings(table: pd.DataFrame, swept: Sequence[str], select_on: str) -> tuple[Best, ...]:
    """The best setting of every task in a table: one, unless the sweep varies the data set.

    Args:
        table: one row per trial, as `nnexp.load` gives it.
        swept: dotted names that differ between the grid points.
        select_on: `validation` or `test`, the data whose accuracy chooses.

    Returns:
        A `Best` per task, in order of appearance; none for a task without a finished trial.
    """
    tasks = [name for name in settings_of(swept) if name in PROBLEM]
    others = [name for name in settings_of(swept) if name not in tasks]
    if not tasks:
        return _best(table, others, select_on, {})
    return tuple(
        best
        for _, rows in table.groupby(tasks, dropna=False, sort=False, observed=True)
        for best in _best(
            rows, others, select_on, {name: plain(rows[name].iloc[0]) for name in tasks}
        )
    )


def rank(table: pd.DataFrame, settings: Sequence[str], select_on: str) -> pd.DataFrame:
    """Every setting of a table from best to worst.

    Returns:
        The columns of `settings`, `mean`, `low`, `high` (accuracy on the selecting data),
        `test_mean`, `test_low`, `test_high`, `test_repeats`, `loss` (mean on the selecting
        data), `repeats`, `failed`, `missing`.
    """
    ranking = summarise(table, settings, f"{select_on}_accuracy")
    test = summarise(table, settings, "test_accuracy")
    loss = summarise(table, settings, f"{select_on}_loss")
    # Three summaries of the same rows by the same columns have their rows in the same order.
    ranking = ranking.assign(
        test_mean=test["mean"],
        test_low=test["low"],
        test_high=test["high"],
        test_repeats=test["repeats"],
        loss=loss["mean"],
        _incomplete=ranking["failed"] > 0,
    )
    costs = [name for name in _COST if name in settings]
    for name in costs:
        ranking[f"_{name}"] = pd.to_numeric(ranking[name], errors="coerce")
    ranking = ranking.sort_values(
        ["_incomplete", "mean", "loss", *(f"_{name}" for name in costs)],
        ascending=[True, False, True, *(True for _ in costs)],
        kind="stable",
        na_position="last",
        ignore_index=True,
    )
    return ranking[[name for name in ranking.columns if not name.startswith("_")]]


def _best(
    rows: pd.DataFrame, settings: Sequence[str], select_on: str, problem: dict[str, Scalar]
) -> tuple[Best, ...]:
    ranking = rank(rows, settings, select_on)
    ranking = ranking[ranking["repeats"] > 0]
    if ranking.empty:
        return ()
    setting = {name: plain(ranking[name].iloc[0]) for name in settings}
    best = Best(
        problem=problem,
        setting=setting,
        select_on=select_on,
        selection=_estimate(ranking, ""),
        test=_estimate(ranking, "test_"),
        edges=tuple(_edges(rows, setting)),
        ranking=ranking,
    )
    return (best,)


def _estimate(ranking: pd.DataFrame, prefix: str) -> Estimate:
    top = ranking.iloc[0]
    mean, low, high = (float(top[f"{prefix}{part}"]) for part in ("mean", "low", "high"))
    return Estimate(mean, low, high, int(top[f"{prefix}repeats"]))


def _edges(rows: pd.DataFrame, setting: dict[str, Scalar]) -> Iterator[Edge]:
    specs = {entry.name: entry.spec for entry in catalog()}
    for name, value in setting.items():
        # More data can only help, and a data split is not tuned: no advice to extend those.
        if name.startswith("data") or specs[name].kind not in ("number", "integer", "layers"):
            continue
        levels = pd.to_numeric(rows[name], errors="coerce")
        if levels.isna().any() or levels.nunique() < 2:
            continue
        chosen, spec = float(str(value)), specs[name]
        at_bound = chosen == spec.low or chosen == spec.high
        if at_bound or (spec.kind == "layers" and chosen <= 1):
            continue
        if math.isclose(chosen, levels.min()):
            yield Edge(name, chosen, "smallest")
        elif math.isclose(chosen, levels.max()):
            yield Edge(name, chosen, "largest")
