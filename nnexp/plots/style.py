"""How plots look: fonts, colours that colour-blind readers tell apart, markers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.font_manager import FontProperties, findfont, get_font

from nnexp.plots.scene import is_ordered

INK = "#262626"
MUTED = "#595959"
FAILED = "#d0d0d0"
BEST = "#d55e00"
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
TITLE, TEXT, SMALL = 13.0, 10.0, 8.5


def settings() -> dict[Any, Any]:
    """Matplotlib's settings while our figures are made: the same whatever the user's are."""
    defaults: dict[Any, Any] = {
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if not name.startswith(("backend", "interactive", "toolbar", "figure.max_open", "date."))
    }
    return {
        **defaults,
        **sns.axes_style("whitegrid"),
        "font.family": ["sans-serif"],
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


def drawable(text: str) -> str:
    """Text with a box for every sign that the font of our plots does not have."""
    known = _signs_of_font()
    return "".join(sign if ord(sign) in known or sign == "\n" else "□" for sign in text)


@functools.cache
def _signs_of_font() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=["DejaVu Sans"]))).get_charmap())


def colours(levels: Sequence[str]) -> list[tuple[float, float, float]]:
    """A colour per level: dark to light for numbers, the colour-blind palette for words."""
    if is_ordered(levels) and len(levels) > 1:
        # The last fifth of viridis is too pale for a line on white.
        shades = sns.color_palette("viridis", n_colors=101)
        step = 80 / (len(levels) - 1)
        return [shades[round(index * step)] for index in range(len(levels))]
    return list(sns.color_palette("colorblind", n_colors=len(levels)))
