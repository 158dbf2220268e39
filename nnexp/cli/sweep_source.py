"""`+sweep=NAME`: a folder of sweep files as Hydra's config group `sweep`.

Hydra's own file source would want them in `sweeps/sweep/` and in its own words. A folder in the
folder is part of its files' names: `+sweep=claims/xor`.
"""

from __future__ import annotations

from pathlib import Path

from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.object_type import ObjectType
from hydra.plugins.config_source import ConfigResult, ConfigSource
from omegaconf import OmegaConf

from nnexp.cli.sweep_file import read_sweep_file

GROUP = "sweep"


class SweepSource(ConfigSource):
    """The YAML files of one folder, found as `sweep/NAME`."""

    @staticmethod
    def scheme() -> str:
        return "nnexp-sweeps"

    def load_config(self, config_path: str) -> ConfigResult:
        config = OmegaConf.create(read_sweep_file(self._file(config_path)))
        return ConfigResult(
            config=config,
            path=self.full_path(),
            provider=self.provider,
            header={"package": "_global_"},
        )

    def available(self) -> bool:
        return Path(self.path).is_dir()

    def is_group(self, config_path: str) -> bool:
        return config_path in ("", GROUP)

    def is_config(self, config_path: str) -> bool:
        group, _, name = config_path.partition("/")
        return group == GROUP and name.removesuffix(".yaml") in sweep_names(Path(self.path))

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        if config_path == "" and results_filter in (None, ObjectType.GROUP):
            return [GROUP]
        if config_path == GROUP and results_filter in (None, ObjectType.CONFIG):
            return list(sweep_names(Path(self.path)))
        return []

    def _file(self, config_path: str) -> Path:
        name = config_path.removeprefix(f"{GROUP}/").removesuffix(".yaml")
        return Path(self.path) / f"{name}.yaml"


def sweep_names(directory: Path) -> tuple[str, ...]:
    """The names of a folder's sweep files, those in its folders last."""
    paths = (*sorted(directory.glob("*.yaml")), *sorted(directory.glob("*/*.yaml")))
    return tuple(path.relative_to(directory).with_suffix("").as_posix() for path in paths)


def source_of(directory: Path) -> str:
    """The search path element for a folder of sweep files.

    Registers the source with Hydra on the way: only commands of ours reach this line,
    so no other Hydra application ever knows of it.
    """
    SourcesRegistry.instance().register(SweepSource)
    return f"{SweepSource.scheme()}://{directory}"
