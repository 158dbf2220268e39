"""From the rows of a file to runs: which rows are one training, which repeat, how it ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnexp.foreign.dialects import STATUS
from nnexp.foreign.roles import Roles
from nnexp.foreign.rows import FileRows, ForeignTableError
from nnexp.plural import counted
from nnexp.settings import shown

if TYPE_CHECKING:
    import pandas as pd

RUN, REPEAT, STATE = "\0run", "\0repeat", "\0status"
REASON, SPENT, TIME = "\0reason", "\0spent", "\0time"
"""Columns that are added here; no file has such names."""

MOST_LENGTHS = 4
"""Different lengths of trainings that are told apart; more are those of trainings that end when
they no longer get better."""


@dataclasses.dataclass(frozen=True, eq=False)
class Trials:
    """The rows of a file as those of runs."""

    rows: pd.DataFrame
    """Those that have the metric, by run and what was spent; of each run one at least. Columns of
    the file, and those of this module."""
    settings: tuple[str, ...]
    """Columns of the settings that are the same throughout a run."""
    curves: bool
    """Whether runs have several rows."""
    budget: str
    """The column that says what was spent; empty where that is no setting."""
    doubts: tuple[str, ...]


def trials_of(file: FileRows, roles: Roles, label: str) -> Trials:
    """The runs of a file.

    Args:
        file: its rows.
        roles: what its columns are.
        label: what messages call it.

    Raises:
        ForeignTableError: repeats or what was spent are missing or no whole numbers.
    """
    doubts: list[str] = []
    frame = _with_states(file.frame, roles, doubts)
    frame = _with_spent(frame, roles, label, doubts)
    frame[TIME] = _seconds(frame, roles)
    settings = tuple(roles.settings)
    frame, curves = _with_runs(frame, roles, settings)
    if curves:
        settings = _lasting(frame, settings, doubts)
        if not settings:
            raise ForeignTableError(f"{label}: no setting is the same throughout a run")
    frame = _merged(frame, roles)
    frame = _with_repeats(frame, roles, settings, label, doubts, curves=curves)
    budget = roles.budget
    if curves and frame.groupby(RUN)[SPENT].max().nunique() > MOST_LENGTHS:
        ends = frame.groupby(RUN)[SPENT].max()
        doubts.append(
            f"trainings end after {ends.nunique()} different numbers of {budget}, {ends.min()} to "
            f"{ends.max()}: each counts as it ended, and there are no learning curves"
        )
        frame = frame.groupby(RUN, sort=False).tail(1).assign(**{SPENT: 1})
        budget, curves = "", False
    return Trials(frame.reset_index(drop=True), settings, curves, budget, tuple(doubts))


def _with_states(frame: pd.DataFrame, roles: Roles, doubts: list[str]) -> pd.DataFrame:
    """With what became of each row's training."""
    values = frame[roles.chooser].astype("float64").to_numpy(dtype=float, na_value=np.nan)
    state = np.where(np.isfinite(values), "ok", np.where(np.isnan(values), "error", "diverged"))
    what = roles.metrics[roles.chooser].name
    reason = np.where(
        state == "ok", "", np.where(state == "error", f"{what} is missing", f"{what} is infinite")
    )
    if roles.status:
        words = frame[roles.status].astype("str").fillna("")
        lower = words.str.lower().str.rpartition(".")[2]
        unknown = sorted({one for one in lower if one and one not in STATUS and one != "nan"})
        if unknown:
            doubts.append(
                f"{roles.status}: '{shown(unknown[0])}' is no state that is known; such rows count "
                "if they have the metric"
            )
        pruned = int((lower == "pruned").sum())
        if pruned:
            doubts.append(
                f"{counted(pruned, 'trial was', 'trials were')} pruned and count in no mean: "
                "settings of which bad trials were pruned look better than they are"
            )
        known = lower.map(STATUS).fillna("ok").to_numpy(dtype=object)
        told = np.array([f"{roles.status} is {shown(one)}" for one in words], dtype=object)
        state = np.where(known == "ok", state, known)
        reason = np.where(known == "ok", reason, told)
    return frame.assign(**{STATE: state, REASON: reason})


