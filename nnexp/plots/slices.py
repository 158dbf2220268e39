"""Which parts of a grid get a panel when more settings are swept than one plot has axes."""

from __future__ import annotations

import dataclasses

import pandas as pd

from nnexp.plots.view import View, best_level, is_ordered, matching
from nnexp.table.levels import few

_MOST_COLOURS = 7
_CROSSED = 0.5
_MANY = 24


@dataclasses.dataclass(frozen=True)
class Slices:
    """Combinations of the settings that a plot has no axis for, in the order of the grid."""

    settings: tuple[str, ...]
    chosen: tuple[tuple[str, ...], ...]
    total: int

    def note(self, view: View) -> str:
        """What is shown of how much, or nothing when that is all."""
        if len(self.chosen) == self.total:
            return ""
        if len(self.chosen) == 1:
            return view.say(
                "the best of {all} values of {settings}"
                if len(self.settings) == 1
                else "the best of {all} combinations of {settings}",
                all=self.total,
                settings=", ".join(self.settings),
            )
        one = "{count} of {all} values of {settings}: those with the best {what}"
        several = "{count} of {all} combinations of {settings}: those with the best {what}"
        return view.say(
            one if len(self.settings) == 1 else several,
            count=len(self.chosen),
            all=self.total,
            settings=", ".join(self.settings),
            what=view.chosen_by.lower(),
        )


def colour_setting(view: View, *axes: str) -> str | None:
    """The setting that colours tell apart: the budget first, then what has few values."""
    for name in (*view.columns.budgets, *view.settings):
        if name in view.settings and name not in axes and name not in view.columns.data_sets:
            levels = view.levels[name]
            if len(levels) <= _MOST_COLOURS or (
                name in view.columns.budgets and is_ordered(levels)
            ):
                return name
    return None


def colour_levels(view: View, name: str | None) -> tuple[str, ...]:
    """The values that get a colour: all, or some of many, the best one among them."""
    if name is None:
        return ("",)
    return few(view.levels[name], _MOST_COLOURS, best_level(view, name))


def slices(
    view: View, axes: tuple[str, ...], colour: str | None, limit: int, of_many: int | None = None
) -> Slices:
    """The slices to show; none unless the grid crosses the axes with the rest.

    At most `limit`, or `of_many` of very many. Where there are too many, those with the best
    settings stay, in turn for every data set.
    """
    others = tuple(name for name in view.settings if name not in axes and name != colour)
    if view.ranking.empty or not _crossed(view, axes):
        return Slices(others, (), 0)
    if not others:
        return Slices(others, ((),), 1)
    first = view.ranking.drop_duplicates(list(others)).reset_index(drop=True)
    tasks = [name for name in others if name in view.columns.data_sets]
    if tasks:
        turn = first.groupby(tasks).cumcount().sort_values(kind="stable")
        first = first.loc[turn.index]
    shown = limit if of_many is None or len(first) <= _MANY else of_many
    chosen = sorted(
        first.loc[:, list(others)].head(shown).itertuples(index=False, name=None),
        key=lambda key: [
            view.levels[name].index(value) for name, value in zip(others, key, strict=True)
        ],
    )
    return Slices(others, tuple(chosen), len(first))


def _crossed(view: View, axes: tuple[str, ...]) -> bool:
    """Whether every axis varies while all else stays, for half of the settings or more.

    Points drawn at random, or listed by hand, mostly differ in several settings at once.
    """
    points = view.table[list(view.settings)].drop_duplicates()
    for name in axes:
        rest = [other for other in view.settings if other != name]
        alike = points.groupby(rest)[name].transform("size") if rest else len(points)
        if (pd.Series(alike) > 1).mean() < _CROSSED:
            return False
    return True


def rows_of(frame: pd.DataFrame, found: Slices, values: tuple[str, ...]) -> pd.DataFrame:
    """The rows of one slice."""
    return matching(frame, dict(zip(found.settings, values, strict=True)))
