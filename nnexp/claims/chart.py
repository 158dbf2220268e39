"""What a claim shows, as data: means with intervals against a setting, drawn elsewhere."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from nnexp.claims.evidence import share_interval
from nnexp.language.said import told_in
from nnexp.settings import as_text
from nnexp.trainables.book.columns import BOOK

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Line:
    """One series of means."""

    label: str
    """Empty when the panel has this line only."""
    x: tuple[float | str, ...]
    """Numbers, or words, which are set apart evenly."""
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    """Ends of the 95 % intervals; empty where there are none."""
    high: tuple[float, ...] = ()
    joined: bool = True
    """Whether its points are joined, where x are numbers: not those of unrelated sources."""


@dataclasses.dataclass(frozen=True)
class Mark:
    """A horizontal line that a reader should compare with."""

    label: str
    y: float


@dataclasses.dataclass(frozen=True)
class Panel:
    """One pair of axes."""

    x: str
    """Label of the axis, with its unit."""
    y: str
    lines: tuple[Line, ...]
    title: str = ""
    log_x: bool = False
    log_y: bool = False
    marks: tuple[Mark, ...] = ()
    legend: str = ""
    """What tells the lines apart."""


Grey = tuple[tuple[float, ...], ...]
"""Rows of a grey picture, from 0, white, to 1, black: as ink on paper."""


@dataclasses.dataclass(frozen=True)
class Mosaic:
    """Small grey pictures side by side, in rows."""

    title: str
    columns: tuple[str, ...]
    """What stands below each column."""
    rows: tuple[tuple[str, tuple[Grey, ...]], ...]
    """What stands beside each row, and its pictures, all of one size."""


@dataclasses.dataclass(frozen=True)
class Chart:
    """The picture of one claim."""

    title: str
    alt: str
    """What it shows: stands below the title, and speaks to those who cannot see it."""
    panels: tuple[Panel, ...]
    notes: tuple[str, ...] = ()
    mosaic: Mosaic | None = None
    """Pictures, shown after the panels."""


def chart_in(language: str, chart: Chart) -> Chart:
    """The same chart with its words in a language."""
    tell = functools.partial(told_in, language)

    def told_line(one: Line) -> Line:
        x = tuple(tell(at) if isinstance(at, str) else at for at in one.x)
        return dataclasses.replace(one, label=tell(one.label), x=x)

    def told_panel(one: Panel) -> Panel:
        return dataclasses.replace(
            one,
            x=tell(one.x),
            y=tell(one.y),
            lines=tuple(map(told_line, one.lines)),
            title=tell(one.title),
            marks=tuple(dataclasses.replace(mark, label=tell(mark.label)) for mark in one.marks),
            legend=tell(one.legend),
        )

    def told_mosaic(one: Mosaic) -> Mosaic:
        rows = tuple((tell(label), pictures) for label, pictures in one.rows)
        return Mosaic(tell(one.title), tuple(map(tell, one.columns)), rows)

    return Chart(
        title=tell(chart.title),
        alt=tell(chart.alt),
        panels=tuple(map(told_panel, chart.panels)),
        notes=tuple(map(tell, chart.notes)),
        mosaic=None if chart.mosaic is None else told_mosaic(chart.mosaic),
    )


def line(rows: pd.DataFrame, x: str, y: str, label: str = "", *, times: float = 1.0) -> Line:
    """The means over repeats of one column against another, with t intervals.

    Args:
        rows: one row per trial and value of `x`.
        x: a column of numbers or words.
        y: a column of numbers.
        label: of the line.
        times: factor on `y`, 100 for per cent.
    """
    from nnexp.analysis.summary import summarise

    known = rows if "status" in rows else rows.assign(status="ok")
    means = summarise(known, [x], BOOK.metrics.get(y, y))
    means = means[means["repeats"] > 0]
    if means[x].map(lambda value: isinstance(value, int | float)).all():
        means = means.sort_values(x)
    at = tuple(_place(value) for value in means[x])
    mean, low, high = (tuple((times * means[name]).tolist()) for name in ("mean", "low", "high"))
    return Line(label, at, mean, low, high)


def lines(rows: pd.DataFrame, x: str, y: str, by: str, *, times: float = 1.0) -> tuple[Line, ...]:
    """A line for each value of a column, in order of appearance."""
    return tuple(
        line(rows[rows[by] == level], x, y, label_of(level), times=times)
        for level in rows[by].drop_duplicates()
    )


def shares(label: str, successes: Mapping[float, np.ndarray]) -> Line:
    """The share of repeats in which something happened, in per cent, with exact intervals.

    Args:
        label: of the line.
        successes: (repeats,) whether it happened, for each number along x.
    """
    ends = [share_interval(int(x.sum()), len(x)) for x in successes.values()]
    return Line(
        label,
        tuple(float(at) for at in successes),
        tuple(100 * float(x.mean()) for x in successes.values()),
        tuple(100 * low for low, _ in ends),
        tuple(100 * high for _, high in ends),
    )


def label_of(value: object) -> str:
    """A value of a setting as a label."""
    return f"{value:g}" if isinstance(value, float) else as_text(value)


def _place(value: object) -> float | str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return label_of(value)