def _with_spent(frame: pd.DataFrame, roles: Roles, label: str, doubts: list[str]) -> pd.DataFrame:
    """With how much training each row comes after, from 1; 1 without a budget."""
    if not roles.budget:
        return frame.assign(**{SPENT: 1})
    column = frame[roles.budget]
    if column.dtype.kind not in "fiu" and str(column.dtype) != "Int64":
        one = shown(str(column.dropna().iloc[0])) if column.notna().any() else ""
        raise ForeignTableError(
            f"budget={shown(roles.budget)}: holds text, '{one}' for one; "
            "it must count epochs or steps in whole numbers"
        )
    spent = column.to_numpy(dtype=float, na_value=np.nan)
    lost = int(np.isnan(spent).sum())
    if lost == len(frame):
        raise ForeignTableError(f"budget={shown(roles.budget)}: this column of {label} is empty")
    if lost:
        doubts.append(f"{roles.budget}: is missing in {counted(lost, 'row')}, which are left out")
    frame, spent = frame[~np.isnan(spent)], spent[~np.isnan(spent)]
    if (spent != np.floor(spent)).any() or not (np.abs(spent) < 2**53).all():
        odd = spent[(spent != np.floor(spent)) | ~(np.abs(spent) < 2**53)][0]
        raise ForeignTableError(
            f"budget={shown(roles.budget)}: {odd:g} is no whole number; name a column that counts, "
            "such as budget=step"
        )
    if (least := int(spent.min())) < 0:
        raise ForeignTableError(f"budget={shown(roles.budget)}: {least} is below 0")
    if least == 0:
        doubts.append(f"{roles.budget}: counts from 0; here the first is 1")
        spent = spent + 1
    return frame.assign(**{SPENT: spent.astype("int64")})


def _seconds(frame: pd.DataFrame, roles: Roles) -> pd.Series:
    import pandas as pd

    if not roles.seconds:
        return pd.Series(np.nan, index=frame.index)
    column = frame[roles.seconds]
    if column.dtype.kind in "fiu" or str(column.dtype) == "Int64":
        found = column.astype("float64")
    else:
        found = pd.to_timedelta(column.astype("str"), errors="coerce").dt.total_seconds()
    return found.where(found >= 0)


def _with_runs(
    frame: pd.DataFrame, roles: Roles, settings: Sequence[str]
) -> tuple[pd.DataFrame, bool]:
    """With the number of each row's run, and whether runs have several rows."""
    if roles.ids and roles.budget:
        runs = frame.groupby(roles.ids, sort=False, dropna=False).ngroup()
    elif roles.budget:
        keys = [*settings, *roles.repeat]
        # Without repeats, the second row of the same epoch is the second run.
        again = frame.groupby([*keys, SPENT], dropna=False).cumcount()
        again = again * 0 if roles.repeat else again
        runs = frame.assign(**{RUN: again}).groupby([*keys, RUN], sort=False, dropna=False).ngroup()
    else:
        return frame.assign(**{RUN: np.arange(len(frame))}), False
    frame = frame.assign(**{RUN: runs.to_numpy()})
    lengths = frame.groupby(RUN)[SPENT].nunique()
    if (lengths > 1).any():
        return frame, True
    return frame.assign(**{RUN: np.arange(len(frame))}), False


def _lasting(frame: pd.DataFrame, settings: Sequence[str], doubts: list[str]) -> tuple[str, ...]:
    """The settings that are the same throughout each run."""
    counts = frame.groupby(RUN)[list(settings)].nunique()
    changing = [name for name in settings if (counts[name] > 1).any()]
    if changing:
        doubts.append(
            f"{', '.join(changing)}: changes within a run, so it is taken for measured, not for a "
            "setting"
        )
    return tuple(name for name in settings if name not in changing)


