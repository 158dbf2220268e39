"""A directory that no other sweep has."""

from __future__ import annotations

import itertools
from pathlib import Path


def claim_directory(wanted: Path) -> Path:
    """Create a directory, with `_2`, `_3`, … appended where another sweep has the name.

    Sweeps that start in the same second want the same one.

    Args:
        wanted: the directory; those above it are created when missing.

    Returns:
        The directory that was created.

    Raises:
        OSError: it cannot be created; `FileExistsError` where a file has the name.
    """
    for number in itertools.count(1):
        directory = wanted if number == 1 else wanted.with_name(f"{wanted.name}_{number}")
        try:
            directory.mkdir(parents=True)
        except FileExistsError:
            if not directory.is_dir():
                raise
        else:
            return directory
    raise AssertionError("counting never ends")
