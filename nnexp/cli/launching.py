"""From a sweep's grid to one call of `nnexp.api.run`: what the launcher plugin does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hydra.core.hydra_config import HydraConfig
from hydra.core.utils import JobReturn, JobStatus, configure_log
from hydra.types import HydraContext, RunMode
from omegaconf import DictConfig, OmegaConf, open_dict, read_write

from nnexp.cli.composition import Composer, Nested, compose_grid, plain
from nnexp.cli.explain import FOREIGN, explain
from nnexp.cli.grid import is_listed, list_grid
from nnexp.cli.loading import GridLoader, group_options
from nnexp.cli.messages import tell
from nnexp.cli.outcomes import PointOutcome, point_outcomes, summary_of_failures
from nnexp.cli.outputs import output_directory
from nnexp.cli.problems import CommandError, Overrides, grid_problems
from nnexp.errors import NnexpError
from nnexp.settings import GridPoint, SweepSettings, flatten, parse

Settings = tuple[GridPoint, SweepSettings]

SINGLE_POINT = "hydra.mode=RUN"
"""The override that marks a single run, which is a sweep of one grid point."""


class TrialsFailedError(NnexpError):
    """A sweep ended, and some of its trials failed."""


class Planned(Exception):  # noqa: N818 -- all went well
    """Ends a command that asked for the plan of a sweep only."""


class Launch:
    """One sweep between Hydra and `nnexp.api`: checked as a whole, then run.

    Adaptive sweepers send their grid in batches. Each is run together with all before
    it, which the store answers, so that table and plots always show the whole sweep.
    """

    def __init__(self, context: HydraContext, config: DictConfig) -> None:
        loader = context.config_loader
        HydraConfig.instance().set_config(config)
        grid = list_grid(config, loader, group_options(loader)) if is_listed(config) else []
        _check_mode(config, grid)
        _check_batches(config.hydra.sweeper.get("max_batch_size"))
        self._composer = Composer(loader, config)
        self._known: dict[Overrides, Settings] = {}
        self._points: list[GridPoint] = []
        self._listed = len(grid)
        self._typed = _typed(config)
        settings = self.settings(grid)
        # Before anything is written, and with nothing left to do after it.
        _show_plan(settings, config)
        self.directory = _enter_directory(config)
        context.config_loader = GridLoader(loader, self.settings)

    def settings(self, grid: Sequence[Overrides]) -> list[Settings]:
        """The settings of grid points; raises `CommandError` naming every one that is wrong."""
        new = [overrides for overrides in grid if overrides not in self._known]
        found: dict[int, Sequence[str]] = {}
        for position, composed in enumerate(compose_grid(self._composer, new)):
            try:
                self._known[new[position]] = _parsed(composed)
            except NnexpError as error:
                found[position] = str(error).splitlines()
        if found:
            raise CommandError(*grid_problems(found, new))
        settings = [self._known[overrides] for overrides in grid]
        _refuse_differing_sweeps([sweep for _, sweep in settings])
        return settings

    def run(self, grid: Sequence[Overrides]) -> list[JobReturn]:
        """Run a batch of grid points and say how each ended, in order."""
        from nnexp import api  # imports pandas, Numba and the like: only when there is work

        settings = self.settings(grid)
        self._points += [point for point, _ in settings]
        result = api.run(self._points, settings[-1][1], self.directory, self._typed)
        outcomes = point_outcomes(self._points, result)
        failure = None
        # Hydra's sweeper would stop at a failure; the last batch tells of them all.
        if len(self._points) >= self._listed and (summary := summary_of_failures(outcomes)):
            failure = TrialsFailedError(
                f"{summary}; column 'reason' of {self.directory / 'table.csv'} says why"
            )
        jobs = [
            _job_return(overrides, outcome, failure, self.directory)
            for overrides, outcome in zip(grid, outcomes[-len(grid) :], strict=True)
        ]
        if self._listed and failure and all(job.status == JobStatus.COMPLETED for job in jobs):
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


def _parsed(composed: Nested | Exception) -> Settings:
    if isinstance(composed, FOREIGN):
        raise CommandError(explain(composed)) from composed
    if isinstance(composed, Exception):
        raise composed
    return parse(composed)


def _check_mode(config: DictConfig, grid: Sequence[Overrides]) -> None:
    if config.hydra.mode != RunMode.RUN:
        return
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
    raise Planned


def _refuse_differing_sweeps(sweeps: Sequence[SweepSettings]) -> None:
    """An interpolation such as `name=x${lr}` can make them differ where no axis does."""
    differing = next((sweep for sweep in sweeps if sweep != sweeps[0]), None)
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


def _typed(config: DictConfig) -> list[str]:
    """What the user typed, without the mode that our own command adds."""
    overrides = plain(config.hydra.overrides, resolve=False)
    return [*overrides["task"], *(o for o in overrides["hydra"] if o != SINGLE_POINT)]


def _enter_directory(config: DictConfig) -> Path:
    """Claim the sweep's directory, tell Hydra about it, and start the log file there."""
    key = "hydra.run.dir" if config.hydra.mode == RunMode.RUN else "hydra.sweep.dir"
    named = any(text.startswith(f"{key}=") for text in config.hydra.overrides.hydra)
    directory = output_directory(Path(str(OmegaConf.select(config, key))), shared=named)
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
        f"hydra.sweeper.max_batch_size={size}: grid points of different batches cannot share a "
        "run, and table and plots are written again after every batch; leave it out",
    )
