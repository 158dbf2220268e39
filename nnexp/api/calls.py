"""A sweep from one call: from Python, and for the command line."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from nnexp.api.arguments import check_grid, check_quiet, folder_of
from nnexp.api.axes import grid
from nnexp.api.chosen import Look, Seen, keep_chosen, looking, see, seen
from nnexp.api.finished import Sweep
from nnexp.api.own import own_grid
from nnexp.execution.observing import Ended, Event, Observer, Started
from nnexp.files.folder_lock import held
from nnexp.observers.registry import observers_of
from nnexp.observers.watched import Watched
from nnexp.planning.memory import refuse_small_limit
from nnexp.planning.plan import full_grid
from nnexp.plots import import_lean, import_whole
from nnexp.process.ahead import Ahead, imported
from nnexp.process.aside import Aside, Asking, GoneError
from nnexp.process.room import of_limit
from nnexp.process.streams import Lasting
from nnexp.settings import SweepSettings
from nnexp.store import StoreError
from nnexp.sweeps import SweepData, SweepUnderWay, begun_sweep, run_sweep
from nnexp.sweeps.discovery import discovered
from nnexp.sweeps.endings import Endings, endings_of
from nnexp.sweeps.folder import claim_directory
from nnexp.sweeps.record import RECORD, resume
from nnexp.sweeps.sweep import Trained
from nnexp.trainables import registry
from nnexp.trainables.function.marks import FunctionError
from nnexp.trainables.function.trainable import Own, own
from nnexp.trainables.trainable import Point, Trainable

log = logging.getLogger(__name__)

_TELLING = (
    "pandas",
    "pyarrow.parquet",
    "nnexp.report.content",
    "nnexp.report.terminal",
    "nnexp.report.html",
)
"""What a sweep imports after its training, in the order in which it does."""

_MOST_SENT = 20_000
"""Trials above which it takes longer to send them to another process than to import what it has."""

_DRAWING = ("matplotlib", "matplotlib.figure", "matplotlib.pyplot")
"""What it draws with, where it draws."""

if TYPE_CHECKING:
    from rich.console import Console

    from nnexp.report.content import ReportContent
    from nnexp.trainables.pictures import Pictures


def sweep(
    model: Callable[..., Any] | Own | Mapping[str, Any] | None = None,
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
        model: a function of your own, or what `nnexp.estimator` made; without one the network of
            the book is trained: `nnexp.sweep(train, lr=[0.1, 0.3])`, `nnexp.sweep(lr=[0.1, 0.3])`.
        settings: settings by their names on the command line, for those with a dot:
            `nnexp.sweep({"training.batch_size": [1, 16], "data.input_range": (-1, 1)}, lr=0.1)`.
        directory: folder of the sweep; `results/<name>/<time>` unless given.
        quiet: show no progress.
        named: settings whose names have no dot: `lr`, `epochs`, `hidden_nodes`, `seed`,
            `repeats`, `data`, `engine`, `name`, `select_on`, `verify`. What is left out takes its
            default; `nnexp.list_settings()` shows all settings. A model of your own has the
            settings that its parameters name, and those of the sweep as a whole.

    Returns:
        The finished sweep: `.table`, `.curves`, `.findings()`, `.plot()`, `.trial()`, `.record`.

    Raises:
        SettingsError: with a line for every value that is not legal.
        FunctionError: the model cannot be swept as it is.
        NnexpError: data, store or folder cannot be used as asked.
        KeyboardInterrupt: Ctrl-C; what is complete is kept, and the same call goes on from there.
    """
    check_quiet(quiet)
    trainable, points, whole = _asked(model, settings, named)
    folder = _new_directory(whole.name) if directory is None else folder_of(directory)
    with held(folder):
        console = _console(quiet)
        watching = observers_of(Watched(whole, folder, resume((), folder), console))
        if isinstance(trainable, Own):
            trainable = discovered(trainable, points, whole, console, keep=True)
        result = run_sweep(
            points, whole, folder, trainable=trainable, console=console, observers=watching
        )
        if whole.live:
            from nnexp.report.html import make_report

            make_report(folder, plots=True)
    if result.lost:
        log.warning(result.lost)
    return Sweep.of(result)


def _asked(
    model: Any, settings: Mapping[str, Any] | None, named: Mapping[str, Any]
) -> tuple[Trainable, Sequence[Point], SweepSettings]:
    """What a call of `sweep` trains, the grid, and what holds for the sweep as a whole."""
    if isinstance(model, Own) or callable(model):
        asked = own_grid(model if isinstance(model, Own) else own(model), settings, named)
        return asked.model, asked.points, asked.sweep
    if hasattr(model, "get_params") and hasattr(model, "fit"):
        name = type(model).__name__
        raise FunctionError(
            f"{name}: is an estimator; say what it learns: nnexp.estimator({name}(), X, y)"
        )
    points, whole = grid(model if settings is None else settings, named)
    return registry.trainable(), points, whole


