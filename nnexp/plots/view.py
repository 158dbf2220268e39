"""A sweep as its plots see it: rows with comparable settings, and words about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import pandas as pd

from nnexp.analysis import Finding
from nnexp.analysis.best import rank
from nnexp.columns import Columns
from nnexp.deciding import Chapter
from nnexp.metrics import Metric, Part
from nnexp.settings import Scalar
from nnexp.sweeps.data import SweepData
from nnexp.table.levels import level, number, ordered


@dataclasses.dataclass(frozen=True)
class View:
    """The rows of a sweep, with each setting as text (see `levels.level`)."""

    table: pd.DataFrame
    """One row per trial."""
    curves: pd.DataFrame
    """One row per run and epoch, with the `status` that its longest trial has in the table."""
    settings: tuple[str, ...]
    """What is swept, the base seed aside: it repeats a setting, it is not one to choose."""
    select_on: Part
    columns: Columns
    """What the columns of the frames mean."""
    ranking: pd.DataFrame
    """Settings that have a mean, from best to worst."""
    levels: dict[str, tuple[str, ...]]
    """The values of each swept setting, in order."""
    not_run: int
    """Trials that a stopped sweep did not reach; they are in no other field."""
    findings: tuple[Finding, ...] = ()
    """What the analyses found."""
    story: tuple[Chapter, ...] = ()
    """How a sweep that decides came to its answer."""

    @property
    def measured(self) -> Metric:
        """What chooses."""
        return self.columns.choosing(self.select_on)

    @property
    def metric(self) -> str:
        """Its name."""
        return self.measured.name

    @property
    def chosen_by(self) -> str:
        """`Accuracy`: what chooses, whichever the data, at the head of a title."""
        words = self.say(self.measured.quantity.replace("_", " "))
        return f"{words[:1].upper()}{words[1:]}"

    def say(self, english: str, **parts: object) -> str:
        """A text in the language of the sweep; see `Columns.say`."""
        return self.columns.say(english, **parts)


def view_of(sweep: SweepData, findings: Sequence[Finding] = ()) -> View:
    """Make a sweep's frames ready for drawing; the frames themselves stay as they are."""
    table, columns = sweep.table, sweep.columns
    named = [name for name in columns.chosen(sweep.swept) if name in table.columns]
    main = columns.main
    settings = tuple(sorted(named, key=lambda name: (*main, name).index(name)))
    constant = [name for name in (*main, *columns.data_sets[:2]) if name not in settings]
    reached = table[table["status"] != "not_run"]
    rows = _with_levels(reached, (*settings, *constant))
    ranking = rank(rows, settings, sweep.select_on, columns)
    return View(
        table=rows,
        curves=_with_status(_with_levels(sweep.curves, (*settings, *constant)), rows),
        settings=settings,
        select_on=sweep.select_on,
        columns=columns,
        ranking=ranking[ranking["repeats"] > 0].reset_index(drop=True),
        levels={
            name: ordered(rows[name], map(level, sweep.record.grid.get(name, ())))
            for name in settings
        },
        not_run=len(table) - len(reached),
        findings=tuple(findings),
        story=sweep.decided[1].story if sweep.decided else (),
    )


def within(view: View, where: Mapping[str, Scalar]) -> View:
    """The part of a sweep that has these values of some swept settings."""
    wanted = {name: level(value) for name, value in where.items()}
    table = matching(view.table, wanted)
    there = {name: set(table[name].unique()) for name in view.settings}
    return dataclasses.replace(
        view,
        table=table,
        curves=matching(view.curves, wanted),
        ranking=matching(view.ranking, wanted),
        levels={
            name: tuple(one for one in view.levels[name] if one in there[name])
            for name in view.settings
        },
    )


def matching(frame: pd.DataFrame, levels: Mapping[str, str]) -> pd.DataFrame:
    """The rows with these levels of some settings."""
    for name, value in levels.items():
        frame = frame[frame[name] == value]
    return frame


def best_level(view: View, name: str) -> str | None:
    """The value that a setting has in the best combination of all."""
    return None if view.ranking.empty else str(view.ranking[name].iloc[0])


def best_rows(view: View) -> pd.DataFrame:
    """The best setting of each task: one row, unless the sweep varies the data set."""
    tasks = [name for name in view.settings if name in view.columns.data_sets]
    return view.ranking.drop_duplicates(tasks) if tasks else view.ranking.head(1)


def data_label(view: View) -> str:
    """The data set's name, or its file's for data of the user's own; nothing without data."""
    # Where a second setting states the data, its value is the file that the first stands for.
    names = [name for name in view.columns.data_sets[:2] if name in view.table.columns]
    if not names:
        return ""
    first, *rest = names
    if first in view.settings:
        return ", ".join(view.levels[first])
    values = {name: str(view.table[name].iloc[0]) for name in names}
    if view.columns.settings[first].kind not in ("choice", "text"):
        return f"{first}={values[first]}"
    files = [values[name] for name in rest if name not in view.settings and values[name] != "null"]
    return PurePath(files[0]).name if files else values[first]


def fixed(view: View, *names: str) -> str:
    """`lr=0.1, hidden_nodes=100` for those of the names that are not swept."""
    return ", ".join(
        f"{name}={view.table[name].iloc[0]}" for name in names if name not in view.settings
    )


def repeats(rows: pd.DataFrame, settings: Sequence[str]) -> tuple[int, int]:
    """The smallest and the largest number of repeats that a setting has in these rows."""
    names = [name for name in settings if name in rows.columns]
    counts = rows.groupby(names).size() if names else pd.Series([len(rows)])
    return int(counts.min()), int(counts.max())


def is_ordered(levels: Sequence[str]) -> bool:
    """Whether levels are numbers, so that a line between them means something."""
    return all(number(text) is not None for text in levels)


def _with_levels(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """A copy with the settings as text; each distinct value is converted once.

    Without the meaning of its columns, which pandas would copy at every step of drawing.
    """
    columns = {}
    for name in names:
        if name in frame.columns:
            codes, values = pd.factorize(frame[name], use_na_sentinel=False)
            texts = pd.Index([level(value) for value in values], dtype=object)
            columns[name] = texts.take(codes)
    bare = frame.assign(**columns)
    bare.attrs = {}
    return bare


def _with_status(curves: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Curves of runs with a failed trial are failed: their last epochs are missing."""
    status = rows["status"].where(rows["status"] == "ok", "failed")
    worst = status.groupby(rows["run_id"]).min()
    return curves.assign(status=curves["run_id"].map(worst).fillna("failed"))


def sought(view: View) -> tuple[str, ...]:
    """Swept settings whose best value is asked for, not how much of them is enough."""
    asked = (*view.columns.budgets, *view.columns.costs)
    return tuple(name for name in view.settings if name not in asked)
