"""How the values of a swept setting are laid along an axis."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from nnexp.columns import Columns
from nnexp.plots.style import TEXT, drawable
from nnexp.table.levels import number

_LOG_FROM = 5.0
# DejaVu Sans's digits are 0.64 of its size wide.
_CHARACTER = 0.62 * (TEXT - 1) / 72


@dataclasses.dataclass(frozen=True)
class Axis:
    """The levels of a setting and where along the axis each stands."""

    name: str
    levels: tuple[str, ...]
    kind: Literal["log", "linear", "category"]
    places: tuple[float, ...]
    ordered: bool


def axis_of(name: str, levels: Sequence[str], columns: Columns) -> Axis:
    """Choose a log axis for numbers over a wide range, equal steps for words."""
    numbers = [value for value in map(number, levels) if value is not None]
    ordered = len(numbers) == len(levels)
    positive = [value for value in numbers if value > 0]
    wide = bool(positive) and max(positive) >= _LOG_FROM * min(positive)
    kind: Literal["log", "linear", "category"] = "linear"
    if not ordered or (wide and len(positive) < len(levels)):
        kind = "category"
    elif len(positive) == len(levels) and (wide or _tuned_by_ratio(name, columns)):
        kind = "log"
    places = tuple(map(float, range(len(levels)))) if kind == "category" else tuple(numbers)
    return Axis(name, tuple(levels), kind, places, ordered)


def place(axis: Axis, column: Iterable[str]) -> np.ndarray:
    """The position of each level of a column along the axis."""
    return pd.Series(column).map(dict(zip(axis.levels, axis.places, strict=True))).to_numpy(float)


def fit_setting(ax: Axes, axis: Axis, inches: float) -> None:
    """Scale the x axis and tick it at the grid's own values, as many as have room.

    Args:
        ax: the axes whose x axis shows the setting.
        axis: the setting.
        inches: width of the axes, near enough.
    """
    steps = np.log10(axis.places) if axis.kind == "log" else np.asarray(axis.places)
    span = float(steps.max() - steps.min())
    margin = 0.5 if axis.kind == "category" else 0.05 * (span or 1.0)
    ends = float(steps.min()) - margin, float(steps.max()) + margin
    if axis.kind == "log":
        ax.set_xscale("log")
    ax.set_xlim(*(10.0**end if axis.kind == "log" else end for end in ends))
    texts = [shown_level(text) for text in axis.levels]
    wide = np.array([len(text) * _CHARACTER for text in texts])
    slant = axis.kind == "category" and bool(wide.max() > inches / len(texts))
    at = (steps - ends[0]) / (ends[1] - ends[0]) * inches
    shown = _spaced(at, np.full(len(texts), _CHARACTER * 1.5) if slant else wide)
    labels = {float(axis.places[index]): texts[index] for index in shown}
    ax.xaxis.set_major_locator(FixedLocator(list(labels)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.get(value, "")))
    ax.xaxis.set_minor_locator(FixedLocator([]))
    if slant:
        for tick in ax.get_xticklabels():
            tick.set(rotation=30, ha="right", rotation_mode="anchor")


def label_of(name: str, columns: Columns) -> str:
    """A setting as an axis label, with its unit."""
    spec = columns.settings.get(name)
    if spec is None:
        return name
    if spec.label:
        # Panels, notes and findings say `lr`, as it is typed; here a reader learns what that is.
        words = columns.say(spec.label)
        return words if name.replace("_", " ") == words else f"{words} ({name})"
    words = columns.say(name)
    words = words if words == name else f"{words} {name}"
    return f"{words} ({columns.say(spec.unit)})" if spec.unit else words


def title_of(name: str, columns: Columns) -> str:
    """A setting in a title: in words where it has some, and without its unit."""
    return columns.label(name)


def _tuned_by_ratio(name: str, columns: Columns) -> bool:
    spec = columns.settings.get(name)
    return spec is not None and spec.role == "tuned" and spec.scale == "log"


def shown_level(text: str, limit: int = 24) -> str:
    """A value as a label: numbers to three digits, long words without their middle.

    File names differ at their ends, so more of the end is kept.
    """
    value = number(text)
    if value is not None and len(text) > 6:
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e6 else f"{value:.3g}"
    if len(text) > limit:
        text = f"{text[: limit // 3]}…{text[-(limit * 2 // 3) + 1 :]}"
    return drawable(text)


def _spaced(at: np.ndarray, wide: np.ndarray) -> list[int]:
    """Indices of labels that do not touch; the first and the last are always among them.

    Args:
        at: where labels are centred, inches.
        wide: how wide they are, inches.
    """

    def clear(left: int, right: int) -> bool:
        return bool(at[right] - at[left] > (wide[left] + wide[right]) / 2 + 0.04)

    order = [int(index) for index in np.argsort(at, kind="stable")]
    shown = order[:1]
    for index in order[1:-1]:
        if clear(shown[-1], index) and clear(index, order[-1]):
            shown.append(index)
    return shown + order[-1:] if len(order) > 1 else shown
