"""How plots look: fonts, colours that colour-blind readers tell apart, markers."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.font_manager import (
    FontProperties,
    findfont,
    findSystemFonts,
    fontManager,
    get_font,
)

from nnexp.language import ENGLISH
from nnexp.plots.view import is_ordered

_LATIN = "DejaVu Sans"
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
    "SimSun",
    "Songti SC",
    "Noto Serif CJK SC",
    "Arial Unicode MS",
)
"""Fonts with simplified Chinese, those without serifs first."""
_CHINESE_FILE = re.compile(r"CJK|SourceHan|wqy|NotoSansSC|DroidSansFallback|simhei", re.IGNORECASE)
INK = "#262626"
MUTED = "#595959"
FAILED = "#d0d0d0"
BEST = "#d55e00"
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
TITLE, TEXT, SMALL = 13.0, 10.0, 8.5


def settings(language: str = ENGLISH) -> dict[Any, Any]:
    """Matplotlib's settings while our figures are made: the same whatever the user's are."""
    own = chinese_font() if language != ENGLISH else None
    defaults: dict[Any, Any] = {
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if not name.startswith(("backend", "interactive", "toolbar", "figure.max_open", "date."))
    }
    return {
        **defaults,
        **sns.axes_style("whitegrid"),
        "font.family": [_LATIN, own] if own else ["sans-serif"],
        # Fonts with Chinese seldom have a bold, and Matplotlib would complain of its absence.
        "figure.titleweight": "normal" if own else "bold",
        "font.size": TEXT,
        "axes.labelsize": TEXT,
        "axes.titlesize": TEXT,
        "axes.labelcolor": INK,
        "axes.edgecolor": "#8c8c8c",
        "grid.color": "#e3e3e3",
        "grid.linewidth": 0.8,
        "xtick.labelsize": TEXT - 1,
        "ytick.labelsize": TEXT - 1,
        "legend.fontsize": TEXT - 1,
        "legend.title_fontsize": TEXT - 1,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        # Names may hold any sign: a dollar is a dollar, not the start of a formula.
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "nnexp",
    }


def is_drawable(language: str) -> bool:
    """Whether this system has a font for the language."""
    return language == ENGLISH or chinese_font() is not None


@functools.cache
def chinese_font() -> str | None:
    """The first font of this system that has Chinese; None where there is none."""
    known = {font.name for font in fontManager.ttflist}
    for name in _CHINESE:
        if name in known:
            return name
    # The list that Matplotlib keeps may be older than the font.
    files = [path for path in findSystemFonts() if _CHINESE_FILE.search(Path(path).stem)]
    for path in sorted(files):
        fontManager.addfont(path)
    added = {font.name for font in fontManager.ttflist} - known
    return next(iter([*(name for name in _CHINESE if name in added), *sorted(added)]), None)


def drawable(text: str) -> str:
    """Text with a box for every sign that the fonts of our plots do not have."""
    families = tuple(mpl.rcParams["font.family"])
    known = _signs_of(families[1:] if families[:1] == (_LATIN,) else ())
    return "".join(sign if ord(sign) in known or sign == "\n" else "□" for sign in text)


@functools.cache
def _signs_of(others: tuple[str, ...]) -> frozenset[int]:
    fonts = (get_font(findfont(FontProperties(family=[name]))) for name in (_LATIN, *others))
    return frozenset(sign for font in fonts for sign in font.get_charmap())


def colours(levels: Sequence[str]) -> list[tuple[float, float, float]]:
    """A colour per level: dark to light for numbers, the colour-blind palette for words."""
    if is_ordered(levels) and len(levels) > 1:
        # The last fifth of viridis is too pale for a line on white.
        shades = sns.color_palette("viridis", n_colors=101)
        step = 80 / (len(levels) - 1)
        return [shades[round(index * step)] for index in range(len(levels))]
    return list(sns.color_palette("colorblind", n_colors=len(levels)))
