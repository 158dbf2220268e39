"""Hydra's door to nnexp: a launcher that gets the whole grid at once.

Hydra imports this module in every Hydra application of the environment, and accepts
launchers from this namespace package only; so there is nothing here but the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hydra.plugins.launcher import Launcher

if TYPE_CHECKING:
    from hydra.core.utils import JobReturn
    from hydra.types import HydraContext, TaskFunction
    from omegaconf import DictConfig


class NnexpLauncher(Launcher):
    """Checks the whole grid in `setup`, before Hydra writes anything, and runs it in `launch`."""

    def setup(
        self,
        *,
        hydra_context: HydraContext,
        task_function: TaskFunction,
        config: DictConfig,
    ) -> None:
        from nnexp.cli.launching import Launch

        self._launch = Launch(hydra_context, config, task_function)

    def launch(
        self,
        job_overrides: Sequence[Sequence[str]],
        initial_job_idx: int,  # noqa: ARG002 -- earlier batches are remembered
    ) -> Sequence[JobReturn]:
        return self._launch.run([tuple(overrides) for overrides in job_overrides])
