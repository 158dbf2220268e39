"""The table and the curves on disk: Parquet for programs, CSV for everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nnexp.datasets.replacement import beside
from nnexp.errors import NnexpError
from nnexp.settings import shown_argument
from nnexp.table.columns import COLUMN_DOCS, CURVE_DOCS, dtypes, layers

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "table.parquet"
TABLE_CSV = "table.csv"
CURVES = "curves.parquet"
_NAME = f"name a sweep's folder or its {TABLE}"


class TableError(NnexpError):
    """A table cannot be written or read."""


def write(table: pd.DataFrame, directory: Path) -> tuple[Path, Path]:
    """Write `table.parquet` and `table.csv`; both give every number back to the bit.

    Args:
        table: one row per trial.
        directory: an existing folder.

    Returns:
        The two files.

    Raises:
        TableError: the folder cannot be written to.
    """
    parquet, text = directory / TABLE, directory / TABLE_CSV
    _replace(parquet, lambda path: table.to_parquet(path, index=False))
    _replace(text, lambda path: _write_csv(table, path))
    return parquet, text


def write_curves(curves: pd.DataFrame, directory: Path) -> Path:
    """Write `curves.parquet`; see `write`."""
    path = directory / CURVES
    _replace(path, lambda path: curves.to_parquet(path, index=False))
    return path


def load(path: Path | str) -> pd.DataFrame:
    """The table of a sweep, with the meaning of each column in `.attrs["columns"]`.

    Args:
        path: a sweep's folder, or a Parquet or CSV file of a table or of curves.

    Returns:
        The rows as they were, with plain column types.

    Raises:
        TableError: there is no such file, or it is not a table.
    """
    if not isinstance(path, (str, Path)):
        raise TableError(f"{shown_argument(path)}: must be a path; {_NAME}")
    path = Path(path)
    file = path / TABLE if path.is_dir() else path
    if not file.is_file():
        raise TableError(f"{path}: {_missing(path)}")
    try:
        frame = _read_csv(file) if file.suffix == ".csv" else pd.read_parquet(file)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise TableError(f"{file}: this is not a table ({reason}); {_NAME}") from error
    return documented(frame)


def documented(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame with the meaning of its columns in `.attrs["columns"]`."""
    docs: Mapping[str, str] = CURVE_DOCS if "epoch" in frame.columns else COLUMN_DOCS
    frame.attrs["columns"] = {name: docs[name] for name in frame.columns if name in docs}
    return frame


def _missing(path: Path) -> str:
    if path.is_dir():
        return f"no {TABLE} in this folder; name the folder of one sweep, results/<name>/<time>"
    return f"there is no such file or folder; {_NAME}"


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


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    # Arrow writes the shortest text that reads back to the same bits, ten times as fast as pandas.
    with path.open("wb") as file:
        file.write((",".join(table.columns) + "\n").encode())
        rows = pa.Table.from_pandas(table, preserve_index=False)
        csv.write_csv(rows, file, csv.WriteOptions(include_header=False))


def _read_csv(path: Path) -> pd.DataFrame:
    from pyarrow import csv

    with path.open(encoding="utf-8") as lines:
        names = lines.readline().strip().split(",")
    types = dtypes(names)
    table = csv.read_csv(
        path,
        convert_options=csv.ConvertOptions(
            column_types={name: _arrow_type(kind) for name, kind in types.items()}
            | ({"hidden_nodes": _arrow_type("str")} if "hidden_nodes" in names else {}),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    frame: pd.DataFrame = table.to_pandas(types_mapper=_nullable).astype(types)
    if "hidden_nodes" in frame:
        frame["hidden_nodes"] = layers(frame["hidden_nodes"].tolist())
    if "reason" in frame:
        frame["reason"] = frame["reason"].fillna("")
    return frame


def _arrow_type(kind: str) -> pa.DataType:
    import pyarrow as pa

    plain = {"float64": pa.float64(), "str": pa.string(), "bool": pa.bool_()}
    return plain.get(kind, pa.int64())


def _nullable(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    import pyarrow as pa

    return pd.Int64Dtype() if kind == pa.int64() else None
