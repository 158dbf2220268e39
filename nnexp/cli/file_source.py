"""Configuration files of users, read in bounded time.

A file of a few lines can stand for millions of values (anchors inside anchors), and Hydra copies
all of them many times while it composes. Each file is measured before Hydra reads it.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult

from nnexp.cli.explain import explain
from nnexp.cli.problems import CommandError
from nnexp.files.bounded import read_text
from nnexp.files.bounded_yaml import YamlBombError, see_yaml

MOST_BYTES, MOST_VALUES = 1_000_000, 5_000
"""What a file of options may have: all of nnexp's together have 15 kB and 200 values."""


class BoundedFileSource(FileConfigSource):
    """Hydra's folders of YAML files, without those that would take it minutes."""

    def load_config(self, config_path: str) -> ConfigResult:
        """As Hydra's; raises `CommandError` for a file that stands for too much."""
        path = Path(self.path) / self._normalize_file_name(config_path)
        if path.exists():
            see_config(path, MOST_BYTES, MOST_VALUES)
        result: ConfigResult = super().load_config(config_path)
        return result


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
    """Have Hydra read folders of files so; only commands of ours do this."""
    Plugins.instance()  # registers Hydra's own way first, and refuses to after ours
    SourcesRegistry.instance().types[BoundedFileSource.scheme()] = BoundedFileSource