def load(directory: Path | str) -> Sweep:
    """An earlier sweep from its folder: the same as `sweep` returned.

    Args:
        directory: the folder of one sweep, `results/<name>/<time>`, or a file in it.

    Returns:
        The sweep: `.table`, `.curves`, `.findings()`, `.plot()`, `.trial()`. A table alone is read
        by `nnexp.table.load`.

    Raises:
        UnfinishedError: the sweep was stopped or killed, or still runs.
        RecordError, ReportError, TableError: the folder is not that of a sweep, or damaged.
    """
    from nnexp.report.stored import read_sweep

    folder = folder_of(directory)
    if folder.is_file() and folder.with_name(RECORD).is_file():
        folder = folder.parent
    return Sweep.of(read_sweep(folder))


def run(
    points: Sequence[Point],
    sweep: SweepSettings,
    directory: Path,
    overrides: Sequence[str] = (),
    *,
    trainable: Own | None = None,
) -> SweepData:
    """Run a sweep, print its answer, draw its plots and write its report: the command line's job.

    Args:
        points: the grid.
        sweep: what holds for the sweep as a whole.
        directory: folder of the sweep.
        overrides: what the user typed, for the record.
        trainable: the user's own model; the network of the book unless given.

    Returns:
        The sweep's frames, counts and hash.

    Raises:
        As `nnexp.sweeps.run_sweep`; and `StoreError`, with all files written, when the store was
        taken away under way.
    """
    with batches(points, sweep, directory, overrides, trainable=trainable) as going:
        _ask(going, points, sweep)
    return going.result


def _ask(going: SweepUnderWay, points: Sequence[Point], sweep: SweepSettings) -> None:
    """Ask for the whole grid, or for what a decision comes to."""
    if sweep.decide.name == "none":
        going.ask(full_grid(points, sweep.repeats))
    else:
        going.decide()


@contextlib.contextmanager
def batches(
    points: Sequence[Point],
    sweep: SweepSettings,
    directory: Path,
    overrides: Sequence[str] = (),
    *,
    trainable: Own | None = None,
) -> Iterator[SweepUnderWay]:
    """As `run`, asked for its trials as often as one likes; each time trains what is new.

    Leaving the block prints the answer, draws the plots and writes the report.

    Args:
        points: those that it begins with; the rest as `run` takes it.

    Raises:
        As `run`.
    """
    if trainable is None:
        check_grid(points, sweep)
    directory = folder_of(directory)
    refuse_small_limit(of_limit())
    with held(directory):
        yield from _run(points, sweep, directory, overrides, trainable)


def _run(
    points: Sequence[Point],
    sweep: SweepSettings,
    directory: Path,
    overrides: Sequence[str],
    trainable: Own | None,
) -> Iterator[SweepUnderWay]:
    from rich.console import Console

    console = Console(stderr=True)
    watching = observers_of(Watched(sweep, directory, resume(overrides, directory), console))
    if trainable is not None:
        trainable = discovered(trainable, points, sweep, console, keep=True)
    # What seaborn is to do without a user's code may want, which trains meanwhile.
    drawing = import_lean if trainable is None else import_whole
    ahead = Ahead([*(functools.partial(imported, name) for name in _TELLING + _DRAWING), drawing])
    # A model of one's own on threads may list libraries itself while it trains (see `linking`).
    if trainable is None or sweep.engine.name != "threads":
        watching["imports"] = _importing(ahead)
    with begun_sweep(
        points,
        sweep,
        directory,
        trainable=trainable,
        overrides=overrides,
        console=console,
        observers=watching,
    ) as going:
        yield going

    def drawing_alone() -> None:
        ahead.end()
        drawing()

    _tell(going.finished(), console, drawing_alone)


def run_aside(
    points: Sequence[Point],
    sweep: SweepSettings,
    directory: Path,
    overrides: Sequence[str],
    aside: Aside,
) -> Endings:
    """As `run`, with all that comes after the training in another process.

    Args:
        aside: which has begun, with `aside_steps`; the rest as `run` takes it.

    Returns:
        How the trials ended.

    Raises:
        As `run`.
    """
    from rich.console import Console

    check_grid(points, sweep)
    directory = folder_of(directory)
    with held(directory):
        console = Console(stderr=True)
        watching = observers_of(Watched(sweep, directory, resume(overrides, directory), console))
        with begun_sweep(
            points, sweep, directory, overrides=overrides, console=console, observers=watching
        ) as going:
            _ask(going, points, sweep)
        trained = going.trained()
        if len(trained.answered.plan.trials) <= _MOST_SENT:
            with contextlib.suppress(GoneError):
                return aside.carry_out(_tell_of_trained, trained)
        return _tell_of_trained(None, trained)


