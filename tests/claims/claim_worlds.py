"""Frames of claims that were never run, from the means that a world would have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart

Means = Mapping[Any, Mapping[str, float]]


def world(
    names: str | Sequence[str],
    means: Means,
    *,
    repeats: int = 8,
    noise: float = 0.003,
    seed: int = 1,
    **fixed: Any,
) -> pd.DataFrame:
    """One row per level and repeat: each column's mean, plus what a repeat does to all levels,
    plus noise.

    Args:
        names: what the levels are values of.
        means: by level, the mean of each column.
        repeats: rows of each level.
        noise: standard deviation of both kinds of noise.
        seed: of the noise.
        fixed: further columns that are the same in every row.
    """
    draw = np.random.default_rng(seed)
    columns = [names] if isinstance(names, str) else list(names)
    of_repeat = draw.normal(0, noise, repeats)
    rows = []
    for level, values in means.items():
        cells = level if isinstance(level, tuple) else (level,)
        for repeat in range(repeats):
            measured = {
                name: mean + of_repeat[repeat] + draw.normal(0, noise)
                for name, mean in values.items()
            }
            own = dict(zip(columns, cells, strict=True))
            rows.append({**own, **fixed, "seed": 1, "repeat": repeat, "status": "ok", **measured})
    return pd.DataFrame(rows)


def right(accuracy: float, **more: float) -> dict[str, float]:
    """The columns of a trial that gets as many right on validation as on test data."""
    return {"validation_accuracy": accuracy, "test_accuracy": accuracy, **more}


def shows(chart: Chart) -> list[int]:
    """Points of each panel, all of them finite somewhere; a chart must also speak."""
    assert chart.title
    assert chart.alt.endswith(".")
    counts = []
    for panel in chart.panels:
        assert panel.x
        assert panel.y
        assert len(panel.lines) == 1 or panel.legend
        points = [y for line in panel.lines for y in line.y]
        assert points
        assert np.isfinite(points).all()
        counts.append(len(points))
    return counts
