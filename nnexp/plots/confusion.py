"""Which class is taken for which, over the networks of one setting."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from nnexp.plots.page import Words, page
from nnexp.plots.style import FAILED, INK
from nnexp.sweeping.reading import Reading

_MOST_NAMED = 3
_MOST_NUMBERED = 12


def confusion_map(reading: Reading, about: str) -> Figure:
    """A cell for each pair of classes: of 100 samples of one, how many are taken for the other.

    Args:
        reading: with confusions.
        about: data and setting.
    """
    counts = reading.confusions.sum(axis=0)
    classes = len(counts)
    shares = 100 * counts / np.maximum(counts.sum(axis=1), 1)[:, None]
    # Of the diagonal, which is large, colours would tell nothing.
    wrong = np.where(np.eye(classes, dtype=bool), np.nan, shares)
    scale = Normalize(0, np.nanmax(wrong, initial=0) or 1)
    side = min(max(0.46 * classes, 2.6), 7.2)
    size = side + 1.0, 0.8 * side + 0.6
    figure, axes = page(_words(reading, counts, about), 1, 1, size)
    ax = axes[0, 0]
    ax.imshow(wrong, cmap="Oranges", norm=scale, aspect="auto", interpolation="nearest")
    ax.set_facecolor(FAILED)
    ax.grid(visible=False)
    ax.set(xticks=range(classes), yticks=range(classes), xlabel="read as", ylabel="is")
    if classes <= _MOST_NUMBERED:
        for (row, column), share in np.ndenumerate(shares):
            colour = "white" if row != column and scale(share) > 0.6 else INK
            text = _cell(share, counts[row, column])
            ax.text(column, row, text, size=8.5, ha="center", va="center", color=colour)
    return figure


def _words(reading: Reading, counts: np.ndarray, about: str) -> Words:
    read = len(reading.confusions)
    networks = f"{read} network{'' if read == 1 else 's'}"
    if read < reading.trials:
        networks = f"{read} of {reading.trials} networks"
    worst = _worst(counts)
    return Words(
        "What is taken for what",
        f"{about} · {reading.part} data, {networks}",
        (
            f"Most often: {worst}." if worst else "No sample was read wrongly.",
            "Cells: of 100 samples of the class in the row, how many are read as the class in the "
            "column; the darker, the more. On the grey diagonal: those read rightly.",
        ),
    )


def _cell(share: float, count: int) -> str:
    return "" if not count else f"{share:.1f}" if share < 99.95 or share == 100 else "99.9"


def _worst(counts: np.ndarray) -> str:
    """`4 read as 9 (12 of 490), …`: the most frequent mistakes."""
    wrong = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MOST_NAMED]
    pairs = [divmod(int(place), len(counts)) for place in order]
    return ", ".join(
        f"{label} read as {answer} ({wrong[label, answer]:,} of {counts[label].sum():,})"
        for label, answer in pairs
        if wrong[label, answer]
    )
