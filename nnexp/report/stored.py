"""A past sweep as its folder holds it: what every report is made from."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.errors import NnexpError
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.record import columns_of, outcome_of, read_record

if TYPE_CHECKING:
    import pandas as pd


CURVES = "curves.parquet"


class ReportError(NnexpError):
    """A report cannot be made, found or checked."""


def read_sweep(directory: Path) -> SweepData:
    """Read the table and the record of a sweep, and its curves once they are asked for.

    Args:
        directory: the folder of one sweep.

    Raises:
        RecordError: it is not such a folder, or `sweep.yaml` is missing or damaged, or says that
            the sweep was not finished.
        ReportError: the table lacks columns, or holds what none can.
        TableError: the table is missing or damaged.
    """
    from nnexp import table as tables

    record = read_record(directory)
    outcome = outcome_of(record, directory)
    columns = columns_of(record, directory)
    table = tables.load(directory, columns)
    # A setting may be younger than the sweep; what is not a setting has always been there.
    known = set(tables.table_docs(columns)) - set(columns.settings)
    lasting = [*_lasting(columns), *sorted(known)]
    _check_columns(table, lasting, directory / "table.parquet")
    _check_values(table, columns, directory / "table.parquet")
    return SweepData(
        directory=directory,
        columns=columns,
        table=table,
        read_curves=functools.partial(read_curves, directory, columns),
        swept=swept_names(table, columns),
        record=record,
        outcome=outcome,
    )


def _lasting(columns: Columns) -> list[str]:
    """Settings that every table has, however old it is."""
    specs = columns.settings.items()
    always = [name for name, spec in specs if spec.main or spec.role in ("budget", "replicate")]
    return [*always, *columns.data_sets[:2]]


def read_curves(directory: Path, columns: Columns) -> pd.DataFrame:
    """The curves of a sweep, one row per run and unit of its budget.

    Raises:
        ReportError: columns are missing.
        TableError: the curves are missing or damaged.
    """
    from nnexp import table as tables

    curves = tables.load(directory / CURVES, columns)
    _check_columns(curves, ("run_id", "repeat", "epoch", *columns.metrics), directory / CURVES)
    _check_values(curves, columns, directory / CURVES)
    return curves


def swept_names(table: pd.DataFrame, columns: Columns) -> tuple[str, ...]:
    """The settings that differ between rows, in the order of the settings."""
    names = (name for name in columns.settings if name in table.columns)
    return tuple(name for name in names if len(table[name].unique()) > 1)


def _check_columns(frame: pd.DataFrame, known: Iterable[str], path: Path) -> None:
    missing = [name for name in known if name not in frame.columns]
    if missing:
        raise ReportError(
            f"{path}: lacks the columns {', '.join(missing[:5])}"
            f"{' and others' if len(missing) > 5 else ''}; {_REPAIR}"
        )


def _check_values(frame: pd.DataFrame, columns: Columns, path: Path) -> None:
    from nnexp.table import impossible_value

    if (problem := impossible_value(frame, columns)) is not None:
        raise ReportError(f"{path}: {problem}; {_REPAIR}")


_REPAIR = "run the sweep again with the same command: what the store knows is not trained again"
