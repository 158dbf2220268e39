"""The one directory of a sweep."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from nnexp.cli.problems import CommandError
from nnexp.sweeps.folder import claim_directory

_HINT = "choose another with hydra.sweep.dir=DIR (hydra.run.dir=DIR without -m)"


def output_directory(wanted: Path, *, shared: bool) -> Path:
    """Create the directory of a sweep and return it.

    Args:
        wanted: the directory that Hydra names.
        shared: whether the user named it: the same command again writes to the same place. Any
            other is claimed for this sweep alone.

    Raises:
        CommandError: it cannot be created or written to.
    """
    directory = wanted
    try:
        if shared:
            directory.mkdir(parents=True, exist_ok=True)
        else:
            directory = claim_directory(wanted)
    except FileExistsError as error:
        raise CommandError(f"{error.filename}: is a file, not a directory; {_HINT}") from None
    except OSError as error:
        raise CommandError(f"{wanted}: cannot be created: {error.strerror}; {_HINT}") from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise CommandError(f"{directory}: may not be written to; {_HINT}")
    return directory


def give_back(directory: Path, log: str) -> None:
    """Remove the directory of a sweep that was refused, unless there is more in it than its log."""
    with contextlib.suppress(OSError):
        if {one.name for one in directory.iterdir()} <= {log}:
            (directory / log).unlink(missing_ok=True)
            directory.rmdir()
