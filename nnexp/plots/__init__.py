"""What a sweep looks like: `draw` writes each plot that its grid makes meaningful.

Plots compute no statistics: means, intervals and findings come from `nnexp.analysis`, pictures of
what models have learnt from their trainable. Figures are made without pyplot, so drawing opens no
window and changes no one's settings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.errors import NnexpError
from nnexp.process.ahead import imported, without

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nnexp.analysis import Finding
    from nnexp.analysis.tasks import SweptData
    from nnexp.plots.pair import SweepPair
    from nnexp.sweeps.data import SweepData
    from nnexp.trainables.pictures import Pictures

__all__ = ["PlotError", "draw", "drawings_of_pair", "figure", "figures", "picture_name"]


class PlotError(NnexpError):
    """Plots cannot be written."""


def picture_name(name: str, task: str) -> str:
    """The name of a picture's files: `confusion_digits` where a sweep has several data sets.

    Args:
        name: of the picture.
        task: name of the data set; empty where the sweep has one only.
    """
    return f"{name}_{task}" if task else name


def import_whole() -> None:
    """Import what draws, which takes a second or two: before it is needed."""
    imported("nnexp.plots.drawing")


def import_lean() -> None:
    """Import what draws, without SciPy's statistics.

    Seaborn takes them where it finds them, our plots do without, and they take longer to import
    than all the rest. For a process of ours alone: in a session others may want seaborn whole.
    """
    with without("scipy.stats", "scipy.cluster"):
        imported("nnexp.plots.drawing")


def draw(
    sweep: SweepData,
    directory: Path,
    only: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    pictures: Sequence[tuple[SweptData, Pictures]] = (),
    at_once: int = 1,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Path]:
    """Draw a sweep and write every plot as PNG and as SVG.

    Args:
        sweep: of now or of its folder.
        directory: where the files go; made if need be.
        only: names of the plots to write, such as `accuracy_by_lr`; all of them unless given.
        findings: what the analyses found, to be marked in the plots that show it.
        pictures: of the models of the best setting on each data set.
        at_once: plots that are drawn at the same time, by forks of this process where those are
            safe (`nnexp.process.forks`).
        tell: called after each plot with how many are done, of how many.

    Returns:
        The files written: none for a sweep in which nothing finished, or of which no metric
        says what is best.

    Raises:
        PlotError: the folder cannot be written to, or is a link to elsewhere.
    """
    # Seaborn takes a second to import, which no one should wait for who draws nothing.
    from nnexp.plots.drawing import write_plots

    return write_plots(sweep, directory, only, findings, pictures, at_once, tell)


def figures(
    sweep: SweepData,
    findings: Sequence[Finding] = (),
    pictures: Sequence[tuple[SweptData, Pictures]] = (),
) -> dict[str, Figure]:
    """Every plot that `draw` would write, as a figure by its name; see there for the arguments."""
    from nnexp.plots.drawing import styled_figures

    return styled_figures(sweep, findings, pictures)


def figure(
    sweep: SweepData, plot: str, settings: tuple[str, ...], findings: Sequence[Finding] = ()
) -> Figure | None:
    """One kind of plot about some settings, whether or not `draw` would write it.

    Args:
        sweep: of now or of its folder.
        plot: its name in the registry, such as `heat_map`.
        settings: that the sweep varies.
        findings: what the analyses found, to be marked in it.

    Returns:
        The figure; None where the sweep does not vary the settings, or does not cross them.
    """
    from nnexp.plots.drawing import styled_figure

    return styled_figure(sweep, plot, settings, findings)


def drawings_of_pair(pair: SweepPair) -> dict[str, bytes]:
    """Every plot that two sweeps make meaningful, as SVG by its name."""
    from nnexp.plots.drawing import drawn_pair

    return drawn_pair(pair)
