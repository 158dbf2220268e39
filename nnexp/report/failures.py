"""Failed trials, told in a few lines: what happened, how often, and what they share."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import pandas as pd

from nnexp.columns import Columns
from nnexp.table.levels import level, ordered

_MOST_VALUES = 3


@dataclasses.dataclass(frozen=True)
class Failure:
    """Trials that failed in the same way."""

    trials: int
    status: str
    reason: str
    """The first one's words; the others' may differ in numbers."""
    alike: bool
    """Whether all have the same words."""
    settings: tuple[str, ...]
    """`lr=10` for each swept setting that takes few values among these trials."""


def failures(table: pd.DataFrame, swept: Sequence[str], columns: Columns) -> list[Failure]:
    """Failed trials by what happened, most frequent first.

    Args:
        table: one row per trial.
        swept: dotted names that differ between the grid points.
        columns: what the table's columns mean.
    """
    failed = table[~table["status"].isin(["ok", "not_run"])]
    reason = failed["reason"].astype("str").fillna("")
    # Sample and epoch numbers make every message different, though what happened is the same.
    kind = failed["status"].astype("str") + reason.str.replace(r"[-+.\d]+", "#", regex=True)
    found = []
    for _, index in failed.groupby(kind, sort=False).groups.items():
        rows = failed.loc[index]
        found.append(
            Failure(
                trials=len(rows),
                status=str(rows["status"].iloc[0]),
                reason=str(reason.loc[index].iloc[0]),
                alike=bool((reason.loc[index] == reason.loc[index].iloc[0]).all()),
                settings=tuple(_shared(table, rows, columns.chosen(swept))),
            )
        )
    return sorted(found, key=lambda failure: -failure.trials)


def _shared(table: pd.DataFrame, rows: pd.DataFrame, swept: Sequence[str]) -> Iterator[str]:
    """What the rows have in common: settings of few values, which are not all of the sweep."""
    for name in swept:
        values = ordered(level(value) for value in rows[name].unique())
        if len(values) <= _MOST_VALUES and len(values) < table[name].nunique(dropna=False):
            yield f"{name}={','.join(values)}"
