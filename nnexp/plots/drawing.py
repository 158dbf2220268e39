"""Which plots a grid makes meaningful, drawn and written to files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from nnexp.analysis import Finding
from nnexp.analysis.best import PROBLEM
from nnexp.analysis.tasks import Task
from nnexp.plots import picture_name, style
from nnexp.plots.accuracy import accuracy_by
from nnexp.plots.capacity import capacity
from nnexp.plots.heat_map import heat_map
from nnexp.plots.learning_curves import learning_curves
from nnexp.plots.network_pictures import network_pictures
from nnexp.plots.scatter import scatter
from nnexp.plots.scene import Scene, scene_of, within
from nnexp.sweeping.reading import Reading

_DPI = 150
_MOST_BY_SETTING = 6
_LOCK = threading.Lock()


def write_plots(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    directory: Path,
    only: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    readings: Sequence[tuple[Task, Reading]] = (),
) -> list[Path]:
    """As `nnexp.plots.draw`, which is this with its imports put off."""
    paths = []
    # Matplotlib reads its settings while it draws, and they belong to the whole process.
    with _LOCK, mpl.rc_context(style.settings()):
        for name, figure in figures(table, curves, swept, select_on, findings, readings):
            if only and name not in only:
                continue
            directory.mkdir(parents=True, exist_ok=True)
            paths += _write(figure, directory / name)
    return paths


def figures(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    findings: Sequence[Finding] = (),
    readings: Sequence[tuple[Task, Reading]] = (),
) -> Iterator[tuple[str, Figure]]:
    """Every plot that grid and networks make meaningful, with the name of its file."""
    if table.empty:
        return
    scene = scene_of(table, curves, swept, select_on, findings)
    drawn = [(name, figure) for name, figure in _by_grid(scene) if figure is not None]
    if not drawn and scene.settings != ("epochs",):
        drawn += [("accuracy_by_setting", figure) for figure in [scatter(scene)] if figure]
    yield from drawn
    # One epoch is a point, not a curve: shown only where there is nothing else to show.
    one_epoch = not scene.curves.empty and scene.curves["epoch"].max() == 1
    curves_figure = None if drawn and one_epoch else learning_curves(scene)
    if curves_figure is not None:
        yield "learning_curves", curves_figure
    for task, reading in readings:
        for name, picture in network_pictures(within(scene, task.problem), reading):
            yield picture_name(name, task.name), picture


def _by_grid(scene: Scene) -> Iterator[tuple[str, Figure | None]]:
    """Plots that compare settings, most telling first."""
    if "lr" in scene.settings:
        yield "accuracy_by_lr", accuracy_by(scene, "lr")
    chosen = [name for name in scene.settings if name not in PROBLEM]
    if len(chosen) > 1:
        across, down = chosen[:2]
        yield _file(f"accuracy_by_{across}_and_{down}"), heat_map(scene, across, down)
    if "hidden_nodes" in scene.settings:
        yield "accuracy_by_hidden_nodes", capacity(scene)
    others = [name for name in scene.settings if name not in ("lr", "epochs", "hidden_nodes")]
    for name in others[:_MOST_BY_SETTING]:
        yield _file(f"accuracy_by_{name}"), accuracy_by(scene, name)


def _file(name: str) -> str:
    return name.replace(".", "_")


def _write(figure: Figure, stem: Path) -> list[Path]:
    """The same bytes for the same figure: no dates, and ids from a fixed salt."""
    png, svg = Path(f"{stem}.png"), Path(f"{stem}.svg")
    figure.savefig(png, dpi=_DPI, metadata={"Software": None})
    figure.set_layout_engine("none")
    figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return [png, svg]
