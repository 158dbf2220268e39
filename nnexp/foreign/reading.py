"""A file of trials that something else ran, as the sweep that findings and pages take."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnexp.columns import Columns, cell_value, data_of
from nnexp.foreign.asked import ToldRoles
from nnexp.foreign.roles import Roles, roles_of
from nnexp.foreign.rows import KINDS, FileRows, ForeignTableError, read_rows
from nnexp.foreign.trials import (
    REASON,
    REPEAT,
    RUN,
    SPENT,
    STATE,
    TIME,
    Trials,
    lengths,
    names_of_runs,
    trials_of,
)
from nnexp.metrics import Part
from nnexp.plural import counted
from nnexp.settings import Scalar, Spec
from nnexp.settings.spec import spacing
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.provenance import versions
from nnexp.sweeps.record import (
    FOREIGN,
    RECORD,
    Counts,
    Ending,
    Record,
    RecordError,
    read_record,
    write_record,
)
from nnexp.table import canonical_hash, column, curve_docs, documented, table_docs, write_curves
from nnexp.table import write as write_table
from nnexp.trainables.function.metrics import TIME as SECONDS_METRIC
from nnexp.trainables.function.signature import BUDGET_SPEC, TASKS
from nnexp.trainables.trainable import SECONDS

if TYPE_CHECKING:
    import pandas as pd

_TARGET = "elsewhere"


@dataclasses.dataclass(frozen=True, eq=False)
class Read:
    """A file that was read."""

    sweep: SweepData
    understood: str
    """How it was read, in a line."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What may not be meant, a line each; they are in the report too."""
        return tuple(self.sweep.doubts["cautions"])


def read_trials(path: Path, asked: ToldRoles, directory: Path | None = None) -> Read:
    """The trials of a file as a sweep; nothing is written.

    Args:
        path: a CSV or Parquet file with a row per trial, or per trial and epoch.
        asked: what its columns are, as far as that was said.
        directory: where plots and report of it will go; beside the file unless given.

    Raises:
        ForeignTableError: it cannot be read, or not in the way that was asked for.
    """
    file = read_rows(path)
    roles = roles_of(file, asked, path.name)
    trials = trials_of(file, roles, path.name)
    columns = _columns(trials, roles, path.name)
    table, curves = _frames(trials, roles, columns, file)
    if not (table["status"] == "ok").any():
        raise ForeignTableError(
            f"{path}: no trial of it has a {roles.metrics[roles.chooser].name}"
            f": {table['reason'].iloc[0]}"
        )
    part: Part = roles.metrics[roles.chooser].part or "validation"
    swept = tuple(name for name in columns.settings if len(table[name].unique()) > 1)
    doubts = [*roles.doubts, *trials.doubts, *_doubts(trials, table)]
    digest = canonical_hash(table)
    outcome = Ending(seconds=0.0, timings={}, table_hash=digest, runs=Counts(), verified=())
    record = Record(
        name=_stem(path),
        started=datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        outcome=outcome,
        overrides=(str(path), *asked.words()),
        trials=len(table),
        grid={name: [cell_value(one) for one in table[name].unique()] for name in swept},
        settings={
            name: cell_value(table[name].iloc[0]) for name in columns.settings if name not in swept
        },
        data={path.name: file.fingerprint},
        doubts={"cautions": doubts, "guessing": {}},
        trainable=FOREIGN,
        columns=data_of(columns),
        target=_TARGET,
        kernel_revision=1,
        versions=versions(),
        code=None,
        machine={},
        select_on="test" if part == "test" else "validation",
    )
    sweep = SweepData(
        directory=directory or path.with_name(f"{_stem(path)}_report"),
        columns=columns,
        table=table,
        read_curves=lambda: curves,
        swept=swept,
        record=record,
        outcome=outcome,
    )
    return Read(sweep, _understood(sweep, roles.dialect))


