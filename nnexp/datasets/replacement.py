"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_PREFIX = ".partial-"
_ABANDONED_AFTER = 24 * 3600.0


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
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A path to write to, whose file takes the place of `path` when the block ends well.

    For the user's own files: with the rights that new files have, in a folder that is there.

    Args:
        path: what to replace or create.

    Yields:
        A path in the same folder; what is there is removed if the block raises.

    Raises:
        OSError: the folder cannot be written.
    """
    written = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield written
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)


def _remove_abandoned(folder: Path) -> None:
    """Remove what writers that were killed long ago have left."""
    for partial in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - partial.stat().st_mtime > _ABANDONED_AFTER:
                partial.unlink()