def aside_steps() -> Iterator[Callable[[], None]]:
    """What a process beside the command imports, in the order in which it is needed."""
    yield from (functools.partial(imported, name) for name in _TELLING)
    yield _read_templates
    yield from (functools.partial(imported, name) for name in _DRAWING)
    yield import_lean
    yield _import_pictures


def _import_pictures() -> None:
    registry.pictures()


def _read_templates() -> None:
    from nnexp.report.page import read_templates

    read_templates()


def _tell_of_trained(parent: Asking | None, trained: Trained) -> Endings:
    from rich.console import Console

    result = trained.finished()
    _tell(result, Console(stderr=True), import_lean, parent)
    return endings_of(result)


def _tell(
    result: SweepData,
    console: Console,
    drawing: Callable[[], None],
    parent: Asking | None = None,
) -> None:
    """Print the answer, draw the plots and write the report."""
    from rich.console import Console

    from nnexp.report.content import content_of
    from nnexp.report.main_findings import main_findings
    from nnexp.report.terminal import print_answer, print_files

    chosen: Callable[[], Seen] = functools.partial(keep_chosen, result)
    if parent is not None and result.counts.epochs_trained:
        # The parent has the data at hand, and nothing else to do.
        chosen = looking(result, functools.partial(_have_seen, parent))
    findings = main_findings(result)
    content = content_of(result, findings)
    answered = Console()
    print_answer(result, findings, answered, content.next)
    _picture(result, content, console, drawing, chosen)
    print_files(result, answered)
    if result.lost:
        raise StoreError(result.lost)


def _have_seen(parent: Asking, look: Look) -> Callable[[], Sequence[Pictures | None]]:
    wait = parent.ask(see, look)

    def pictures() -> Sequence[Pictures | None]:
        wait()
        return seen(look)

    return pictures


def _importing(ahead: Ahead) -> Observer:
    """Imports while something is trained; then the answer comes first."""

    def observe(event: Event) -> None:
        match event:
            case Started():
                ahead.begin()
            case Ended():
                ahead.halt()
            case _:
                pass

    return observe


def _picture(
    result: SweepData,
    content: ReportContent,
    console: Console,
    drawing: Callable[[], None],
    chosen: Callable[[], Seen],
) -> None:
    """Plots, networks of the best setting and report: what takes longer than the answer."""
    from nnexp.observers.terminal import counting
    from nnexp.report.html import draw_sweep, write_pages
    from nnexp.report.reuse import reuse_pictures

    if result.counts.epochs_trained or not reuse_pictures(result.directory):
        drawing()
        pictures = chosen()
        with counting("drawing", "plot", result.columns, console) as tell:
            draw_sweep(result, content.findings, pictures, tell)
    write_pages(result, content)


def see_question(points: Sequence[Point], sweep: SweepSettings) -> None:
    """See that a grid can be decided as `decide` asks, before anything is written.

    Raises:
        SettingsError: it cannot.
    """
    from nnexp.sweeps.decide import start_of
    from nnexp.sweeps.sweep import selection

    trainable = registry.trainable()
    start_of(points, sweep, trainable, selection(trainable, points, sweep))


def plan(points: Sequence[Point], sweep: SweepSettings, *, trainable: Own | None = None) -> None:
    """Print what a sweep would train and how long that would take: `plan=true`.

    Args:
        points: the grid.
        sweep: what holds for the sweep as a whole.
        trainable: the user's own model; the network of the book unless given.

    Raises:
        NnexpError: data or store cannot be used as asked.
    """
    from rich.console import Console

    if trainable is None:
        check_grid(points, sweep)
    else:
        trainable = discovered(trainable, points, sweep, Console(stderr=True), keep=False)

    from nnexp.report.preview import print_preview
    from nnexp.sweeps.preview import preview

    print_preview(preview(points, sweep, trainable), Console())


def _console(quiet: bool) -> Console:
    """Where progress goes: a bar in a notebook that can show one, lines in one that cannot."""
    from rich.console import Console

    # Without ipywidgets rich would warn in every cell instead of showing its bar.
    widgets = not quiet and importlib.util.find_spec("ipywidgets") is not None
    # A program's reader may leave (`| head`): rich would end the program, and the sweep with it.
    stream = None if sys.stderr is None else cast(TextIO, Lasting(sys.stderr))
    return Console(file=stream, stderr=True, quiet=quiet, force_jupyter=None if widgets else False)


def _new_directory(name: str) -> Path:
    """A folder of this second, which no other sweep has."""
    wanted = Path("results") / name / datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    try:
        return claim_directory(wanted)
    except OSError:
        # `run_sweep` says what is wrong with it.
        return wanted
