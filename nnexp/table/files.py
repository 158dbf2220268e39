"""The table and the curves on disk: Parquet for programs, CSV for everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.errors import NnexpError
from nnexp.files.replacement import beside
from nnexp.table.schema import layered, typed

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TABLE = "table.parquet"
TABLE_CSV = "table.csv"
CURVES = "curves.parquet"

FORMULA = r"[=+\-@\t\r']"
"""What text begins with that a spreadsheet takes for a formula, and the sign that tells it not to.

A user's words may begin so. In CSV they stand behind a `'`, as spreadsheets have it; `load` takes
it away again.
"""


class TableError(NnexpError):
    """A table cannot be written or read."""


def write(table: pd.DataFrame, directory: Path, columns: Columns) -> tuple[Path, Path]:
    """Write `table.parquet` and `table.csv`; both give every number back to the bit.

    Args:
        table: one row per trial.
        directory: an existing folder.
        columns: what its columns mean.

    Returns:
        The two files.

    Raises:
        TableError: the folder cannot be written to.
    """
    parquet, text = directory / TABLE, directory / TABLE_CSV
    _replace(parquet, lambda path: _write_parquet(table, path, columns))
    _replace(text, lambda path: _write_csv(table, path))
    return parquet, text


def write_curves(curves: pd.DataFrame, directory: Path, columns: Columns) -> Path:
    """Write `curves.parquet`; see `write`."""
    path = directory / CURVES
    _replace(path, lambda path: _write_parquet(curves, path, columns))
    return path


def _replace(path: Path, write_to: Callable[[Path], None]) -> None:
    """Write beside the file, then put it in place: a kill leaves the old file or the new one."""
    try:
        with beside(path) as written:
            write_to(written)
    except OSError as error:
        raise TableError(
            f"{path}: cannot be written ({error.strerror or error}); make the folder writable or "
            "make room, and repeat the command: what is complete is kept"
        ) from error


def _write_parquet(frame: pd.DataFrame, path: Path, columns: Columns) -> None:
    import pyarrow.parquet as parquet

    parquet.write_table(_arrow(frame, columns), path)


def _arrow(frame: pd.DataFrame, columns: Columns) -> pa.Table:
    """The rows with the types of the schema, whatever those of the frame are."""
    import pyarrow as pa

    layers = {name: frame[name].astype("str") for name in layered(frame.columns, columns)}
    rows = pa.Table.from_pandas(frame.assign(**layers), preserve_index=False)
    return typed(rows, columns)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import compute, csv

    rows = pa.Table.from_pandas(table, preserve_index=False)
    for place, field in enumerate(rows.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            plain = compute.replace_substring_regex(rows.column(place), f"^({FORMULA})", r"'\1")
            rows = rows.set_column(place, field.name, plain)
    # Arrow writes the shortest text that reads back to the same bits, ten times as fast as pandas.
    with path.open("wb") as file:
        file.write((",".join(table.columns) + "\n").encode())
        csv.write_csv(rows, file, csv.WriteOptions(include_header=False))
