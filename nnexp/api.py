"""Sweeps from Python, and what the command line runs: one call from a grid to its answer."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.settings import (
    Entry,
    GridPoint,
    SettingsError,
    SweepSettings,
    as_text,
    catalog,
    parse,
    unflatten,
)
from nnexp.settings.spec import coerce
from nnexp.sweeping import SweepResult, run_sweep

if TYPE_CHECKING:
    import pandas as pd


@dataclasses.dataclass(frozen=True)
class Sweep:
    """A finished sweep; shows its table in a notebook."""

    result: SweepResult
    """Counts, hash, verification and wall time besides the frames."""

    @property
    def table(self) -> pd.DataFrame:
        """One row per trial; `.attrs["columns"]` says what each column means."""
        return self.result.table

    @property
    def curves(self) -> pd.DataFrame:
        """One row per run and epoch."""
        return self.result.curves

    @property
    def directory(self) -> Path:
        """Where the sweep's files are."""
        return self.result.directory

    def plot(self) -> list[Path]:
        """Draw every plot that the grid makes meaningful, as PNG and SVG, and say where."""
        from nnexp.plots import draw

        result = self.result
        folder = self.directory / "plots"
        return draw(result.table, result.curves, result.swept, result.select_on, folder)

    def __repr__(self) -> str:
        counts = self.result.counts
        runs = counts.trained + counts.extended + counts.reused + counts.not_run
        return (
            f"<Sweep of {len(self.table):,} trials by {runs:,} runs "
            f"({counts.reused:,} reused, {counts.failed:,} failed) in {self.directory}>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        columns = [*self.result.swept, "repeat", "status", "validation_accuracy", "test_accuracy"]
        shown = self.table[[name for name in columns if name in self.table.columns]]
        return f"<p>{escape(repr(self))}</p>{shown.to_html(max_rows=20, index=False)}"


def sweep(
    settings: Mapping[str, Any] | None = None, /, directory: Path | str | None = None, **named: Any
) -> Sweep:
    """Run a grid and return its answer; what an earlier sweep trained is not trained again.

    A list is an axis of the grid: `lr=[0.01, 0.1]` makes two points, and several axes make every
    combination. A tuple is one value: `hidden_nodes=(100, 50)` is one network of two hidden
    layers, `hidden_nodes=[30, (100, 50)]` an axis of two networks. Arrays and ranges are axes.

    Args:
        settings: settings by their names on the command line, for those with a dot:
            `nnexp.sweep({"training.batch_size": [1, 16], "data.input_range": (-1, 1)}, lr=0.1)`.
        directory: folder of the sweep; `results/<name>/<time>` unless given.
        named: settings whose names have no dot: `lr`, `epochs`, `hidden_nodes`, `seed`,
            `repeats`, `data`, `engine`, `name`, `select_on`, `verify`. What is left out takes its
            default.

    Returns:
        The finished sweep with `.table`, `.curves`, `.plot()` and `.result`.

    Raises:
        SettingsError: with a line for every value that is not legal.
        NnexpError: data, store or folder cannot be used as asked.
        KeyboardInterrupt: Ctrl-C; what is complete is kept, and the same call goes on from there.
    """
    points, whole = grid(settings or {}, named)
    folder = _claim(Path("results") / whole.name) if directory is None else Path(directory)
    return Sweep(run_sweep(points, whole, folder))


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
    result = run_sweep(points, sweep, directory, overrides=overrides)
    from rich.console import Console

    from nnexp.plots import draw
    from nnexp.report.html import write_report
    from nnexp.report.reuse import reuse_plots
    from nnexp.report.terminal import print_summary

    known = result.counts.epochs_trained == 0 and reuse_plots(directory)
    if not known:
        draw(result.table, result.curves, result.swept, result.select_on, directory / "plots")
    write_report(directory)
    print_summary(result, Console())
    return result


def plan(points: Sequence[GridPoint], sweep: SweepSettings) -> None:
    """Print what a sweep would train and how long that would take: `plan=true`.

    Args:
        points: the grid.
        sweep: what holds for the sweep as a whole.

    Raises:
        NnexpError: data or store cannot be used as asked.
    """
    from rich.console import Console

    from nnexp.report.preview import print_preview
    from nnexp.sweeping.preview import preview

    print_preview(preview(points, sweep), Console())


def grid(
    settings: Mapping[str, Any], named: Mapping[str, Any]
) -> tuple[list[GridPoint], SweepSettings]:
    """The points of a grid and what holds for all of them; see `sweep` for the notation.

    Raises:
        SettingsError: with a line for every value that is not legal.
    """
    problems = [f"{name}: is given twice; give it once" for name in settings if name in named]
    entries = {entry.name: entry for entry in catalog()}
    axes: dict[str, list[Any]] = {}
    for name, value in {**settings, **named}.items():
        if name in entries:
            axes[name] = list(_values(entries[name], value, problems))
        else:
            problems += _problems({name: _plain(value)})
    if problems:
        raise SettingsError(tuple(problems))
    points: list[GridPoint] = []
    for combination in itertools.product(*axes.values()):
        values = dict(zip(axes, combination, strict=True))
        try:
            point, whole = parse(unflatten(values))
        except SettingsError as error:
            problems += error.problems
        else:
            points.append(point)
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))
    return points, whole


def _values(entry: Entry, value: Any, problems: list[str]) -> Iterator[Any]:
    """The legal values of one setting; what is wrong goes to `problems`."""
    plain = _plain(value)
    if isinstance(plain, list) and not entry.axis:
        problems.append(
            f"{entry.name}={as_text(plain)}: holds for a sweep as a whole; give it one value, "
            f"for example {entry.spec.example}"
        )
        return
    members = plain if isinstance(plain, list) else [plain]
    if not members:
        problems.append(f"{entry.name}=[]: a list is an axis and needs at least one value")
    for member in members:
        coerced, problem = coerce(entry.name, member, entry.spec)
        if problem:
            problems.append(problem)
        yield coerced


def _plain(value: Any) -> Any:
    """Arrays, ranges and NumPy numbers as plain Python."""
    if isinstance(value, range):
        return list(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value


def _problems(values: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        parse(unflatten(values))
    except SettingsError as error:
        return error.problems
    return ()


def _claim(parent: Path) -> Path:
    """A new folder of this second; sweeps that start in the same second do not share one."""
    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    for number in itertools.count(1):
        folder = parent / (stamp if number == 1 else f"{stamp}_{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError:
            # `run_sweep` says what is wrong with it.
            return folder
        return folder
    raise AssertionError("counting never ends")
