"""What a number on a page must be, worked out from rows in plain Python.

This is the second way to every number: it shares no code with `nnexp.analysis`, which the
page was made with, so that a mistake in either shows.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nnexp.table.columns import SETTINGS

Row = Mapping[str, Any]
Rows = Sequence[Row]

SETTING_NAMES = tuple(entry.name for entry in SETTINGS)
# Two means that differ by less are the same mean, added up in another order.
_SAME = 1e-12


def recount(what: str, of: str, rows: Rows) -> Any:
    """The value of a claim, or a set of values where several would be right.

    Args:
        what: the claim, a key of `number.CLAIMS`.
        of: the column, setting or status that it is about.
        rows: the rows that it is about.

    Raises:
        KeyError: there is no such claim.
    """
    return _CLAIMS[what](rows, of)


def limited(rows: Rows, where: Mapping[str, Any]) -> list[Row]:
    """The rows with these settings."""
    return [row for row in rows if all(_same(row[name], where[name]) for name in where)]


def identity(row: Row) -> tuple[Any, ...]:
    """What tells a trial from all others: its settings and its repeat."""
    return (*(_hashable(row.get(name)) for name in SETTING_NAMES), row["repeat"])


def _values(rows: Rows, column: str) -> list[float]:
    return [
        float(row[column])
        for row in rows
        if row["status"] == "ok" and row[column] is not None and math.isfinite(row[column])
    ]


def _mean(rows: Rows, column: str) -> float:
    values = _values(rows, column)
    return statistics.fmean(values) if values else math.nan


def _half(rows: Rows, column: str) -> float:
    from scipy.stats import t

    values = _values(rows, column)
    if len(values) < 2:
        return math.nan
    spread = statistics.stdev(values) / math.sqrt(len(values))
    return float(t.interval(0.95, len(values) - 1)[1]) * spread


def _combinations(rows: Rows) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by everything that is a setting to choose: not the seed, which only repeats."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = tuple(_hashable(row.get(name)) for name in SETTING_NAMES if name != "seed")
        groups.setdefault(key, []).append(row)
    return groups


def _best(rows: Rows, setting: str, select_on: str) -> set[Any]:
    """The values of a setting in every combination that no other one beats."""
    accuracy, loss = f"{select_on}_accuracy", f"{select_on}_loss"
    groups = [group for group in _combinations(rows).values() if _values(group, accuracy)]
    complete = [group for group in groups if all(row["status"] == "ok" for row in group)]
    groups = complete or groups
    top = max((_mean(group, accuracy) for group in groups), default=math.nan)
    groups = [group for group in groups if _mean(group, accuracy) >= top - _SAME]
    least = min((_mean(group, loss) for group in groups), default=math.nan)
    groups = [group for group in groups if not _mean(group, loss) > least + _SAME]
    return {group[0][setting] for group in groups}


def masked(reason: str | None) -> str:
    """A reason without the numbers that make every one different."""
    return re.sub(r"[-+.\d]+", "#", reason or "")


def _alike(rows: Rows, of: str) -> int:
    status, _, reason = of.partition(": ")
    return sum(row["status"] == status and masked(row["reason"]) == reason for row in rows)


def _same(cell: Any, wanted: Any) -> bool:
    return bool(_hashable(cell) == _hashable(wanted))


def _hashable(cell: Any) -> Any:
    """A missing value equals a missing value; 1 and true are not the same setting."""
    if cell is None or cell != cell:
        return None
    return ("flag", cell) if isinstance(cell, bool) else cell


_CLAIMS: dict[str, Callable[[Rows, str], Any]] = {
    "trials": lambda rows, _of: len(rows),
    "points": lambda rows, _of: len({identity(row)[:-1] for row in rows}),
    "runs": lambda rows, _of: len({row["run_id"] for row in rows}),
    "status": lambda rows, of: sum(row["status"] == of for row in rows),
    "failures": lambda rows, _of: sum(row["status"] not in ("ok", "not_run") for row in rows),
    "alike": _alike,
    "levels": lambda rows, of: len({_hashable(row[of]) for row in rows}),
    "settings": lambda rows, of: sum(
        bool(_values(group, of)) for group in _combinations(rows).values()
    ),
    "values": lambda rows, of: len(_values(rows, of)),
    "mean": _mean,
    "low": lambda rows, of: _mean(rows, of) - _half(rows, of),
    "high": lambda rows, of: _mean(rows, of) + _half(rows, of),
    "best by validation": lambda rows, of: _best(rows, of, "validation"),
    "best by test": lambda rows, of: _best(rows, of, "test"),
}
