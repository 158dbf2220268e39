"""A sweep from one call: from Python, and for the command line."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.api.arguments import check_grid, check_quiet, folder_of
from nnexp.api.axes import grid
from nnexp.api.chosen import keep_chosen
from nnexp.api.finished import Sweep
from nnexp.settings import GridPoint, SweepSettings
from nnexp.sweeping import SweepResult, run_sweep
from nnexp.sweeping.directory import claim_directory

if TYPE_CHECKING:
    from rich.console import Console


def sweep(
    settings: Mapping[str, Any] | None = None,
    /,
    directory: Path | str | None = None,
    quiet: bool = False,
    **named: Any,
) -> Sweep:
    """Run a grid and return its answer; what an earlier sweep trained is not trained again.

    A list is an axis of the grid: `lr=[0.01, 0.1]` makes two points, and several axes make every
    combination. A tuple is one value: `hidden_nodes=(100, 50)` is one network of two hidden
    layers, `hidden_nodes=[30, (100, 50)]` an axis of two networks. Arrays and ranges are axes.

    Args:
        settings: settings by their names on the command line, for those with a dot:
            `nnexp.sweep({"training.batch_size": [1, 16], "data.input_range": (-1, 1)}, lr=0.1)`.
        directory: folder of the sweep; `results/<name>/<time>` unless given.
        quiet: show no progress.
        named: settings whose names have no dot: `lr`, `epochs`, `hidden_nodes`, `seed`,
            `repeats`, `data`, `engine`, `name`, `select_on`, `verify`. What is left out takes its
            default; `nnexp.settings.catalog()` lists all settings.

    Returns:
        The finished sweep: `.table`, `.curves`, `.findings()`, `.plot()`, `.trial()`, `.result`.

    Raises:
        SettingsError: with a line for every value that is not legal.
        NnexpError: data, store or folder cannot be used as asked.
        KeyboardInterrupt: Ctrl-C; what is complete is kept, and the same call goes on from there.
    """
    points, whole = grid(settings, named)
    check_quiet(quiet)
    folder = _new_directory(whole.name) if directory is None else folder_of(directory)
    result = run_sweep(points, whole, folder, console=_console(quiet))
    return Sweep(result, tuple(dict.fromkeys(points)), Path(whole.store.path))


def run(
    points: Sequence[GridPoint],
    sweep: SweepSettings,
    directory: Path,
    overrides: Sequence[str] = (),
) -> SweepResult:
    """Run a sweep, draw its plots, write its report and print its answer: the command line's job.

    Args:
        points: the grid.
        sweep: what holds for the sweep as a whole.
        directory: folder of the sweep.
        overrides: what the user typed, for the record.

    Returns:
        The sweep's frames, counts and hash.

    Raises:
        As `nnexp.sweeping.run_sweep`.
    """
    check_grid(points, sweep)
    directory = folder_of(directory)
    result = run_sweep(points, sweep, directory, overrides=overrides)
    from rich.console import Console

    from nnexp.report.html import make_report
    from nnexp.report.reuse import reuse_pictures
    from nnexp.report.terminal import print_summary

    known = result.counts.epochs_trained == 0 and reuse_pictures(directory)
    if not known:
        keep_chosen(points, result, sweep.store.path)
    findings = make_report(directory, plots=not known).findings
    print_summary(result, findings, Console())
    return result


def plan(points: Sequence[GridPoint], sweep: SweepSettings) -> None:
    """Print what a sweep would train and how long that would take: `plan=true`.

    Args:
        points: the grid.
        sweep: what holds for the sweep as a whole.

    Raises:
        NnexpError: data or store cannot be used as asked.
    """
    check_grid(points, sweep)
    from rich.console import Console

    from nnexp.report.preview import print_preview
    from nnexp.sweeping.preview import preview

    print_preview(preview(points, sweep), Console())


def _console(quiet: bool) -> Console:
    """Where progress goes: a bar in a notebook that can show one, lines in one that cannot."""
    from rich.console import Console

    # Without ipywidgets rich would warn in every cell instead of showing its bar.
    widgets = not quiet and importlib.util.find_spec("ipywidgets") is not None
    return Console(stderr=True, quiet=quiet, force_jupyter=None if widgets else False)


def _new_directory(name: str) -> Path:
    """A folder of this second, which no other sweep has."""
    wanted = Path("results") / name / datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    try:
        return claim_directory(wanted)
    except OSError:
        # `run_sweep` says what is wrong with it.
        return wanted
