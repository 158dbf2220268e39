"""The best settings as a small table of text."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pandas as pd

from nnexp.analysis.best import Best
from nnexp.plots.levels import level

Lines = list[list[str]]


def ranking_lines(best: Best, most: int, width: int) -> tuple[Lines, int]:
    """The best `most` settings with their accuracies in per cent, heads first.

    Args:
        best: the answer for one task.
        most: how many settings.
        width: characters in a line. Where it is too small, settings share one column, then test
            accuracy is left out, then all is one column of text.

    Returns:
        Lines of cells, and how many of the cells in a line describe the setting.
    """
    top = best.ranking.head(most)
    names = list(best.setting)
    parts = [("", best.select_on)] + ([("test_", "test")] if best.select_on != "test" else [])
    accuracies = [
        [f"{part} (%)", *map(interval, top[f"{prefix}mean"], top[f"{prefix}high"])]
        for prefix, part in parts
    ]
    settings = [[name, *map(level, top[name])] for name in names]
    if _width(settings, accuracies) > width and names:
        texts = setting_texts(top, names)
        settings = [["setting", *texts]]
        # Such a column wraps between words.
        words = [[word for text in ["setting", *texts] for word in text.split()]]
        if _width(words, accuracies) > width:
            accuracies = accuracies[:1]
        if _width(words, accuracies) > width:
            pairs = zip(*settings, *accuracies, strict=True)
            settings, accuracies = [[f"{text}: {share}" for text, share in pairs]], []
    elif _width(settings, accuracies) > width:
        accuracies = accuracies[:1]
    lines = [list(line) for line in zip(*settings, *accuracies, strict=True)]
    return lines, len(settings)


def _width(*columns: list[list[str]]) -> int:
    """Characters in a line of all these columns, each with a gap of two."""
    return sum(max(map(len, column)) + 2 for column in itertools.chain(*columns))


def setting_texts(rows: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """`lr=0.1 epochs=5` of each row."""
    columns = [[f"{name}={level(value)}" for value in rows[name]] for name in names]
    return [" ".join(parts) for parts in zip(*columns, strict=True)]


def interval(mean: float, high: float) -> str:
    """`97.21 ± 0.41` in per cent; no interval where there is none."""
    if math.isnan(mean):
        return "none"
    return f"{100 * mean:.2f}" + ("" if math.isnan(high) else f" ± {100 * (high - mean):.2f}")
