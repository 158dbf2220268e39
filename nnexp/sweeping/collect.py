"""From curves to frames: the table of trials and the curves of their runs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nnexp.settings import Scalar
from nnexp.store import StoredRun
from nnexp.sweeping.identity import depends_on_total
from nnexp.sweeping.plan import Plan, Trial
from nnexp.table import COLUMN_DOCS, CURVE_DOCS, SETTINGS, column, documented
from nnexp.training import METRICS

_SECONDS = METRICS.index("seconds")

NOT_RUN = ("not_run", "the sweep stopped before")


def table_of(plan: Plan, known: Mapping[str, StoredRun], target: str) -> pd.DataFrame:
    """One row per trial, in the order of the plan.

    Args:
        plan: which runs serve which trials.
        known: the runs that were trained or reused.
        target: `nnexp.network.target()`.

    Returns:
        Columns as in `nnexp.table.COLUMN_DOCS`.
    """
    values = np.full((len(plan.trials), len(METRICS)), np.nan)
    endings = []
    for row, trial in enumerate(plan.trials):
        stored = known.get(trial.run_id)
        endings.append(_ending(trial, stored))
        if stored is not None and stored.epochs >= trial.point.epochs:
            curve = stored.curve.values  # noqa: PD011
            values[row] = curve[trial.point.epochs - 1]
            values[row, _SECONDS] = curve[: trial.point.epochs, _SECONDS].sum()
    columns: dict[str, Any] = {
        **_settings(plan, np.repeat(np.arange(len(plan.points)), plan.repeats)),
        "repeat": [trial.repeat for trial in plan.trials],
        "run_id": [trial.run_id for trial in plan.trials],
        "target": [target] * len(plan.trials),
        "status": [status for status, _ in endings],
        "reason": [reason for _, reason in endings],
        "data_fingerprint": [trial.data_fingerprint for trial in plan.trials],
        **{name: values[:, place] for place, name in enumerate(METRICS)},
    }
    return _frame(columns, COLUMN_DOCS)


def curves_of(plan: Plan, known: Mapping[str, StoredRun]) -> pd.DataFrame:
    """One row per run and epoch, up to the most epochs that the sweep asks for.

    Points that the same run serves although their settings differ each have their rows.

    Args:
        plan: which runs serve which trials.
        known: the runs that were trained or reused.

    Returns:
        Columns as in `nnexp.table.CURVE_DOCS`.
    """
    rows: list[tuple[int, int, str, int, int]] = []
    values = [np.empty((0, len(METRICS)))]
    for place, repeat in itertools.product(_longest(plan), range(plan.repeats)):
        trial = plan.trials[place * plan.repeats + repeat]
        stored, total = known.get(trial.run_id), trial.point.epochs
        if stored is not None:
            rows.append((place, repeat, trial.run_id, total, min(stored.epochs, total)))
            values.append(stored.curve.values[:total])  # noqa: PD011
    lengths = np.array([length for *_, length in rows], dtype=np.int64)
    which = np.repeat(np.arange(len(rows)), lengths)
    metrics = np.concatenate(values)
    columns: dict[str, Any] = {
        **_settings(plan, np.array([place for place, *_ in rows], dtype=np.int64)[which]),
        "repeat": np.array([repeat for _, repeat, *_ in rows], dtype=np.int64)[which],
        "run_id": pd.array([row[2] for row in rows], dtype="str").take(which),
        "total_epochs": np.array([row[3] for row in rows], dtype=np.int64)[which],
        "epoch": np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1,
        **{name: metrics[:, place] for place, name in enumerate(METRICS)},
    }
    return _frame(columns, CURVE_DOCS)


def _ending(trial: Trial, stored: StoredRun | None) -> tuple[str, str]:
    """Status and reason of a trial; they depend on nothing that came after its last epoch."""
    if stored is None:
        return NOT_RUN
    if stored.epochs >= trial.point.epochs:
        return "ok", ""
    if stored.status in ("ok", "interrupted"):
        return NOT_RUN
    return stored.status, stored.reason


def _longest(plan: Plan) -> list[int]:
    """The places of the longest point of each group of points that differ in epochs only."""
    longest: dict[tuple[Scalar, ...], int] = {}
    for place, settings in enumerate(plan.settings):
        alike = dict(settings)
        if not depends_on_total(settings):
            del alike["epochs"]
        best = longest.setdefault(tuple(alike.values()), place)
        if plan.points[place].epochs > plan.points[best].epochs:
            longest[tuple(alike.values())] = place
    return list(longest.values())


def _settings(plan: Plan, places: np.ndarray) -> dict[str, pd.Series]:
    """The columns of settings: row i has those of the point at `places[i]`."""
    columns = {
        name: column(name, [settings[name] for settings in plan.settings])
        for name in plan.settings[0]
    }
    return {name: one.take(places).reset_index(drop=True) for name, one in columns.items()}


def _frame(columns: Mapping[str, Any], docs: Mapping[str, str]) -> pd.DataFrame:
    """The columns that have a meaning, in its order and with their plain types."""
    settings = {entry.name for entry in SETTINGS}
    return documented(
        pd.DataFrame(
            {
                name: columns[name] if name in settings else column(name, columns[name])
                for name in docs
            }
        )
    )
