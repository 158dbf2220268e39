"""The rows of a CSV or Parquet file as plain columns: numbers, truths and text, nothing else.

Both are read by Arrow, which makes values and never objects: nothing in a file is run, imported or
unpickled. Columns of anything else (times, lists, structures, bytes) are left out and named.
"""

from __future__ import annotations

import csv as _csv
import dataclasses
import gzip
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.errors import WrongInputError
from nnexp.files.bounded import file_size, read_bytes
from nnexp.process.room import free_memory, size
from nnexp.settings import shown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KINDS = (".csv", ".tsv", ".csv.gz", ".parquet")

_NAME = "name a CSV or Parquet file with a row per trial, or per trial and epoch"

# Bytes that a file may have, and about those that a cell takes while frames are made of it.
_LARGEST, _PER_CELL = 2_000_000_000, 100
_MOST_COLUMNS = 5_000


class ForeignTableError(WrongInputError):
    """A file cannot be read as a table of trials, or not in the way that was asked for."""


@dataclasses.dataclass(frozen=True, eq=False)
class FileRows:
    """What a file holds."""

    frame: pd.DataFrame
    """Columns as the file names them."""
    left_out: tuple[str, ...]
    """Columns of what a setting or a metric never is."""
    fingerprint: str
    """SHA-256 of the file."""


def is_table_file(path: Path) -> bool:
    """Whether a file is called as tables are."""
    return path.name.lower().endswith(KINDS)


