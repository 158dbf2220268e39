"""Whether curves say what the table says: every trial is one row of the curve of its run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.plural import counted
from nnexp.report.stored import CURVES, ReportError
from nnexp.table import TableError
from nnexp.trainables.trainable import SECONDS

if TYPE_CHECKING:
    import pandas as pd

# Seconds of a trial are a sum over the curve, which may be added up in another order.
_CLOSE = 1e-9


def curve_problems(table: pd.DataFrame, curves: pd.DataFrame, columns: Columns) -> Iterator[str]:
    """A line for each metric of which curves and table say different things, and for lost runs.

    Args:
        table: one row per trial: `run_id`, `status`, the budget and the metrics.
        curves: one row per run and unit of the budget: `run_id`, `epoch` and the metrics. A run
            that serves points of different settings is there once for each of them.
        columns: what their columns mean.

    Yields:
        Text without the folder's name, to be read by people.
    """
    done = _done(table, columns)
    unit, metrics = columns.unit, columns.metrics
    yield from _forked(curves, unit)
    curves = curves.drop_duplicates(["run_id", "epoch"]).sort_values(["run_id", "epoch"])
    if SECONDS in metrics:
        curves = curves.assign(**{SECONDS: curves.groupby("run_id")[SECONDS].cumsum()})
    found = done.merge(
        curves,
        on=["run_id", "epoch"],
        how="left",
        suffixes=("", "_curve"),
        indicator="there",
    )
    missing = found[found["there"] == "left_only"]
    if len(missing):
        first = missing.iloc[0]
        yield (
            f"{CURVES}: lacks {columns.spent(len(missing))} that the table has; the first is "
            f"{unit} {first['epoch']} of run {first['run_id']}"
        )
    strange = ~curves["run_id"].isin(table["run_id"])
    if strange.any():
        yield f"{CURVES}: run {curves['run_id'][strange].iloc[0]} is not in the table"
    found = found[found["there"] == "both"]
    for name in metrics:
        ours, theirs = found[name], found[f"{name}_curve"]
        apart = (ours - theirs).abs()
        same = (apart <= _CLOSE * ours.abs()) if name == SECONDS else ours == theirs
        wrong = found[~(same | (ours.isna() & theirs.isna()))]
        if len(wrong):
            first = wrong.iloc[0]
            yield (
                f"{CURVES}: {name} differs from the table in {counted(len(wrong), 'place')}; the "
                f"first is {unit} {first['epoch']} of run {first['run_id']}: "
                f"{first[f'{name}_curve']} is not {first[name]}"
            )


def _done(table: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """What the table says of runs, each `epoch` of one once."""
    done = table[table["status"] == "ok"]
    spent = 1 if columns.budget is None else done[columns.budget]
    return done.assign(epoch=spent).drop_duplicates(["run_id", "epoch"])


def compared(table: pd.DataFrame, columns: Columns) -> int:
    """How many numbers of curves `curve_problems` compares."""
    return len(_done(table, columns)) * len(columns.metrics)


def read_both(directory: Path, columns: Columns) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Table and curves as `curve_problems` takes them, read without what made the page.

    Raises:
        ReportError: columns are missing.
        TableError: a file is missing or damaged.
    """
    table = ("run_id", "status", *columns.budgets, *columns.metrics)
    curves = ("run_id", "epoch", *columns.metrics)
    return _read(directory / "table.parquet", table), _read(directory / CURVES, curves)


def _read(path: Path, names: tuple[str, ...]) -> pd.DataFrame:
    import pyarrow.parquet as parquet

    try:
        with parquet.ParquetFile(path) as file:
            rows = file.read(columns=list(names), use_threads=False)
        frame: pd.DataFrame = rows.replace_schema_metadata(None).to_pandas(use_threads=False)
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: cannot be read ({error})") from error
    missing = [name for name in names if name not in frame]
    if missing:
        raise ReportError(f"{path}: lacks the columns {', '.join(missing)}")
    return frame


def _forked(curves: pd.DataFrame, unit: str) -> Iterator[str]:
    """Runs of which two rows say different things of the same epoch."""
    distinct = curves.drop_duplicates()
    twice = distinct[distinct.duplicated(["run_id", "epoch"])]
    if len(twice):
        first = twice.iloc[0]
        yield (
            f"{CURVES}: says different things of {unit} {first['epoch']} of run {first['run_id']}"
        )
