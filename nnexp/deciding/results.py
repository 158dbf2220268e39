"""What is known so far of the trials of a question."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from nnexp.columns import cell_value
from nnexp.deciding.question import Question
from nnexp.deciding.step import Point
from nnexp.settings import as_whole

FAILED = ("diverged", "error", "timeout")
"""What a training may end with that another one at the same setting may, too."""


@dataclasses.dataclass(frozen=True, eq=False)
class Results:
    """Frames with the usual columns, of all trials that were asked for so far and of no others."""

    table: pd.DataFrame
    curves: pd.DataFrame


@dataclasses.dataclass(frozen=True)
class Stop:
    """Sent in place of results where there is no time for the step: it ends with what is known."""


class Seen(Protocol):
    """What deciding reads of results; simulated sweeps have it without frames."""

    def values(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """(repeats,) the metric; NaN where it is missing."""

    def failed(self, point: Point, repeats: range) -> np.ndarray:
        """(repeats,) whether the run diverged, raised or took too long."""

    def curves(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """(repeats, budget) the metric after each unit; NaN where it is missing."""


class FrameSeen:
    """`Seen` in frames."""

    def __init__(self, question: Question, results: Results) -> None:
        self._question, self._results = question, results
        axes, table = list(question.axes), results.table
        points = zip(*(map(cell_value, table[name]) for name in axes), strict=True)
        self._rows: dict[tuple[object, ...], int] = {
            (*point, int(repeat)): row
            for row, (point, repeat) in enumerate(zip(points, table["repeat"], strict=True))
        }
        self._status = table["status"].to_numpy(dtype=object)
        self._columns: dict[str, np.ndarray] = {}
        self._runs: Mapping[object, np.ndarray] | None = None

    def values(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `Seen`."""
        if metric not in self._columns:
            self._columns[metric] = _numbers(self._results.table[metric])
        column, rows = self._columns[metric], self._places(point, repeats)
        known = rows >= 0
        found = np.full(len(rows), np.nan)
        found[known] = column[rows[known]]
        found[self._statuses(rows) != "ok"] = np.nan
        return found

    def failed(self, point: Point, repeats: range) -> np.ndarray:
        """See `Seen`."""
        gone: np.ndarray = np.isin(self._statuses(self._places(point, repeats)), FAILED)
        return gone

    def curves(self, metric: str, point: Point, repeats: range) -> np.ndarray:
        """See `Seen`."""
        frame, length = self._results.curves, self._question.length
        values = dict(point)
        units = as_whole(values[length]) if length is not None else 1
        if self._runs is None:
            names = [name for name in self._question.tuned if name in frame]
            keys = [*names, "repeat"]
            self._runs = {
                tuple(
                    cell_value(one) for one in (key if isinstance(key, tuple) else (key,))
                ): np.asarray(rows)
                for key, rows in frame.groupby(keys, sort=False).indices.items()
            }
        epochs = frame["epoch"].to_numpy()
        totals = frame["total_epochs"].to_numpy()
        column = _numbers(frame[metric])
        found = np.full((len(repeats), units), np.nan)
        tuned = tuple(values[name] for name in self._question.tuned)
        for place, repeat in enumerate(repeats):
            rows = self._runs.get((*tuned, repeat), np.empty(0, dtype=int))
            # Where a shorter training is no beginning of a longer one each has rows of its own.
            wanted = totals[rows] >= units if self._question.prefix else totals[rows] == units
            rows = rows[wanted & (epochs[rows] <= units)]
            found[place, epochs[rows] - 1] = column[rows]
        return found

    def _places(self, point: Point, repeats: range) -> np.ndarray:
        key = tuple(value for _, value in point)
        return np.array([self._rows.get((*key, repeat), -1) for repeat in repeats], dtype=int)

    def _statuses(self, rows: np.ndarray) -> np.ndarray:
        found = np.full(len(rows), "not_run", dtype=object)
        found[rows >= 0] = self._status[rows[rows >= 0]]
        return found


def _numbers(column: pd.Series) -> np.ndarray:
    return pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan)