def _merged(frame: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """The measured rows of each run, one for each epoch, up to where it diverged.

    Of several rows of the same epoch each column has the last that is there. A run without any has
    its last row. How a run ended stands in all of its rows.
    """
    frame = frame.sort_values([RUN, SPENT], kind="stable")
    if frame.duplicated([RUN, SPENT]).any():
        merged: pd.DataFrame = frame.groupby([RUN, SPENT], sort=False).last().reset_index()
        frame = merged
    values, runs = frame[roles.chooser].astype("float64"), frame[RUN]
    gone = values.abs().eq(np.inf).groupby(runs).cummax()
    measured = values.notna() & ~gone
    some = measured.groupby(runs).any()
    last = frame.drop_duplicates(RUN, keep="last").set_index(RUN)
    what = roles.metrics[roles.chooser].name
    # A gap in the metric is no failure where the run has it elsewhere; a tool's last word is one.
    fine = some & last[REASON].isin(["", f"{what} is missing"])
    ends = last[STATE].where(~fine, "ok").where(~gone.groupby(runs).any(), "diverged")
    reasons = last[REASON].where(~fine, "").where(ends != "diverged", f"{what} is infinite")
    kept: pd.DataFrame = frame[measured | (~runs.map(some) & ~frame.duplicated(RUN, keep="last"))]
    return kept.assign(**{STATE: kept[RUN].map(ends), REASON: kept[RUN].map(reasons)})


def _with_repeats(
    frame: pd.DataFrame,
    roles: Roles,
    settings: Sequence[str],
    label: str,
    doubts: list[str],
    *,
    curves: bool,
) -> pd.DataFrame:
    """With the number of each run's repeat, from 0; of runs that are there twice the last."""
    runs = frame.drop_duplicates(RUN, keep="last")
    keys = [*settings, *([] if curves or not roles.budget else [SPENT])]
    points = runs.groupby(keys, sort=False, dropna=False).ngroup()
    for name in roles.repeat:
        if runs[name].isna().any():
            raise ForeignTableError(
                f"repeat={shown(name)}: is missing in "
                f"{counted(int(runs[name].isna().sum()), 'row')} of {label}; fill it, or name "
                "another column"
            )
    by_order = points.groupby(points).cumcount()
    names = ", ".join(roles.repeat)
    told = runs.groupby(list(roles.repeat), sort=True).ngroup() if roles.repeat else by_order
    repeats = told
    if not roles.repeat and by_order.any():
        doubts.append(
            "no column says which repeat a row is (repeat=seed for one): rows of one setting are "
            "taken for its repeats, in their order, and pairs of them share nothing"
        )
    elif roles.repeat and not told.any() and by_order.any():
        doubts.append(
            f"{names}: is the same in every row, so rows of one setting are taken for its repeats, "
            "in their order"
        )
        repeats = by_order
    elif points.any() and told.any() and len(points.groupby([told, points])) == len(told.unique()):
        doubts.append(
            f"{names}: no two settings share a value, so repeats are taken in their order, and "
            "pairs of them share nothing"
        )
        repeats = by_order
    runs = runs.assign(**{REPEAT: repeats.to_numpy()})
    places = [points.to_numpy(), repeats.to_numpy()]
    twice = runs.groupby(places).cumcount(ascending=False).to_numpy() > 0
    if twice.any():
        doubts.append(
            f"{counted(int(twice.sum()), 'row says', 'rows say')} again what another has said of "
            "the same setting and repeat: the last counts"
        )
        runs = runs[~twice]
    numbers = dict(zip(runs[RUN], runs[REPEAT], strict=True))
    frame = frame[frame[RUN].isin(numbers)]
    return frame.assign(**{REPEAT: frame[RUN].map(numbers).astype("int64")})


def names_of_runs(rows: pd.DataFrame, roles: Roles, fingerprint: str) -> Any:
    """A name of each row's run: its tool's, where that is one; else from the file's content."""
    if roles.ids:
        first = rows.drop_duplicates(RUN)
        if first[roles.ids].astype("str").nunique() == len(first):
            return rows[roles.ids].astype("str")
    return rows[RUN].map(lambda number: f"{fingerprint[:8]}-{number}").astype("str")


def lengths(rows: pd.DataFrame) -> Iterable[int]:
    """The numbers of epochs after which runs end that did not fail, ascending."""
    whole = rows[rows[STATE] == "ok"] if (rows[STATE] == "ok").any() else rows
    return sorted({int(one) for one in whole.groupby(RUN)[SPENT].max()})
