"""What a drawn point says under the mouse: titles of SVG, which browsers show by themselves."""

from __future__ import annotations

import math
import re
import weakref
from collections.abc import Sequence
from html import escape

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

_TOLD: weakref.WeakKeyDictionary[Figure, dict[str, tuple[str, ...]]] = weakref.WeakKeyDictionary()
_POINT = re.compile(r"<use ([^>]*?)\s*/>")
_NEXT = '<g id="'


def say_at(points: Line2D, texts: Sequence[str]) -> None:
    """Have each point of a line say something.

    Args:
        points: a line with markers, in a figure, of finite places.
        texts: one for each of its points, in their order.
    """
    figure = points.axes.get_figure() if points.axes else None
    assert isinstance(figure, Figure)  # noqa: S101 - our panels are in one
    told = _TOLD.setdefault(figure, {})
    name = f"points_{len(told) + 1}"
    points.set_gid(name)
    told[name] = tuple(texts)


def estimated(value: float, low: float, high: float, unit: str, digits: int = 4) -> str:
    """`96.3 % (95.9 … 96.7)`: what a point stands for, its interval where there is one.

    Args:
        value: as it is printed, shares in per cent.
        low: the end of its interval; NaN where there is none.
        high: the other end.
        unit: of all three; may be empty.
        digits: significant ones.
    """
    known = math.isfinite(low) and math.isfinite(high)
    ends = f" ({low:.{digits}g} … {high:.{digits}g})" if known else ""
    return f"{f'{value:.{digits}g} {unit}'.strip()}{ends}"


def with_titles(drawing: bytes, figure: Figure) -> bytes:
    """The SVG of a figure, each point with what it says."""
    svg = drawing.decode()
    for name, texts in _TOLD.get(figure, {}).items():
        before, start, rest = svg.partition(f'{_NEXT}{name}">')
        group, end, after = rest.partition(_NEXT)
        # What lies outside of the axes is not drawn: then it is not known which point is which.
        if len(_POINT.findall(group)) == len(texts):
            said = iter(texts)
            group = _POINT.sub(lambda use: _titled(use, next(said)), group)  # noqa: B023
        svg = f"{before}{start}{group}{end}{after}"
    return svg.encode()


def _titled(use: re.Match[str], text: str) -> str:
    return f"<use {use.group(1)}><title>{escape(text)}</title></use>"
