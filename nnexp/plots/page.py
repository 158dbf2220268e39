"""The sheet that every plot is drawn on: title, what is shown, panels, notes."""

from __future__ import annotations

import dataclasses
import re
import textwrap
from collections.abc import Sequence
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnexp.plots.style import INK, MUTED, SMALL, TEXT, TITLE, drawable

_LINE = 1.4 / 72
_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_CLOSING = "，。；：、）！？"
_PIECES = re.compile(
    rf"(?:{_WIDE.pattern}|（?[^\s\u3000-\u9fff\uff00-\uffef]+)[{_CLOSING}]*\s*|\s+"
)
_PAD = 0.1


@dataclasses.dataclass(frozen=True)
class PageWords:
    """What a page says beside its panels."""

    title: str
    subtitle: str
    notes: tuple[str, ...] = ()


def page(
    words: PageWords,
    rows: int,
    columns: int,
    panel: tuple[float, float],
    *,
    extra: float = 0.0,
    sharex: bool = True,
    sharey: bool | Literal["row"] = True,
) -> tuple[Figure, np.ndarray]:
    """An empty page and its axes, (rows, columns), in that order.

    Args:
        words: title, subtitle and notes; long ones are wrapped.
        rows: panels from top to bottom.
        columns: panels from left to right.
        panel: width and height of one panel in inches.
        extra: inches at the right for a legend or a colour bar.
        sharex: whether all panels share x.
        sharey: whether panels share y: all, or those of a row.
    """
    width = max(panel[0] * columns + extra, 6.0)
    head = [_wrap(words.title, width, TITLE, bold=True), _wrap(words.subtitle, width, TEXT)]
    foot = _wrap("\n".join(words.notes), width, SMALL)
    above = sum(_height(text, size) for text, size in zip(head, (TITLE, TEXT), strict=True))
    above += 2 * _PAD
    below = _height(foot, SMALL) + _PAD if foot else 0.0
    height = panel[1] * rows + above + below
    figure = Figure(figsize=(width, height), layout="constrained")
    engine = figure.get_layout_engine()
    assert engine is not None  # noqa: S101 - asked for one line above
    engine.set(rect=(0, below / height, 1, 1 - (above + below) / height))  # type: ignore[call-arg]
    top = 1 - _PAD / height
    figure.text(
        _PAD / width,
        top,
        head[0],
        size=TITLE,
        weight=mpl.rcParams["figure.titleweight"],
        color=INK,
        va="top",
    )
    top -= _height(head[0], TITLE) / height
    figure.text(_PAD / width, top, head[1], size=TEXT, color=MUTED, va="top", linespacing=1.3)
    if foot:
        figure.text(
            _PAD / width, _PAD / height, foot, size=SMALL, color=MUTED, va="bottom", linespacing=1.3
        )
    return figure, figure.subplots(rows, columns, sharex=sharex, sharey=sharey, squeeze=False)


def legend(ax: Axes, title: str, handles: Sequence[Artist]) -> None:
    """A legend to the right of the axes, where it can cover no data."""
    ax.legend(
        handles=list(handles),
        title=title,
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
        alignment="left",
        handlelength=1.8,
        borderaxespad=0.0,
    )


def label_outside(axes: np.ndarray, across: str, used: int) -> None:
    """Label the x axis of the lowest panel of each column, and hide panels without a use.

    Args:
        axes: (rows, columns) of panels, filled row by row.
        across: the label.
        used: how many of the panels are in use.
    """
    columns = axes.shape[1]
    for index, ax in enumerate(axes.flat):
        ax.set_visible(index < used)
        lowest = index + columns >= used
        ax.set_xlabel(across if lowest else "", visible=lowest)
        ax.tick_params(labelbottom=lowest)


def _wrap(text: str, width: float, size: float, *, bold: bool = False) -> str:
    # DejaVu Sans averages 0.53 of its size per character of prose, its bold 0.6.
    characters = int((width - 2 * _PAD) * 72 / (size * (0.61 if bold else 0.54)))
    return "\n".join(
        line for part in drawable(text).split("\n") for line in _lines(part, characters) or [""]
    )


def _lines(text: str, characters: int) -> list[str]:
    """The text in lines; one in Chinese may be broken before each sign that does not close."""
    if not _WIDE.search(text):
        return textwrap.wrap(text, characters)
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and _wide(lines[-1] + piece.rstrip()) > characters:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _wide(text: str) -> int:
    """Characters of a line that it takes: a Chinese sign nearly two."""
    return len(text) + round(0.85 * len(_WIDE.findall(text)))


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * _LINE
