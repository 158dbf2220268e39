"""What a report must say, worked out from the table a second time.

Plain pandas and SciPy, without anything of `nnexp.analysis`, which the report was made with: a
mistake in either shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nnexp.columns import Columns
from nnexp.deciding.question import EXPLORED
from nnexp.metrics import Metric
from nnexp.settings import as_typed

# Two means that differ by less are the same mean, added up in another order.
_SAME = 1e-12


def recomputed(
    data: Mapping[str, Any],
    table: pd.DataFrame,
    columns: Columns,
    same_test: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The counts, means and intervals that a report has, again.

    Args:
        data: what the report says, as `findings.json` has it.
        table: one row per trial.
        columns: what its columns mean.
        same_test: test samples that repeats share, by `data_fingerprint`.

    Returns:
        `data` with `table` but its hash, `failures` and `best` replaced. Of settings that tie for
        the best the one that the report names stands, if it is among them. Of a sweep that decides
        the repeats that confirmed count, of what is left.
    """
    names = [name for name in columns.settings if name in table]
    swept = [name for name in names if len(table[name].unique()) > 1]
    chosen = [name for name in swept if name not in columns.replicates]
    points = table[names].drop_duplicates()
    judged = _judged(data["decided"], table) if data.get("decided") else table
    return {
        **data,
        "table": {
            "hash": data["table"]["hash"],
            "trials": len(table),
            "points": len(points),
            "runs": table["run_id"].nunique(),
            "not_run": int((table["status"] == "not_run").sum()),
            "levels": {name: table[name].nunique(dropna=False) for name in swept},
        },
        "failures": [{**one, "trials": _alike(table, one)} for one in data["failures"]],
        "best": [
            _best(one, rows_at(judged, one["problem"]), chosen, columns, same_test or {})
            for one in data["best"]
        ],
    }


def _judged(decided: Mapping[str, Any], table: pd.DataFrame) -> pd.DataFrame:
    """Of a sweep that decides: the values that are left, on the repeats that confirmed them."""
    where = dict(decided["point"])
    rows = table[table["repeat"] >= EXPLORED]
    spot = next((one for one in decided["answers"] if one["goal"] == "sweet_spot"), None)
    if spot and spot["look"]:
        del where[spot["setting"]]
        last = EXPLORED + spot["repeats"]
        rows = rows[(rows["repeat"] < last) & rows[spot["setting"]].isin(spot["left"])]
    rows = rows_at(rows, {name: value for name, value in where.items() if name in rows})
    return rows if len(rows) else table


