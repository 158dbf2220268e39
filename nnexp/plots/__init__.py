"""What a sweep looks like: `draw` writes each plot that its grid makes meaningful.

Plots compute no statistics: means and intervals come from `nnexp.analysis`. Figures are
made without pyplot, so drawing opens no window and changes no one's settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw"]


def draw(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    directory: Path,
) -> list[Path]:
    """Draw a sweep and write every plot as PNG and as SVG.

    Args:
        table: one row per trial, as `nnexp.load` gives it.
        curves: one row per run and epoch.
        swept: dotted names that differ between the grid points.
        select_on: `validation` or `test`, the data whose accuracy chooses.
        directory: where the files go; made if need be.

    Returns:
        The files written: none for a sweep in which nothing finished.
    """
    # Seaborn takes a second to import, which no one should wait for who draws nothing.
    from nnexp.plots.drawing import write_plots

    return write_plots(table, curves, swept, select_on, directory)
