"""What a sweep looks like: `draw` writes each plot that its grid makes meaningful.

Plots compute no statistics: means, intervals and findings come from `nnexp.analysis`, what
networks read from `nnexp.sweeping.reading`. Figures are made without pyplot, so drawing opens no
window and changes no one's settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.analysis import Finding
    from nnexp.analysis.tasks import Task
    from nnexp.sweeping.reading import Reading

__all__ = ["NETWORK_PICTURES", "draw", "picture_name"]

NETWORK_PICTURES = ("confusion", "wrongly_read", "mind_of_the_network", "weights_of_nodes")
"""Names of the pictures of the best setting's networks, in the order in which they are drawn.

A sweep over several data sets has them for each: `confusion_digits`.
"""


def picture_name(name: str, task: str) -> str:
    """The name of a picture's files.

    Args:
        name: one of `NETWORK_PICTURES`.
        task: name of the data set; empty where the sweep has one only.
    """
    return f"{name}_{task}" if task else name


def draw(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    directory: Path,
    only: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    readings: Sequence[tuple[Task, Reading]] = (),
) -> list[Path]:
    """Draw a sweep and write every plot as PNG and as SVG.

    Args:
        table: one row per trial, as `nnexp.load` gives it.
        curves: one row per run and epoch.
        swept: dotted names that differ between the grid points.
        select_on: `validation` or `test`, the data whose accuracy chooses.
        directory: where the files go; made if need be.
        only: names of the plots to write, such as `accuracy_by_lr`; all of them unless given.
        findings: what the analyses found, to be marked in the plots that show it.
        readings: what the networks of the best setting on each data set read, to be pictured.

    Returns:
        The files written: none for a sweep in which nothing finished.
    """
    # Seaborn takes a second to import, which no one should wait for who draws nothing.
    from nnexp.plots.drawing import write_plots

    return write_plots(table, curves, swept, select_on, directory, only, findings, readings)
