"""From curves to frames: the table of trials and the curves of their runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnexp.planning.plan import Plan, PlannedTrial
from nnexp.settings import Scalar
from nnexp.store import StoredRun
from nnexp.table.columns import column, curve_docs, table_docs
from nnexp.table.loading import documented
from nnexp.trainables.trainable import SECONDS, Trainable, metric_names

if TYPE_CHECKING:
    import pandas as pd

NOT_RUN = ("not_run", "the sweep stopped before")


def table_of(
    trainable: Trainable, plan: Plan, known: Mapping[str, StoredRun], target: str
) -> pd.DataFrame:
    """One row per trial, in the order of the plan.

    Args:
        trainable: what was trained.
        plan: which runs serve which trials.
        known: the runs that were trained or reused.
        target: of the machines that trained.

    Returns:
        Columns as `nnexp.table.columns.table_docs` has them.
    """
    metrics = metric_names(trainable)
    values = np.full((len(plan.trials), len(metrics)), np.nan)
    endings = []
    for row, trial in enumerate(plan.trials):
        stored = known.get(trial.run_id)
        endings.append(_ending(trial, stored))
        if stored is not None and stored.epochs >= trial.epochs:
            curve = stored.curve.values  # noqa: PD011
            values[row] = curve[trial.epochs - 1]
            if SECONDS in metrics:
                place = metrics.index(SECONDS)
                values[row, place] = curve[: trial.epochs, place].sum()
    columns: dict[str, Any] = {
        **_settings(trainable, plan, np.array([trial.place for trial in plan.trials])),
        "repeat": [trial.repeat for trial in plan.trials],
        "run_id": [trial.run_id for trial in plan.trials],
        "target": [target] * len(plan.trials),
        "status": [status for status, _ in endings],
        "reason": [reason for _, reason in endings],
        "data_fingerprint": [trial.data_fingerprint for trial in plan.trials],
        **{name: values[:, place] for place, name in enumerate(metrics)},
    }
    return _frame(trainable, columns, table_docs(trainable.columns))


def curves_of(trainable: Trainable, plan: Plan, known: Mapping[str, StoredRun]) -> pd.DataFrame:
    """One row per run and epoch, up to the most epochs that the sweep asks for.

    Points that the same run serves although their settings differ each have their rows.

    Args:
        trainable: what was trained.
        plan: which runs serve which trials.
        known: the runs that were trained or reused.

    Returns:
        Columns as `nnexp.table.columns.curve_docs` has them.
    """
    import pandas as pd

    names = metric_names(trainable)
    rows: list[tuple[int, int, str, int, str, int]] = []
    values = [np.empty((0, len(names)))]
    for trial in _longest(trainable, plan):
        stored, total = known.get(trial.run_id), trial.epochs
        if stored is not None:
            length = min(stored.epochs, total)
            status, _ = _ending(trial, stored)
            rows.append((trial.place, trial.repeat, trial.run_id, total, status, length))
            values.append(stored.curve.values[:total])  # noqa: PD011
    lengths = np.array([length for *_, length in rows], dtype=np.int64)
    which = np.repeat(np.arange(len(rows)), lengths)
    metrics = np.concatenate(values)
    columns: dict[str, Any] = {
        **_settings(
            trainable, plan, np.array([place for place, *_ in rows], dtype=np.int64)[which]
        ),
        "repeat": np.array([repeat for _, repeat, *_ in rows], dtype=np.int64)[which],
        "run_id": pd.array([row[2] for row in rows], dtype="str").take(which),
        "total_epochs": np.array([row[3] for row in rows], dtype=np.int64)[which],
        "status": pd.array([row[4] for row in rows], dtype="str").take(which),
        "epoch": np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1,
        **{name: metrics[:, place] for place, name in enumerate(names)},
    }
    return _frame(trainable, columns, curve_docs(trainable.columns))


def _ending(trial: PlannedTrial, stored: StoredRun | None) -> tuple[str, str]:
    """Status and reason of a trial; they depend on nothing that came after its last epoch."""
    if stored is None:
        return NOT_RUN
    if stored.epochs >= trial.epochs:
        return "ok", ""
    if stored.status in ("ok", "interrupted"):
        return NOT_RUN
    return stored.status, stored.reason


def _longest(trainable: Trainable, plan: Plan) -> list[PlannedTrial]:
    """The longest of each group of trials that differ in their budget only."""
    longest: dict[tuple[Scalar, ...], dict[int, PlannedTrial]] = {}
    for trial in plan.trials:
        alike = dict(plan.settings[trial.place])
        if trainable.columns.budget is not None and trainable.is_prefix(alike):
            del alike[trainable.columns.budget]
        group = longest.setdefault(tuple(alike.values()), {})
        known = group.setdefault(trial.repeat, trial)
        if trial.epochs > known.epochs:
            group[trial.repeat] = trial
    return [trial for group in longest.values() for trial in group.values()]


def _settings(trainable: Trainable, plan: Plan, places: np.ndarray) -> dict[str, pd.Series]:
    """The columns of settings: row i has those of the point at `places[i]`."""
    columns = {
        name: column(name, [settings[name] for settings in plan.settings], trainable.columns)
        for name in plan.settings[0]
    }
    return {name: one.take(places).reset_index(drop=True) for name, one in columns.items()}


def _frame(
    trainable: Trainable, columns: Mapping[str, Any], docs: Mapping[str, str]
) -> pd.DataFrame:
    """The columns that have a meaning, in its order and with their plain types."""
    import pandas as pd

    settings = trainable.columns.settings
    return documented(
        pd.DataFrame(
            {
                name: columns[name]
                if name in settings
                else column(name, columns[name], trainable.columns)
                for name in docs
            }
        ),
        trainable.columns,
    )
