"""Which class is taken for which, over the networks of one setting."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from nnexp.plots.page import Words, page
from nnexp.plots.style import FAILED, INK
from nnexp.sweeping.reading import Reading

_MOST_NAMED = 3


def confusion_map(reading: Reading, about: str) -> Figure:
    """A cell for each pair of classes: of 100 samples of one, how many are taken for the other.

    Args:
        reading: with confusions.
        about: data and setting.
    """
    counts = reading.confusions.sum(axis=0)
    classes, samples = len(counts), counts.sum(axis=1)
    shares = 100 * counts / np.maximum(samples, 1)[:, None]
    wrong = np.where(np.eye(classes, dtype=bool), 0.0, shares)
    read = len(reading.confusions)
    some = f"{read} of {reading.trials} networks" if read < reading.trials else f"{read} networks"
    words = Words(
        "What is taken for what",
        f"{about} · {reading.part} data, {'1 network' if read == reading.trials == 1 else some}",
        (
            f"Most often: {_worst(counts)}." if wrong.any() else "No sample was read wrongly.",
            "Cells: of 100 samples of the class in the row, how many are read as the class in the "
            "column; the darker, the more. On the grey diagonal: those read rightly.",
        ),
    )
    side = min(max(0.46 * classes, 2.6), 7.2)
    figure, axes = page(words, 1, 1, (side + 1.0, 0.8 * side + 0.6))
    ax = axes[0, 0]
    scale = Normalize(0, wrong.max() or 1)
    ax.imshow(
        np.where(np.eye(classes, dtype=bool), np.nan, wrong),
        cmap="Oranges",
        norm=scale,
        aspect="auto",
        interpolation="nearest",
    )
    ax.set_facecolor(FAILED)
    ax.grid(visible=False)
    ax.set_xticks(range(classes))
    ax.set_yticks(range(classes))
    ax.set_xlabel("read as")
    ax.set_ylabel("is")
    if classes <= 12:
        for (row, column), share in np.ndenumerate(shares):
            dark = row != column and scale(share) > 0.6
            text = _cell(share, counts[row, column])
            ax.text(
                column,
                row,
                text,
                size=8.5,
                ha="center",
                va="center",
                color="white" if dark else INK,
            )
    return figure


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
