"""The one directory of a sweep."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from nnexp.cli.problems import CommandError


def claim_directory(wanted: Path, *, shared: bool) -> Path:
    """Create the directory of a sweep and return it.

    Unless `shared`, no other sweep has it: when `wanted` exists, two sweeps having
    started in the same second, `_2`, `_3`, … is appended. A directory that the user
    named is shared: the same command again writes to the same place.

    Raises `CommandError` when it cannot be created.
    """
    for number in itertools.count(1):
        directory = wanted if number == 1 else wanted.with_name(f"{wanted.name}_{number}")
        try:
            directory.mkdir(parents=True, exist_ok=shared)
        except FileExistsError:
            if shared or not directory.is_dir():
                raise CommandError(f"{directory}: is a file, not a directory; {_HINT}") from None
        except OSError as error:
            raise CommandError(
                f"{directory}: cannot be created: {error.strerror}; {_HINT}"
            ) from error
        else:
            if not os.access(directory, os.W_OK | os.X_OK):
                raise CommandError(f"{directory}: may not be written to; {_HINT}")
            return directory
    raise AssertionError("counting never ends")


_HINT = "choose another with hydra.sweep.dir=DIR (hydra.run.dir=DIR without -m)"
