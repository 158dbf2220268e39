"""The Arrow types of table and curves: one schema for every sweep, whatever it varied.

Files of many sweeps can therefore be read as one, by pandas, polars, DuckDB and the like. What
differs from the frames in memory are layers, as `hidden_nodes`: text, `30` or `[100,50]`, since a
sweep may hold both. `nnexp.table.load` makes them numbers again where every row is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.table.columns import dtypes

if TYPE_CHECKING:
    import pyarrow as pa


def layered(names: Iterable[str], columns: Columns) -> list[str]:
    """Those of the names that hold layers."""
    specs = columns.settings
    return [name for name in names if name in specs and specs[name].kind == "layers"]


def schema(names: Iterable[str], columns: Columns) -> pa.Schema:
    """The fields of these columns, in their order; columns without a meaning are left out.

    Args:
        names: of columns.
        columns: what they mean.

    Returns:
        float64, int64, bool or string for each; any may have missing values.
    """
    import pyarrow as pa

    types = {"float64": pa.float64(), "str": pa.string(), "bool": pa.bool_()}
    kinds = dtypes(names := list(names), columns) | dict.fromkeys(layered(names, columns), "str")
    return pa.schema(
        [(name, types.get(kinds[name], pa.int64())) for name in names if name in kinds]
    )


def typed(frame: pa.Table, columns: Columns) -> pa.Table:
    """The same rows with the types of the schema; unknown columns stay as they are.

    Raises:
        pyarrow.ArrowException: a column holds what is not of its type.
    """
    for field in schema(frame.column_names, columns):
        place = frame.column_names.index(field.name)
        frame = frame.set_column(place, field, frame.column(place).cast(field.type))
    return frame
