"""A table read back: whoever wrote the file, it is a table, or one line says why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.files.bounded import file_size
from nnexp.process.room import free_memory
from nnexp.settings import shown_argument
from nnexp.table.columns import curve_docs, dtypes, layers, table_docs
from nnexp.table.files import FORMULA, TABLE, TableError
from nnexp.table.schema import layered, schema, typed
from nnexp.trainables import registry

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_NAME = f"name a sweep's folder or its {TABLE}"

# Bytes of a cell while a frame is made of it: in Arrow and in pandas.
_PER_CELL = 16
_LONGEST_HEAD = 100_000


def load(path: Path | str, columns: Columns | None = None) -> pd.DataFrame:
    """The table of a sweep, with the meaning of each column in `.attrs["columns"]`.

    Args:
        path: a sweep's folder, or a Parquet or CSV file of a table or of curves.
        columns: what they mean; those of the book's network unless given. What has no meaning
            stays as it is.

    Returns:
        The rows as they were, with plain column types.

    Raises:
        TableError: there is no such file, it is not a table, or it does not fit into memory.
    """
    if not isinstance(path, (str, Path)):
        raise TableError(f"{shown_argument(path)}: must be a path; {_NAME}")
    path, columns = Path(path), columns or registry.columns_of()
    file = path / TABLE if path.is_dir() else path
    if not file.exists():
        raise TableError(f"{path}: {_missing(path)}")
    try:
        file_size(file)
        rows = _read_csv(file, columns) if file.suffix == ".csv" else _read_parquet(file)
        frame = _frame(typed(rows, columns), columns)
    except TableError as error:
        raise TableError(f"{file}: {error}") from error
    except _UNREADABLE as error:
        reason = (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip()
        raise TableError(
            f"{file}: this is not a table ({reason.splitlines()[0][:200]}); {_NAME}"
        ) from error
    return documented(frame, columns)


def documented(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The same frame with the meaning of its columns in `.attrs["columns"]`."""
    docs = curve_docs(columns) if "epoch" in frame.columns else table_docs(columns)
    frame.attrs["columns"] = {name: docs[name] for name in frame.columns if name in docs}
    return frame


# What files that are damaged, cut off or made to do harm make Arrow and pandas raise.
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    NotImplementedError,
    MemoryError,
)


def _missing(path: Path) -> str:
    if path.is_dir():
        return f"no {TABLE} in this folder; name the folder of one sweep, results/<name>/<time>"
    return f"there is no such file or folder; {_NAME}"


def _read_parquet(path: Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    # Text is read as numbers into a list of the different texts: a few bytes of a file can stand
    # for the same long text a million times.
    with parquet.ParquetFile(path) as file:
        fields = file.schema_arrow
        texts = [field.name for field in fields if _is_text(field.type)]
        _see_names(fields.names)
        _see_room(file.metadata.num_rows, len(fields))
    with parquet.ParquetFile(path, read_dictionary=texts) as file:
        # Without threads: where none can be started, under `ulimit -v`, Arrow waits for ever.
        rows = file.read(use_threads=False)
    _see_types(rows.schema)
    # What pandas notes of its frames in a file is not needed, and may be anything.
    rows = rows.replace_schema_metadata(None)
    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            _see_length(rows.column(place))
            rows = rows.set_column(place, field.name, rows.column(place).cast(pa.string()))
    return rows


def _read_csv(path: Path, columns: Columns) -> pa.Table:
    import pyarrow as pa
    from pyarrow import compute, csv

    with path.open(encoding="utf-8") as lines:
        head = lines.readline(_LONGEST_HEAD)
    if len(head) == _LONGEST_HEAD:
        raise TableError(f"its first line has over {_LONGEST_HEAD:,} characters; {_NAME}")
    names = head.strip().split(",")
    _see_names(names)
    _see_room(file_size(path) // _PER_CELL + 1, 1)
    rows = csv.read_csv(
        path,
        read_options=csv.ReadOptions(use_threads=False),
        convert_options=csv.ConvertOptions(
            column_types=schema(names, columns), null_values=[""], strings_can_be_null=True
        ),
    )
    for field in schema(names, columns):
        if field.type == pa.string():
            place = rows.column_names.index(field.name)
            plain = compute.replace_substring_regex(rows.column(place), f"^'({FORMULA})", r"\1")
            rows = rows.set_column(place, field, plain)
    return rows


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _see_names(names: list[str]) -> None:
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise TableError(f"column {twice[:40]!r} is there twice; {_NAME}")


def _see_types(fields: pa.Schema) -> None:
    """Refuse what no column of a table is: lists, structures, bytes, times."""
    from pyarrow import types

    plain = (types.is_integer, types.is_floating, types.is_boolean, types.is_null)
    for field in fields:
        text = types.is_dictionary(field.type) and _is_text(field.type.value_type)
        if not text and not any(fits(field.type) for fits in plain):
            raise TableError(
                f"column {field.name[:40]!r} holds {str(field.type)[:60]}, where tables hold "
                f"numbers, text, true and false; {_NAME}"
            )


def _see_room(rows: int, columns: int) -> None:
    room = free_memory()
    if room is not None and rows * columns * _PER_CELL > room:
        raise TableError(
            f"{rows:,} rows of {columns:,} columns need about {rows * columns * _PER_CELL:,} "
            f"bytes of memory, and {room:,} are free"
        )


def _see_length(column: pa.ChunkedArray) -> None:
    """Refuse text that takes no room in its file and more than there is in memory."""
    total, room = length_of(column), free_memory()
    if room is not None and 2 * total > room:
        raise TableError(f"its text needs {2 * total:,} bytes of memory, and {room:,} are free")


def length_of(column: pa.ChunkedArray) -> int:
    """The bytes of all texts of a column that was read as numbers into its different texts."""
    import numpy as np
    from pyarrow import compute

    total = 0
    for chunk in column.chunks:
        lengths = compute.binary_length(chunk.dictionary).to_numpy(zero_copy_only=False)
        places = chunk.indices.drop_null().to_numpy(zero_copy_only=False)
        total += int(np.bincount(places, minlength=len(lengths)) @ np.nan_to_num(lengths))
    return total


def _frame(rows: pa.Table, columns: Columns) -> pd.DataFrame:
    """The rows as pandas has them, once they are seen to be those of a table."""
    types = dtypes(rows.column_names, columns)
    optional = {name for name, spec in columns.settings.items() if spec.optional}
    for field in schema(rows.column_names, columns):
        missing = rows.column(field.name).null_count
        if (
            missing
            and types.get(field.name) != "float64"
            and field.name not in (*optional, "reason")
        ):
            raise TableError(f"column {field.name}: lacks {missing:,} values; {_NAME}")
    frame: pd.DataFrame = rows.to_pandas(types_mapper=_nullable, use_threads=False)
    frame = frame.astype(types)
    for name in layered(frame.columns, columns):
        frame[name] = layers(frame[name].tolist())
    if "reason" in frame:
        frame["reason"] = frame["reason"].fillna("")
    return frame


def _nullable(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    import pandas as pd
    import pyarrow as pa

    return pd.Int64Dtype() if kind == pa.int64() else None
