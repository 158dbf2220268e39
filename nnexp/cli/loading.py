"""Where Hydra looks for configuration, and what it finds there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hydra._internal.utils import create_config_search_path
from hydra.core.config_loader import ConfigLoader
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.config_store import ConfigStore
from hydra.core.object_type import ObjectType
from hydra.plugins.config_source import ConfigSource
from hydra.types import RunMode
from omegaconf import DictConfig

from nnexp.cli.arguments import Arguments
from nnexp.cli.file_source import use_bounded_files
from nnexp.cli.names import GROUPS
from nnexp.cli.overrides import Options
from nnexp.cli.places import conf_directory, options, sweep_directories
from nnexp.cli.problems import CommandError, Overrides
from nnexp.cli.sweep_source import GROUP as SWEEP
from nnexp.cli.sweep_source import source_of
from nnexp.settings import ENGINES, SOURCES, DataSettings, EngineSettings

EXTRA = "command-line"
"""What Hydra calls the folder of `--config-dir`."""


def search_path(arguments: Arguments) -> ConfigSearchPath:
    """Hydra's own configuration, ours (or `--config-path`), sweep files, `--config-dir`.

    Raises `CommandError` for a directory that is not there.
    """
    use_bounded_files()
    _offer_registered()
    main = _directory("--config-path", arguments.config_path) or conf_directory()
    path = create_config_search_path(str(main))
    elements = [("nnexp-sweeps", source_of(directory)) for directory in sweep_directories()]
    if extra := _directory("--config-dir", arguments.config_dir):
        elements.insert(0, (EXTRA, f"file://{extra}"))
    for provider, element in elements:
        path.prepend(provider=provider, path=element, anchor="schema")
    return path


def _offer_registered() -> None:
    """Have Hydra know the engines and data sources that have no file of options in `conf/`."""
    for group, names, like in (
        ("engine", ENGINES, EngineSettings().name),
        ("data", SOURCES, DataSettings().name),
    ):
        for name in names.keys() - options(group).keys():
            node = {"defaults": [like, "_self_"], "name": name}
            ConfigStore.instance().store(name, node, group, provider="nnexp")


def group_options(loader: ConfigLoader) -> Options:
    """The names that may follow `data=`, `network=`, …, and `+sweep=`."""
    return {
        group: sorted(
            {
                name
                for source in loader.get_sources()
                if source.is_group(group)
                for name in source.list(group, ObjectType.CONFIG)
            }
        )
        for group in (*GROUPS, SWEEP)
    }


class GridLoader(ConfigLoader):
    """What a sweeper loads configuration from while our launcher is in charge.

    Sweepers compose every grid point before they launch any, to find mistakes, and throw
    the results away. Here that asks `check`, which remembers what it composed; all else
    goes to Hydra's loader.
    """

    def __init__(self, loader: ConfigLoader, check: Callable[[Sequence[Overrides]], Any]) -> None:
        self._loader = loader
        self._check = check

    def load_sweep_config(
        self, master_config: DictConfig, sweep_overrides: list[str]
    ) -> DictConfig:
        """Check one grid point; what is returned is the sweep's own configuration."""
        self._check([tuple(sweep_overrides)])
        return master_config

    def load_configuration(
        self,
        config_name: str | None,
        overrides: list[str],
        run_mode: RunMode,
        from_shell: bool = True,
        validate_sweep_overrides: bool = True,
    ) -> DictConfig:
        return self._loader.load_configuration(
            config_name, overrides, run_mode, from_shell, validate_sweep_overrides
        )

    def get_search_path(self) -> ConfigSearchPath:
        return self._loader.get_search_path()

    def get_sources(self) -> list[ConfigSource]:
        return self._loader.get_sources()

    def list_groups(self, parent_name: str) -> list[str]:
        return self._loader.list_groups(parent_name)

    def get_group_options(
        self,
        group_name: str,
        results_filter: ObjectType | None = ObjectType.CONFIG,
        config_name: str | None = None,
        overrides: list[str] | None = None,
    ) -> list[str]:
        return self._loader.get_group_options(group_name, results_filter, config_name, overrides)

    def compute_defaults_list(
        self, config_name: str | None, overrides: list[str], run_mode: RunMode
    ) -> Any:
        return self._loader.compute_defaults_list(config_name, overrides, run_mode)


def _directory(option: str, given: str | None) -> Path | None:
    if given is None:
        return None
    directory = Path(given).absolute()
    if not directory.is_dir():
        raise CommandError(f"{option} {given}: there is no such directory")
    return directory