def rows_at(table: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """The rows with these settings, as they would be typed."""
    for name, value in where.items():
        column, wanted = table[name], _typed(value)
        same = [cell for cell in column.unique() if _typed(cell) == wanted]
        table = table[column.isna() if wanted == "null" else column.isin(same)]
    return table


def _typed(cell: Any) -> str:
    missing = cell is None or cell is pd.NA or cell != cell
    return "null" if missing else as_typed(cell.item() if hasattr(cell, "item") else cell)


def _alike(table: pd.DataFrame, failure: Mapping[str, Any]) -> int:
    """Trials that failed in the same way, whatever the numbers in their reasons."""
    same = table[table["status"] == failure["status"]]["reason"].fillna("").map(_masked)
    return int((same == _masked(failure["reason"])).sum())


def _masked(reason: str) -> str:
    return re.sub(r"[-+.\d]+", "#", reason)


def _best(
    best: Mapping[str, Any],
    rows: pd.DataFrame,
    chosen: Sequence[str],
    columns: Columns,
    same_test: Mapping[str, int],
) -> dict[str, Any]:
    part = best["select_on"]
    metric, tie, tests = columns.choosing(part), columns.tie_break(part), columns.chooser("test")
    chooses, test = metric.name, tests.name if tests else None
    means = _means(rows, chosen, chooses)
    top = _top(rows, means, metric, tie or metric)
    settings = [_settings_of(means, place, best["setting"]) for place in top]
    setting = best["setting"] if best["setting"] in settings else (settings or [{}])[0]
    here = rows_at(rows, best["setting"])
    return {
        **best,
        "setting": setting,
        "metric": chooses,
        "selection": estimate(here, chooses, columns),
        "test": (tested := estimate(here, test, columns)),
        "same_samples": _same_samples(
            (best["held_out"] or [None, tested])[1]["mean"], tests, rows, same_test
        ),
        "edges": [
            {**edge, "value": _end(rows, edge, best["setting"][edge["setting"]])}
            for edge in best["edges"]
        ],
        "settings": int((means["count"] > 0).sum()),
        "most_repeats": int(means["count"].max()),
        "ranking": [_ranked(row, rows, chooses, test, columns) for row in best["ranking"]],
    }


def _same_samples(
    share: float | None, metric: Metric | None, rows: pd.DataFrame, same_test: Mapping[str, int]
) -> dict[str, Any] | None:
    """What the test samples' own luck may be: the shares that theirs does not contradict.

    Those are the shares between the roots of (x - share)² = z² x (1 - x) / count.
    """
    import numpy as np
    from scipy.stats import norm

    counts = {same_test.get(one) for one in rows["data_fingerprint"].unique()} - {None}
    if share is None or metric is None or metric.printed != "percent" or len(counts) != 1:
        return None
    count = counts.pop()
    slack = norm.ppf(0.975) ** 2 / count
    low, high = sorted(np.roots([1 + slack, -2 * share - slack, share**2]).real)
    return {"count": count, "low": max(0.0, float(low)), "high": min(1.0, float(high))}


def _ranked(
    row: Mapping[str, Any], rows: pd.DataFrame, chooses: str, test: str | None, columns: Columns
) -> dict[str, Any]:
    here = rows_at(rows, row["setting"])
    selection, tested = (estimate(here, name, columns) for name in (chooses, test))
    return {
        **row,
        **{end: selection[end] for end in ("mean", "low", "high", "repeats")},
        **{f"test_{end}": tested[end] for end in ("mean", "low", "high")},
    }


def _top(rows: pd.DataFrame, means: pd.DataFrame, metric: Metric, tie: Metric) -> list[int]:
    """Places of the settings that no other one beats; failures count against a setting."""
    found = means[means["count"] > 0]
    found = found[found["failed"] == 0] if (found["failed"] == 0).any() else found
    good = found["mean"] if metric.better == "higher" else -found["mean"]
    found = found[good >= good.max() - _SAME]
    names = [name for name in means.columns if name in rows]
    sign = -1 if tie.better == "higher" else 1
    losses = [
        sign * rows_at(rows, found.loc[place, names].to_dict())[tie.name].mean()
        for place in found.index
    ]
    least = min(losses, default=0.0)
    kept = zip(found.index, losses, strict=True)
    return [int(place) for place, loss in kept if not loss > least + _SAME]


def _settings_of(means: pd.DataFrame, place: int, like: Mapping[str, Any]) -> dict[str, Any]:
    """The setting at a place, in the words of the report where it means the same."""
    row = means.loc[place]
    return {
        name: value if _typed(row[name]) == _typed(value) else _typed(row[name])
        for name, value in like.items()
    }


def _end(rows: pd.DataFrame, edge: Mapping[str, Any], chosen: Any) -> Any:
    """The smallest or largest value of a setting, where that is what was chosen."""
    levels = pd.to_numeric(rows[edge["setting"]], errors="coerce")
    end = levels.min() if edge["side"] == "smallest" else levels.max()
    return float(end) if float(end) == float(chosen) else f"not {chosen}"


def _means(rows: pd.DataFrame, names: Sequence[str], column: str) -> pd.DataFrame:
    """Mean, count and failures of each setting."""
    frame = rows[list(names)].assign(
        _all=0, value=_usable(rows, column), failed=(rows["status"] != "ok").astype(int)
    )
    grouped = frame.groupby(["_all", *names], dropna=False, observed=True, sort=False)
    found: pd.DataFrame = grouped.agg(
        mean=("value", "mean"), count=("value", "count"), failed=("failed", "sum")
    )
    return found.reset_index()


def _usable(rows: pd.DataFrame, column: str) -> pd.Series:
    value = pd.to_numeric(rows[column]).astype(float)
    return value.where((rows["status"] == "ok") & value.abs().lt(float("inf")))


def estimate(rows: pd.DataFrame, column: str | None, columns: Columns) -> dict[str, Any]:
    """Mean with its 95 % interval, which ends where the metric does; null for what there is not."""
    from scipy.stats import t

    found: dict[str, Any] = {"mean": None, "low": None, "high": None, "repeats": 0}
    if column is None:
        return found
    values = _usable(rows, column).dropna()
    found["repeats"] = len(values)
    if len(values):
        found["mean"] = float(values.mean())
    if len(values) > 1:
        least, most = columns.metric(column).bounds
        half = t.interval(0.95, len(values) - 1)[1] * values.sem()
        found["low"] = max(float(found["mean"] - half), least)
        found["high"] = min(float(found["mean"] + half), most)
    return found
