"""Configuration files, read in bounded time and parsed once.

A file of a few lines can stand for millions of values (anchors inside anchors), and Hydra copies
all of them many times while it composes. Each file is measured before Hydra reads it. Hydra would
parse the same files anew for each composition, of which a command makes three or more, and that
takes a third of its time.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import yaml
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.core_plugins.importlib_resources_config_source import (
    ImportlibResourcesConfigSource,
)
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult

from nnexp.cli.explain import explain
from nnexp.cli.problems import CommandError
from nnexp.files.bounded import read_text
from nnexp.files.bounded_yaml import YamlBombError, see_yaml

MOST_BYTES, MOST_VALUES = 1_000_000, 5_000
"""What a file of options may have: all of nnexp's together have 15 kB and 200 values."""

Parsed = dict[tuple[str, ...], ConfigResult]
"""What a command has parsed; Hydra writes to what it is handed, so each time to a copy."""


class BoundedFileSource(FileConfigSource):
    """Hydra's folders of YAML files, without those that would take it minutes."""

    parsed: ClassVar[Parsed]

    def load_config(self, config_path: str) -> ConfigResult:
        """As Hydra's; raises `CommandError` for a file that stands for too much."""
        path = Path(self.path) / self._normalize_file_name(config_path)
        load = super().load_config
        if not path.exists():
            return load(config_path)
        text = see_config(path, MOST_BYTES, MOST_VALUES)
        # Under its text: a file that was changed is another one.
        key = (self.provider, self.path, config_path, text)
        return _once(self.parsed, key, lambda: load(config_path))


class PackagedSource(ImportlibResourcesConfigSource):
    """The YAML files that come with Hydra, which nobody changes."""

    parsed: ClassVar[Parsed]

    def load_config(self, config_path: str) -> ConfigResult:
        """As Hydra's."""
        load = super().load_config
        key = (self.provider, self.path, config_path)
        return _once(self.parsed, key, lambda: load(config_path))


def _once(parsed: Parsed, key: tuple[str, ...], load: Callable[[], ConfigResult]) -> ConfigResult:
    if key not in parsed:
        parsed[key] = load()
    return copy.deepcopy(parsed[key])


def see_config(path: Path, most_bytes: int, most_values: int) -> str:
    """The text of a YAML file, measured.

    Raises `CommandError` for what cannot be read, is no YAML or stands for too much.
    """
    try:
        text = read_text(path, most_bytes)
        see_yaml(text, most_values)
    except YamlBombError as error:
        raise CommandError(f"{path}: {error}; write it out, or write less") from error
    except yaml.YAMLError as error:
        line = explain(error).replace("<unicode string>", str(path))
        raise CommandError(line if str(path) in line else f"{path}: {line}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: is not text in UTF-8: {error.reason}") from error
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}") from error
    return text


def use_bounded_files() -> None:
    """Have Hydra read files so; only commands of ours do this."""
    Plugins.instance()  # registers Hydra's own way first, and refuses to after ours
    # Hydra makes new sources for each composition: what they share is in classes of this command.
    shared: dict[str, Any] = {"parsed": {}}
    for source in (BoundedFileSource, PackagedSource):
        kind = type(source.__name__, (source,), shared)
        SourcesRegistry.instance().types[source.scheme()] = kind