def read_rows(path: Path) -> FileRows:
    """The rows of a file.

    Raises:
        ForeignTableError: it is not there, no table, or too large.
    """
    import pyarrow as pa

    if not is_table_file(path):
        raise ForeignTableError(
            f"{path}: is called neither .csv, .tsv, .csv.gz nor .parquet; {_NAME}"
        )
    try:
        if not path.exists():
            raise ForeignTableError(f"{path}: there is no such file; {_NAME}")
        if (bytes_ := file_size(path)) == 0:
            raise ForeignTableError(f"{path}: is empty; {_NAME}")
        content = read_bytes(path, _room(path, bytes_))
        parquet = path.suffix.lower() == ".parquet"
        table = _parquet(content, path) if parquet else _csv_table(_unpacked(content, path), path)
        return _plain(table, path, hashlib.sha256(content).hexdigest())
    except ForeignTableError:
        raise
    except (OSError, ValueError, LookupError, ArithmeticError, TypeError, EOFError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ForeignTableError(
            f"{path}: is not a table ({' '.join(why.split())[:160]}); {_NAME}"
        ) from error
    except (MemoryError, NotImplementedError, pa.ArrowException) as error:
        raise ForeignTableError(
            f"{path}: cannot be read ({' '.join(str(error).split())[:160]}); {_NAME}"
        ) from error


def _room(path: Path, bytes_: int) -> int:
    room = free_memory()
    most = _LARGEST if room is None else min(_LARGEST, room // 4)
    if bytes_ > most:
        raise ForeignTableError(
            f"{path}: has {size(bytes_)}, and no more than {size(most)} are read; "
            "keep the columns and rows that matter"
        )
    return most


def _unpacked(content: bytes, path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return content
    with gzip.open(io.BytesIO(content)) as file:
        unpacked = file.read(_room(path, len(content)) + 1)
    _room(path, len(unpacked))
    return unpacked


def _parquet(content: bytes, path: Path) -> pa.Table:
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(pa.BufferReader(content)) as file:
        fields = file.schema_arrow
        _see_columns(fields.names, path)
        _see_cells(file.metadata.num_rows, len(fields), path)
        texts = [field.name for field in fields if _is_text(field.type)]
    # Text as numbers into a list of different texts: a long one may stand there a million times.
    with parquet.ParquetFile(pa.BufferReader(content), read_dictionary=texts) as file:
        plain = [field.name for field in fields if _is_plain(field.type)]
        rows = file.read(columns=plain, use_threads=False)
    for name in fields.names:
        if name not in plain:
            rows = rows.append_column(name, pa.nulls(rows.num_rows, pa.binary()))
    return rows.replace_schema_metadata(None)


def _csv_table(content: bytes, path: Path) -> pa.Table:
    from pyarrow import csv

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ForeignTableError(
            f"{path}: is not text in UTF-8 (byte {error.start + 1:,}); save it as CSV UTF-8"
        ) from error
    if "\0" in text:
        raise ForeignTableError(f"{path}: holds zero bytes, so it is no text; {_NAME}")
    separator = _separator(text, path)
    head = next(_csv.reader(io.StringIO(text), delimiter=separator), [])
    _see_columns([name.strip() for name in head], path)
    _see_cells(text.count("\n") + 1, len(head), path)
    return csv.read_csv(
        io.BytesIO(text.encode()),
        read_options=csv.ReadOptions(use_threads=False, encoding="utf8"),
        parse_options=csv.ParseOptions(delimiter=separator, newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            null_values=["", "NA", "N/A", "null", "None", "NULL", "<NA>"],
            strings_can_be_null=True,
            decimal_point="," if separator == ";" and _decimal_commas(text) else ".",
        ),
    )


def _separator(text: str, path: Path) -> str:
    first = text.partition("\n")[0]
    found = max((",", ";", "\t"), key=first.count)
    if first.count(found) == 0:
        raise ForeignTableError(
            f"{path}: its first line, '{shown(first.strip())}', has one column; it must name "
            "columns, separated by commas, semicolons or tabs"
        )
    return found


def _decimal_commas(text: str) -> bool:
    """Whether numbers are written as 0,1: as where a semicolon separates them."""
    cells = [cell for line in text.splitlines()[1:50] for cell in line.split(";")]
    return any(one.strip().replace(",", "", 1).isdigit() and "," in one for one in cells)


def _plain(table: pa.Table, path: Path, fingerprint: str) -> FileRows:
    import pandas as pd
    import pyarrow as pa

    if not table.num_rows:
        raise ForeignTableError(f"{path}: has no rows; {_NAME}")
    columns: dict[str, Any] = {}
    left_out = []
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_null(column.type):
            continue
        if not _is_plain(column.type) and not pa.types.is_dictionary(column.type):
            left_out.append(name)
            continue
        if pa.types.is_dictionary(column.type):
            _see_length(column, path)
            column = column.cast(column.type.value_type)
        columns[name.strip()] = _values(column)
    return FileRows(pd.DataFrame(columns), tuple(left_out), fingerprint)


def _values(column: pa.ChunkedArray) -> pd.Series:
    """Numbers as float64 or Int64, truths as boolean, text as str; missing where there is none."""
    import pandas as pd
    import pyarrow as pa

    kind = column.type
    if pa.types.is_boolean(kind):
        return pd.Series(column.to_pylist(), dtype="boolean")
    if pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        whole = column.cast(pa.int64())
        return pd.Series(pd.array(whole.to_pylist(), dtype="Int64"))
    if pa.types.is_floating(kind) or pa.types.is_uint64(kind) or pa.types.is_decimal(kind):
        return pd.Series(column.cast(pa.float64()).to_pandas(), dtype="float64")
    return _numbers(pd.Series(column.to_pylist(), dtype="str"))


def _numbers(texts: pd.Series) -> pd.Series:
    """Text that is all numbers, as MLflow writes its parameters, as what it says."""
    import pandas as pd

    if not texts.notna().any():
        return texts
    if set(texts.dropna().str.lower()) <= {"true", "false"}:
        return texts.str.lower().map({"true": True, "false": False}).astype("boolean")
    numbers = pd.to_numeric(texts, errors="coerce")
    if not (numbers.notna() | texts.isna() | texts.str.lower().eq("nan")).all():
        return texts
    whole = numbers.dropna()
    if texts.dropna().str.fullmatch(r"[+-]?\d{1,18}").all() and len(whole):
        return numbers.astype("Int64")
    return numbers.astype("float64")


def _is_text(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _is_plain(kind: pa.DataType) -> bool:
    from pyarrow import types

    fits = (types.is_integer, types.is_floating, types.is_boolean, types.is_null, types.is_decimal)
    return _is_text(kind) or any(one(kind) for one in fits)


def _see_columns(names: list[str], path: Path) -> None:
    if len(names) > _MOST_COLUMNS:
        raise ForeignTableError(
            f"{path}: has {len(names):,} columns, and no more than {_MOST_COLUMNS:,} are read"
        )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ForeignTableError(f"{path}: column '{shown(twice)}' is there twice; rename one")


def _see_cells(rows: int, columns: int, path: Path) -> None:
    room = free_memory()
    if room is not None and rows * columns * _PER_CELL > room:
        raise ForeignTableError(
            f"{path}: {rows:,} rows of {columns:,} columns need about "
            f"{size(rows * columns * _PER_CELL)} of memory, and {size(room)} are free"
        )


def _see_length(column: pa.ChunkedArray, path: Path) -> None:
    from nnexp.table.loading import length_of

    total, room = length_of(column), free_memory()
    if room is not None and 2 * total > room:
        raise ForeignTableError(
            f"{path}: its text needs {size(2 * total)} of memory, and {size(room)} are free"
        )
