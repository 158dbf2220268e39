"""From a sweep's grid to one call of `nnexp.api`: what the launcher plugin does."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from hydra.core.config_loader import ConfigLoader
from hydra.core.hydra_config import HydraConfig
from hydra.core.utils import JobReturn, JobStatus, configure_log
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf, open_dict, read_write

from nnexp.cli.composition import Composer, Settings, compose_grid, plain
from nnexp.cli.explain import FOREIGN, explain
from nnexp.cli.grid import is_listed, list_grid
from nnexp.cli.loading import EXTRA, GridLoader, group_options
from nnexp.cli.outcomes import (
    PointOutcome,
    TrialsFailedError,
    point_outcomes,
    summary_of_failures,
)
from nnexp.cli.outputs import output_directory
from nnexp.cli.overrides import LAUNCHERS
from nnexp.cli.problems import CommandError, Overrides, grid_problems
from nnexp.errors import NnexpError
from nnexp.process.aside import Aside
from nnexp.process.messages import tell
from nnexp.settings import GridPoint, SweepSettings, flatten

if TYPE_CHECKING:
    from nnexp.sweeps import SweepData, SweepUnderWay
    from nnexp.sweeps.endings import Endings

_LARGE = 5_000  # grid points that take a second or more before there is anything to show


@dataclasses.dataclass
class Sweeping:
    """The task of a command, by which the launcher knows what was asked for.

    As a context it is the time for which a sweep stays open that is asked for its grid points batch
    after batch; leaving it ends the sweep, and its answer is told and drawn.
    """

    single: bool
    """Whether one grid point is meant, as without `-m`."""
    aside: Aside | None = None
    """What analyses and draws, if another process has begun to import for it."""
    going: SweepUnderWay | None = None
    broken: bool = False
    """Whether training itself ended the sweep."""
    _open: contextlib.ExitStack = dataclasses.field(default_factory=contextlib.ExitStack)

    def __call__(self, _config: DictConfig) -> None:
        """What other launchers than ours call, for one grid point."""
        raise CommandError(f"hydra/launcher: {LAUNCHERS}")

    def __enter__(self) -> Sweeping:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.broken or (error is not None and not isinstance(error, Exception)):
            self._open.__exit__(kind, error, trace)
        else:
            # Also where the sweeper gave up: what it had trained is there.
            self._open.close()

    def ask(
        self,
        points: Sequence[GridPoint],
        sweep: SweepSettings,
        directory: Path,
        typed: Sequence[str],
    ) -> SweepUnderWay:
        """Train what is new of a batch of grid points."""
        from nnexp import api

        try:
            if self.going is None:
                self.going = self._open.enter_context(api.batches(points, sweep, directory, typed))
            self.going.ask(dict.fromkeys(points, range(sweep.repeats)))
        except BaseException:
            self.broken = True
            raise
        return self.going


class PlanShown(Exception):  # noqa: N818 -- all went well
    """Ends a command that asked for the plan of a sweep only."""


class Launch:
    """One sweep between Hydra and `nnexp.api`: checked as a whole, then run.

    A grid that is listed beforehand is run as a whole with its first batch. Adaptive sweepers send
    their grid points as they choose them: a session stays open for them, and trains what is new.
    """

    def __init__(self, context: HydraContext, config: DictConfig, task: TaskFunction) -> None:
        loader = context.config_loader
        HydraConfig.instance().set_config(config)
        grid = list_grid(config, loader, group_options(loader)) if is_listed(config) else []
        self._sweeping = task if isinstance(task, Sweeping) else Sweeping(single=False)
        single = self._sweeping.single
        if single:
            _check_single(config, grid)
        _check_batches(config.hydra.sweeper.get("max_batch_size"))
        if len(grid) >= _LARGE:
            tell("note", f"{len(grid):,} grid points are checked before anything else")
        self._composer = Composer(loader, config)
        self._known: dict[Overrides, Settings] = {}
        self._points: list[GridPoint] = []
        self._sweep: SweepSettings | None = None
        self._grid = grid
        self._result: SweepData | Endings | None = None
        self._typed = [*_options(loader), *_typed(config)]
        settings = self.settings(grid)
        decide = str(OmegaConf.select(config, "decide.name"))
        if not is_listed(config) and decide != "none":
            raise CommandError(
                f"decide={decide}: chooses its grid points itself, and so does this sweeper; leave "
                "out hydra/sweeper"
            )
        # Before anything is written, and with nothing left to do after it.
        _show_plan(settings, config)
        _refuse_question(settings)
        self.directory = _enter_directory(config, "hydra.run.dir" if single else "hydra.sweep.dir")
        context.config_loader = GridLoader(loader, self.settings)

    def settings(self, grid: Sequence[Overrides]) -> list[Settings]:
        """The settings of grid points; raises `CommandError` naming every one that is wrong."""
        new = [overrides for overrides in grid if overrides not in self._known]
        found: dict[int, Sequence[str]] = {}
        for position, composed in enumerate(compose_grid(self._composer, new)):
            try:
                self._known[new[position]] = _settled(composed)
            except NnexpError as error:
                found[position] = str(error).splitlines()
        if found:
            raise CommandError(*grid_problems(found, new))
        settings = [self._known[overrides] for overrides in grid]
        before = [] if self._sweep is None else [self._sweep]
        _refuse_differing_sweeps([*before, *(sweep for _, sweep in settings)])
        return settings

    def run(self, grid: Sequence[Overrides]) -> list[JobReturn]:
        """Run a batch of grid points and say how each ended, in order."""
        from nnexp import api  # imports pandas, Numba and the like: only when there is work

        settings = self.settings(grid)
        self._sweep = settings[-1][1]
        batch = [point for point, _ in settings]
        self._points += batch
        result: SweepData | SweepUnderWay | Endings
        if self._grid:
            if self._result is None:
                every = [point for point, _ in self.settings(self._grid)]
                asked = (every, self._sweep, self.directory, self._typed)
                aside = self._sweeping.aside
                self._result = api.run(*asked) if aside is None else api.run_aside(*asked, aside)
            result = self._result
        else:
            result = self._sweeping.ask(batch, self._sweep, self.directory, self._typed)
        decides = self._sweep.decide.name != "none"
        outcomes = point_outcomes(self._points, result, decides=decides)
        failure = None
        # Hydra's sweeper would stop at a failure; the last batch tells of them all.
        if len(self._points) >= len(self._grid) and (summary := summary_of_failures(outcomes)):
            failure = TrialsFailedError(
                f"{summary}; column 'reason' of {self.directory / 'table.csv'} says why"
            )
        jobs = [
            _job_return(overrides, outcome, failure, self.directory)
            for overrides, outcome in zip(grid, outcomes[-len(grid) :], strict=True)
        ]
        if self._grid and failure and all(job.status == JobStatus.COMPLETED for job in jobs):
            raise failure
        return jobs


class _QuietJobReturn(JobReturn):
    """Hydra prints a line and raises for each failed job; one line for all is ours to print."""

    @property
    def return_value(self) -> Any:
        if isinstance(self._return_value, TrialsFailedError):
            raise self._return_value
        return self._return_value

    @return_value.setter
    def return_value(self, value: Any) -> None:
        self._return_value = value


def _job_return(
    overrides: Overrides,
    outcome: PointOutcome,
    failure: TrialsFailedError | None,
    directory: Path,
) -> JobReturn:
    return _QuietJobReturn(
        overrides=list(overrides),
        working_dir=str(directory),
        task_name="nnexp",
        status=JobStatus.FAILED if outcome.failed else JobStatus.COMPLETED,
        _return_value=failure if failure and outcome.failed else outcome.loss,
    )


def _settled(composed: Settings | Exception) -> Settings:
    if isinstance(composed, FOREIGN):
        raise CommandError(explain(composed)) from composed
    if isinstance(composed, Exception):
        raise composed
    return composed


def _check_single(config: DictConfig, grid: Sequence[Overrides]) -> None:
    if not is_listed(config):
        raise CommandError(
            "hydra/sweeper: a sweeper that chooses grid points is for sweeps; add -m to use it"
        )
    if len(grid) > 1:
        file = config.hydra.runtime.choices.get("sweep")
        raise CommandError(
            f"+sweep={file}: is a grid of {len(grid)} points; add -m to run it: "
            f"nnexp -m +sweep={file}"
        )


def _show_plan(settings: Sequence[Settings], config: DictConfig) -> None:
    """With `plan=true`, print the plan of the grid and end the command."""
    if not config.get("plan"):
        return
    if not settings:
        raise CommandError(
            "plan=true: this sweeper chooses its grid points as it goes, so there is no plan to "
            "show; leave out hydra/sweeper"
        )
    from nnexp import api

    api.plan([point for point, _ in settings], settings[0][1])
    raise PlanShown


def _refuse_question(settings: Sequence[Settings]) -> None:
    """What a sweep is to decide and cannot."""
    if settings and settings[0][1].decide.name != "none":
        from nnexp import api

        api.see_question([point for point, _ in settings], settings[0][1])


def _refuse_differing_sweeps(sweeps: Sequence[SweepSettings]) -> None:
    """An interpolation such as `name=x${lr}` can make them differ where no axis does."""
    first_sweep = sweeps[0] if sweeps else None
    differing = next(
        (sweep for sweep in sweeps if sweep is not first_sweep and sweep != first_sweep), None
    )
    if differing is None:
        return
    first = flatten(sweeps[0])
    raise CommandError(
        *(
            f"{name}={first[name]}: holds for a sweep as a whole, but is {name}={value} at "
            "another grid point; give it one value"
            for name, value in flatten(differing).items()
            if value != first[name]
        )
    )


def _options(loader: ConfigLoader) -> list[str]:
    """Options without which the words mean something else."""
    searched = loader.get_search_path().get_path()
    folders = [str(one.path) for one in searched if one.provider == EXTRA]
    return [f"--config-dir={folder.removeprefix('file://')}" for folder in folders]


def _typed(config: DictConfig) -> list[str]:
    """What the user typed."""
    overrides = plain(config.hydra.overrides, resolve=False)
    return [*overrides["task"], *overrides["hydra"]]


def _enter_directory(config: DictConfig, key: str) -> Path:
    """Claim the directory named at `key`, tell Hydra about it, and start the log file there."""
    named = any(text.startswith(f"{key}=") for text in config.hydra.overrides.hydra)
    directory = output_directory(
        Path(str(OmegaConf.select(config, key))).expanduser(), shared=named
    )
    with read_write(config.hydra), open_dict(config.hydra):
        config.hydra.sweep.dir = str(directory)
        config.hydra.runtime.output_dir = str(directory.absolute())
    try:
        configure_log(config.hydra.job_logging, config.hydra.verbose)
    except ValueError as error:
        reason = " ".join(str(error.__cause__ or error).split())
        raise CommandError(
            f"hydra.job_logging: {reason}; leave it out, or name handlers of Python's logging"
        ) from error
    return directory


def _check_batches(size: int | None) -> None:
    if size is None:
        return
    if size < 1:
        raise CommandError(f"hydra.sweeper.max_batch_size={size}: must be a whole number above 0")
    tell(
        "warning",
        f"hydra.sweeper.max_batch_size={size}: changes nothing: the grid is planned and trained "
        "as a whole; leave it out",
    )
