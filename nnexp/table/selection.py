"""Which rows of a table have a setting, and the setting that a row has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nnexp.columns import Columns, cell_value
from nnexp.settings import Scalar, as_text

if TYPE_CHECKING:
    import pandas as pd


def rows_with(table: pd.DataFrame, wanted: Mapping[str, Scalar], columns: Columns) -> pd.DataFrame:
    """The rows with these settings.

    Args:
        table: one row per trial. A setting that is younger than it has its default in every row.
        wanted: settings under their dotted names, as `settings.flatten` gives them.
        columns: what its columns mean.
    """
    for name, value in wanted.items():
        if name in table:
            column, text = table[name], as_text(cell_value(value))
            # By a mask, since not every pandas finds a missing value by its key.
            same = [cell for cell in column.unique() if as_text(cell_value(cell)) == text]
            table = table[column.isna() if cell_value(value) is None else column.isin(same)]
        elif name not in columns.defaults or as_text(value) != as_text(columns.defaults[name]):
            table = table.iloc[:0]
    return table


def setting_of(row: Mapping[Any, Any], columns: Columns) -> dict[str, Scalar]:
    """The settings of a row, as `settings.flatten` gives them."""
    return {name: cell_value(row[name]) for name in columns.settings if name in row}
