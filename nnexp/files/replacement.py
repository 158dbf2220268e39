"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psutil

_PREFIX = ".partial-"
_ABANDONED_AFTER = 24 * 3600.0

# Names of files that `beside` writes: with a process id, in earlier versions with nothing else.
_BESIDE = re.compile(r"\.[^.].*\.(?:parquet|csv|yaml|html|npz|png|svg)\.(\d{1,9})(?:-[0-9a-f]{8})?")

# Seconds for other programs to let go of a file, and between two looks.
_PATIENCE, _PAUSE = 1.0, 0.05


@contextlib.contextmanager
def replacement(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `path` in one step when the block ends well.

    Readers and other writers of the same path see the old content or the new, never a part.

    Args:
        path: what to replace or create; its folder is created when missing.

    Yields:
        A file open for writing and reading bytes; it is removed if the block raises.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path.parent)
    # With the rights that new files have: a cache may be shared, and tempfile's are for one user.
    written = path.with_name(f"{_PREFIX}{secrets.token_hex(8)}")
    try:
        with written.open("x+b") as file:
            yield file
        _take_place(written, path)
    except BaseException:
        with contextlib.suppress(PermissionError):
            written.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A path to write to, whose file takes the place of `path` when the block ends well.

    For the user's own files: with the rights that new files have, in a folder that is there. Its
    name cannot be foreseen, and it is not written through a link that somebody put there.

    Args:
        path: what to replace or create.

    Yields:
        A path in the same folder; what is there is removed if the block raises.

    Raises:
        OSError: the folder cannot be written.
    """
    written = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    os.close(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield written
        _take_place(written, path)
    finally:
        with contextlib.suppress(PermissionError):
            written.unlink(missing_ok=True)


def _take_place(written: Path, path: Path) -> None:
    """Give a file its name, which Windows refuses while another program has either open.

    A virus scanner or a reader lets go of it soon; Excel does not.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            written.replace(path)
        except PermissionError as error:
            if time.monotonic() > deadline:
                why = "it may not be replaced: does another program have it open?"
                raise PermissionError(error.errno, why, str(path)) from error
            time.sleep(_PAUSE)
        else:
            return


def is_left(path: Path) -> bool:
    """Whether a file is one of `beside`, of a process that does not run any more."""
    found = _BESIDE.fullmatch(path.name)
    return found is not None and not psutil.pid_exists(int(found[1]))


def remove_left(folder: Path) -> None:
    """Remove files of `beside` whose processes were killed.

    To be called by who has the folder to himself: a process of another machine is not seen.
    """
    for path in folder.glob(".*"):
        if is_left(path):
            with contextlib.suppress(OSError):
                path.unlink()


def _remove_abandoned(folder: Path) -> None:
    """Remove what writers that were killed long ago have left."""
    for partial in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - partial.stat().st_mtime > _ABANDONED_AFTER:
                partial.unlink()
