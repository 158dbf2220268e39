"""The trainings of a sweep one by one, as tools that follow runs keep them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnexp.settings import Scalar
from nnexp.table import setting_of
from nnexp.table.levels import level
from nnexp.trainables.trainable import SECONDS

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData


@dataclasses.dataclass(frozen=True)
class ExportedRun:
    """One run, with the settings of its longest trial."""

    run_id: str
    label: str
    """`lr=0.1 epochs=5 repeat=0`: what is swept, which the names of files can have."""
    settings: Mapping[str, Scalar]
    repeat: int
    status: str
    reason: str
    metrics: Mapping[str, float]
    """Of its longest trial; what has no value is left out."""
    curve: Sequence[tuple[int, Mapping[str, float]]]
    """Metrics after each epoch that was measured."""


def trainings_of(sweep: SweepData) -> Iterator[ExportedRun]:
    """Every run of a sweep, in the order of its table; none of those that were not reached."""
    columns, metrics = sweep.columns, list(sweep.columns.metrics)
    table = sweep.table[sweep.table["status"] != "not_run"]
    if columns.budget is not None:
        table = table.sort_values(columns.budget, kind="stable", ascending=False)
    # A run serves several settings where one of them is not read: each of them has it.
    same = [name for name in columns.settings if name in table and name not in columns.budgets]
    longest = table.drop_duplicates(["run_id", *same]).sort_index()
    curves = dict(iter(sweep.curves.sort_values("epoch").groupby("run_id", sort=False)))
    labels: dict[str, int] = {}
    for row in longest.to_dict("records"):
        settings = setting_of(row, columns)
        named = {name: settings[name] for name in sweep.swept} | {"repeat": int(row["repeat"])}
        label = " ".join(f"{name}={level(value)}" for name, value in named.items())
        label = "".join(one if one.isalnum() or one in "=.,-+_ []" else "_" for one in label)
        count = labels[label] = labels.get(label, 0) + 1
        rows = curves.get(row["run_id"])
        steps = [] if rows is None else rows.drop_duplicates("epoch").to_dict("records")
        yield ExportedRun(
            run_id=str(row["run_id"]),
            label=label if count == 1 else f"{label} ({count})",
            settings=settings,
            repeat=int(row["repeat"]),
            status=str(row["status"]),
            reason=str(row["reason"]),
            metrics=_measured(row, metrics),
            curve=[
                (int(step["epoch"]), _measured(step, [one for one in metrics if one != SECONDS]))
                for step in steps
            ],
        )


def _measured(row: Mapping[Any, Any], metrics: Sequence[str]) -> dict[str, float]:
    found = {name: float(row[name]) for name in metrics if row[name] is not None}
    return {name: value for name, value in found.items() if math.isfinite(value)}
