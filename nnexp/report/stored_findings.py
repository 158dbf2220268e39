"""What the analyses find in a stored sweep: everything, or what lies around the best setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import Finding, findings
from nnexp.analysis.best import Best, best_settings
from nnexp.plots.levels import level, ordered
from nnexp.report.stored import StoredSweep, read_curves
from nnexp.settings import Scalar

MOST_POINTS = 100
"""Grid points above which only what lies around the best setting is analysed."""

_PLANE = ("lr", "epochs")


def stored_findings(sweep: StoredSweep) -> list[Finding]:
    """The findings of a sweep, read from its files.

    A large grid has hundreds of slices, which nobody reads and which take minutes. There,
    findings are of grid points that differ from a best one in one setting or in lr and epochs,
    and of the curves of the best and its neighbours.

    Args:
        sweep: what its folder holds.

    Raises:
        TableError: the curves are missing or damaged.
    """
    curves = read_curves(sweep.directory)
    return main_findings(sweep.table, curves, sweep.swept, sweep.select_on)


def main_findings(
    table: pd.DataFrame, curves: pd.DataFrame, swept: Sequence[str], select_on: str
) -> list[Finding]:
    """As `stored_findings`, from frames in memory; arguments as of `nnexp.analysis.findings`."""
    table, curves = _bare(table), _bare(curves)
    if is_large(table, swept):
        best = best_settings(table, swept, select_on)
        table = table[_near(table, best)]
        curves = curves[_beside(curves, best)]
    return findings(table, curves, swept, select_on)


def is_large(table: pd.DataFrame, swept: Sequence[str]) -> bool:
    """Whether a sweep has so many grid points that not all slices are analysed."""
    return bool(swept) and len(table[list(swept)].drop_duplicates()) > MOST_POINTS


def _bare(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the meaning of its columns, which pandas would copy at every step."""
    bare = frame.copy(deep=False)
    bare.attrs = {}
    return bare


def _near(table: pd.DataFrame, best: Sequence[Best]) -> pd.Series:
    """Rows that differ from a best setting in one setting, or in lr and epochs."""
    near = pd.Series(False, index=table.index)
    for one in best:
        differs = _differs(table, {**one.problem, **one.setting})
        outside = differs.drop(columns=list(_PLANE), errors="ignore")
        near |= (differs.sum(axis="columns") <= 1) | ~outside.any(axis="columns")
    return near


def _beside(curves: pd.DataFrame, best: Sequence[Best]) -> pd.Series:
    """Rows of the curves of a best setting and of its neighbours: the next value of one setting."""
    beside = pd.Series(False, index=curves.index)
    for one in best:
        setting = {**one.problem, **one.setting}
        setting.pop("epochs", None)
        near = _differs(curves, setting).sum(axis="columns") <= 1
        for name, value in setting.items():
            near &= _is_one_of(curves[name], _next_to(curves[name], level(value)))
        beside |= near
    return beside


def _next_to(column: pd.Series, wanted: str) -> frozenset[str]:
    """A value, the next below and the next above."""
    levels = ordered(map(level, column.unique()))
    at = levels.index(wanted)
    return frozenset(levels[max(0, at - 1) : at + 2])


def _differs(frame: pd.DataFrame, setting: Mapping[str, Scalar]) -> pd.DataFrame:
    """For each row and each setting whether it has another value."""
    columns = {
        name: ~_is_one_of(frame[name], frozenset([level(value)])) for name, value in setting.items()
    }
    return pd.DataFrame(columns, index=frame.index, dtype=bool)


def _is_one_of(column: pd.Series, wanted: frozenset[str]) -> np.ndarray:
    """Whether each cell, as it would be typed, is wanted; a distinct value is converted once."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return np.array([level(value) in wanted for value in values], dtype=bool)[codes]