def write_trials(sweep: SweepData) -> None:
    """Write table, curves and record of a sweep that was read, so that its folder is one.

    Raises:
        ForeignTableError: the folder holds another sweep, or something else of that name is there.
        TableError, RecordError: it cannot be written to.
    """
    folder = sweep.directory
    if folder.exists() and not folder.is_dir():
        raise ForeignTableError(f"{folder}: is a file; name a folder for the report: directory=…")
    if (folder / RECORD).exists():
        try:
            there = read_record(folder).trainable
        except RecordError:
            there = "another"
        if there != FOREIGN:
            raise ForeignTableError(
                f"{folder}: holds another sweep; name another folder for the report"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ForeignTableError(
            f"{folder}: this folder cannot be created ({error.strerror}); name another one"
        ) from error
    write_table(sweep.table, folder, sweep.columns)
    write_curves(sweep.curves, folder, sweep.columns)
    write_record(sweep.record, folder)


def _understood(sweep: SweepData, tool: str) -> str:
    """How a file was read, in a line."""
    chooser = sweep.columns.choosing(sweep.select_on)
    points = len(sweep.table[list(sweep.swept)].drop_duplicates()) if sweep.swept else 1
    from_tool = f" of {tool}" if tool else ""
    return (
        f"{sweep.record.overrides[0]}: {counted(len(sweep.table), 'trial')}{from_tool} at "
        f"{counted(points, 'grid point')}; settings {', '.join(sweep.swept) or 'the same in all'}; "
        f"{counted(int(sweep.table['repeat'].nunique()), 'repeat')}; {chooser.name} chooses "
        f"({chooser.part} data, {chooser.better} is better)"
    )


def _stem(path: Path) -> str:
    suffix = next(
        one for one in sorted(KINDS, key=len, reverse=True) if path.name.lower().endswith(one)
    )
    return path.name[: -len(suffix)] or path.name


def _columns(trials: Trials, roles: Roles, label: str) -> Columns:
    """What the columns of the sweep mean."""
    settings = {}
    for name in trials.settings:
        called = roles.settings[name]
        settings[called] = _spec(trials.rows[name], called, label)
    if trials.budget:
        budget = _plural(trials.budget)
        if budget in settings:
            raise ForeignTableError(
                f"budget={trials.budget}: there is a setting {budget} too; name one of them"
            )
        settings[budget] = dataclasses.replace(
            BUDGET_SPEC,
            help=f"column {trials.budget} of {label}: what was spent on training",
            example=f"{budget}=1,5,10",
            high=None,
            label=budget,
        )
    metrics = {one.name: one for one in roles.metrics.values()}
    if clash := next((name for name in metrics if name in settings), None):
        raise ForeignTableError(f"{label}: {clash} is a setting and a metric; rename one")
    if roles.seconds:
        metrics[SECONDS] = SECONDS_METRIC
    return Columns(settings, metrics)


def _plural(name: str) -> str:
    """`epochs` for `epoch` and `config/epochs`: what the budget is called."""
    bare = name.rpartition("/")[2].rpartition(".")[2].removeprefix("params_").strip("_")
    return bare if bare.endswith("s") else f"{bare}s"


def _spec(values: pd.Series, called: str, label: str) -> Spec:
    """What a setting is, by its values."""
    missing = bool(values.isna().any())
    known = values.dropna()
    words, example = (
        f"column {called} of {label}",
        f"{called}={known.iloc[0] if len(known) else ''}",
    )
    kind = str(values.dtype)
    task = "task" if called.lower() in TASKS else "tuned"
    more: dict[str, Any] = {
        "label": called.replace("_", " "),
        "optional": missing,
        "role": task,
        "main": len(known.unique()) > 1,
    }
    if kind == "boolean" and not missing:
        return Spec(words, "flag", example, **more)
    if kind == "Int64" or (kind == "float64" and np.isfinite(known).all()):
        scale = spacing([one.item() if hasattr(one, "item") else one for one in known.unique()])
        whole = kind == "Int64"
        return Spec(words, "integer" if whole else "number", example, scale=scale, **more)
    return Spec(words, "text", example, **more)


def _values(values: pd.Series, spec: Spec) -> list[Scalar]:
    """The cells of a setting as plain Python."""
    if spec.kind == "text":
        texts = values.astype("object").map(lambda one: None if _is_missing(one) else str(one))
        return [None if _is_missing(one) else str(one) for one in texts]
    return [cell_value(one) for one in values]


def _frames(
    trials: Trials, roles: Roles, columns: Columns, file: FileRows
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table and the curves."""
    rows = trials.rows.assign(**{"\0name": names_of_runs(trials.rows, roles, file.fingerprint)})
    for name in roles.metrics:
        numbers = rows[name].astype("float64")
        rows[name] = numbers.where(np.isfinite(numbers))
    measured = rows[rows[roles.chooser].notna()]
    if not trials.curves:
        ends = rows
        totals = rows.set_index(RUN)[SPENT]
    else:
        levels = list(lengths(rows))
        reached = measured[measured[SPENT].isin(levels)].assign(**{STATE: "ok", REASON: ""})
        last = rows.drop_duplicates(RUN, keep="last")
        failed = last[(last[STATE] != "ok") & (last[SPENT] < levels[-1])]
        nothing = dict.fromkeys(roles.metrics, math.nan)
        ends = _joined([reached, failed.assign(**{SPENT: levels[-1], TIME: math.nan, **nothing})])
        totals = ends.groupby(RUN)[SPENT].max()
        measured = measured[measured[RUN].isin(totals.index)]
    table = _frame(ends, trials, roles, columns, table_docs(columns), file, {})
    if trials.curves and roles.seconds:
        spent = measured.groupby(RUN)[TIME].diff().fillna(measured[TIME])
        measured = measured.assign(**{TIME: spent})
    extra = {
        "total_epochs": measured[RUN].map(totals).astype("int64").tolist(),
        "epoch": (measured[SPENT] if trials.budget else measured[SPENT] * 0 + 1).tolist(),
    }
    within = [e <= t for e, t in zip(extra["epoch"], extra["total_epochs"], strict=True)]
    curves = _frame(measured, trials, roles, columns, curve_docs(columns), file, extra)
    return table, curves[within].reset_index(drop=True)


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    joined = pd.concat([one for one in frames if len(one)])
    return joined.sort_values([RUN, SPENT], kind="stable").reset_index(drop=True)


def _frame(
    rows: pd.DataFrame,
    trials: Trials,
    roles: Roles,
    columns: Columns,
    docs: Any,
    file: FileRows,
    extra: dict[str, list[Any]],
) -> pd.DataFrame:
    """The columns that have a meaning, in its order and with their plain types."""
    import pandas as pd

    values: dict[str, list[Any]] = {
        roles.settings[name]: _values(rows[name], columns.settings[roles.settings[name]])
        for name in trials.settings
    }
    if columns.budget is not None:
        values[columns.budget] = rows[SPENT].tolist()
    for name, metric in roles.metrics.items():
        values[metric.name] = rows[name].tolist()
    values |= {
        "repeat": rows[REPEAT].tolist(),
        "run_id": rows["\0name"].tolist(),
        "target": [_TARGET] * len(rows),
        "status": rows[STATE].tolist(),
        "reason": rows[REASON].tolist(),
        "data_fingerprint": [file.fingerprint] * len(rows),
        SECONDS: rows[TIME].tolist(),
        **extra,
    }
    frame = pd.DataFrame({name: column(name, values[name], columns) for name in docs})
    return documented(frame, columns)


def _doubts(trials: Trials, table: pd.DataFrame) -> list[str]:
    """What is told of the whole."""
    found = []
    failed = table[table["status"].isin(["error", "timeout", "diverged"])]
    if len(failed):
        found.append(
            f"{counted(len(failed), 'trial')} failed ({failed['reason'].iloc[0]}): a setting with "
            "a failed trial ranks behind those without"
        )
    if trials.curves:
        ends = list(lengths(trials.rows))
        if len(ends) > 1:
            shown = ", ".join(f"{one:,}" for one in ends[:-1])
            found.append(
                f"trainings end after {shown} or {ends[-1]:,} {_plural(trials.budget)}: what was "
                "stopped early has no row at later ones, which are those of settings that "
                "looked good"
            )
    return found


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))
