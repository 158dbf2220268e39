"""What the analyses find in a sweep: everything, or what lies around the best setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from joblib import cpu_count

from nnexp.analysis import Finding, findings
from nnexp.analysis.best import Best
from nnexp.analysis.interaction import INTERACTION
from nnexp.analysis.languages import told_in
from nnexp.analysis.looks import with_looks
from nnexp.analysis.study import Study
from nnexp.columns import Columns
from nnexp.deciding.answers import findings_of
from nnexp.settings import Scalar
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.looks import looks_of
from nnexp.table.levels import few, level, ordered

MOST_POINTS = 100
"""Grid points above which only what lies around the best setting is analysed."""
MOST_SLICES = 50
"""Values of one setting at which others are looked into, in a grid of more points than that."""


def main_findings(sweep: SweepData) -> list[Finding]:
    """The findings of a sweep.

    A large grid has hundreds of slices, which nobody reads and which take minutes. There,
    findings are of grid points that differ from a best one in one setting or in two that may
    interact, and of the curves of the best and its neighbours; what needs every trial has them.
    Where one of two has a thousand values, the other is looked into at `MOST_SLICES` of them.

    Args:
        sweep: of now or of its folder.

    Raises:
        TableError: the curves are missing or damaged.
    """
    table, curves = _bare(sweep.table), _bare(sweep.curves)
    swept, columns = sweep.swept, sweep.columns
    if sweep.decided is not None:
        return told_in(columns.language, findings_of(*sweep.decided, table, curves, sweep.swept))
    near, sampled = table, {}
    if is_large(table, swept):
        near = table[_near(table, sweep.answers, planes(sweep))]
        curves = curves[_beside(curves, sweep.answers, columns)]
        sampled = {
            name: _is_one_of(near[name], values) for name, values in sampled_values(sweep).items()
        }
    found = findings(
        near,
        curves,
        swept,
        sweep.select_on,
        sweep.classes,
        columns=columns,
        whole=table,
        sampled=sampled,
        at_once=int(cpu_count()),
    )
    repeats = int(sweep.table["repeat"].nunique())
    now, earlier = looks_of(sweep.record, repeats, columns.budgets)
    return with_looks(found, now, earlier, columns) if earlier else found


def planes(sweep: SweepData) -> list[tuple[str, ...]]:
    """The settings that are looked at together."""
    study = Study(
        sweep.table, pd.DataFrame(), sweep.swept, sweep.select_on, sweep.classes, sweep.columns
    )
    return list(INTERACTION.needs(study))


def sampled_values(sweep: SweepData) -> dict[str, frozenset[str]]:
    """The values of settings that have very many at which others are looked into, evenly spread.

    Those that a large grid looks at together with another one; the best value is among them.
    """
    found = {}
    for name in dict.fromkeys(name for plane in planes(sweep) for name in plane):
        levels = ordered(map(level, sweep.table[name].unique()))
        if len(levels) > MOST_SLICES:
            kept = [few(levels, MOST_SLICES, level(one.setting[name])) for one in sweep.answers]
            found[name] = frozenset[str]().union(*kept)
    return found


def is_large(table: pd.DataFrame, swept: Sequence[str]) -> bool:
    """Whether a sweep has so many grid points that not all slices are analysed."""
    return bool(swept) and len(table[list(swept)].drop_duplicates()) > MOST_POINTS


def _bare(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the meaning of its columns, which pandas would copy at every step."""
    bare = frame.copy(deep=False)
    bare.attrs = {}
    return bare


def _near(
    table: pd.DataFrame, best: Sequence[Best], planes: Sequence[tuple[str, ...]]
) -> pd.Series:
    """Rows that differ from a best setting in one setting, or in two that may interact."""
    near = pd.Series(False, index=table.index)
    for one in best:
        differs = _differs(table, {**one.problem, **one.setting})
        near |= differs.sum(axis="columns") <= 1
        for plane in planes:
            near |= ~differs.drop(columns=list(plane), errors="ignore").any(axis="columns")
    return near


def _beside(curves: pd.DataFrame, best: Sequence[Best], columns: Columns) -> pd.Series:
    """Rows of the curves of a best setting and of its neighbours: the next value of one setting."""
    beside = pd.Series(False, index=curves.index)
    for one in best:
        setting = {**one.problem, **one.setting}
        for budget in columns.budgets:
            setting.pop(budget, None)
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
