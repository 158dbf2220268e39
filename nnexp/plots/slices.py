"""Which parts of a grid get a panel when more settings are swept than one plot has axes."""

from __future__ import annotations

import dataclasses

import pandas as pd

from nnexp.analysis.best import PROBLEM
from nnexp.plots.levels import few
from nnexp.plots.scene import Scene, best_level, is_ordered, matching

_MOST_COLOURS = 7
_CROSSED = 0.5


@dataclasses.dataclass(frozen=True)
class Slices:
    """Combinations of the settings that a plot has no axis for, in the order of the grid."""

    settings: tuple[str, ...]
    chosen: tuple[tuple[str, ...], ...]
    total: int

    @property
    def note(self) -> str:
        """What is shown of how much, or nothing when that is all."""
        if len(self.chosen) == self.total:
            return ""
        what = "values" if len(self.settings) == 1 else "combinations"
        return (
            f"{len(self.chosen)} of {self.total} {what} of {', '.join(self.settings)}: "
            "those with the best accuracy"
        )


def colour_setting(scene: Scene, *axes: str) -> str | None:
    """The setting that colours tell apart: epochs first, then what has few values."""
    for name in ("epochs", *scene.settings):
        if name in scene.settings and name not in axes and name not in PROBLEM:
            levels = scene.levels[name]
            if len(levels) <= _MOST_COLOURS or (name == "epochs" and is_ordered(levels)):
                return name
    return None


def colour_levels(scene: Scene, name: str | None) -> tuple[str, ...]:
    """The values that get a colour: all, or some of many, the best one among them."""
    if name is None:
        return ("",)
    return few(scene.levels[name], _MOST_COLOURS, best_level(scene, name))


def slices(scene: Scene, axes: tuple[str, ...], colour: str | None, limit: int) -> Slices:
    """The slices to show, at most `limit`; none unless the grid crosses the axes with the rest.

    Where there are too many, those with the best settings stay, in turn for every data set.
    """
    others = tuple(name for name in scene.settings if name not in axes and name != colour)
    if scene.ranking.empty or not _crossed(scene, axes):
        return Slices(others, (), 0)
    if not others:
        return Slices(others, ((),), 1)
    first = scene.ranking.drop_duplicates(list(others)).reset_index(drop=True)
    tasks = [name for name in others if name in PROBLEM]
    if tasks:
        turn = first.groupby(tasks).cumcount().sort_values(kind="stable")
        first = first.loc[turn.index]
    chosen = sorted(
        first.loc[:, list(others)].head(limit).itertuples(index=False, name=None),
        key=lambda key: [
            scene.levels[name].index(value) for name, value in zip(others, key, strict=True)
        ],
    )
    return Slices(others, tuple(chosen), len(first))


def _crossed(scene: Scene, axes: tuple[str, ...]) -> bool:
    """Whether every axis varies while all else stays, for half of the settings or more.

    Points drawn at random, or listed by hand, mostly differ in several settings at once.
    """
    points = scene.table[list(scene.settings)].drop_duplicates()
    for name in axes:
        rest = [other for other in scene.settings if other != name]
        alike = points.groupby(rest)[name].transform("size") if rest else len(points)
        if (pd.Series(alike) > 1).mean() < _CROSSED:
            return False
    return True


def rows_of(frame: pd.DataFrame, found: Slices, values: tuple[str, ...]) -> pd.DataFrame:
    """The rows of one slice."""
    return matching(frame, dict(zip(found.settings, values, strict=True)))
