"""One sweep at a time in a folder, by a lock that ends with its process, however that ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from nnexp.errors import WrongInputError
from nnexp.files.replacement import remove_left

LOCK = ".lock"


class FolderTakenError(WrongInputError):
    """Another sweep, or a report, is writing to the folder."""


@contextlib.contextmanager
def held(directory: Path) -> Iterator[None]:
    """Have a folder to oneself, and clear what writers that were killed have left in it.

    Where the folder cannot be written to, or its file system knows no locks, the block runs
    without: the first says so itself when it is written to.

    Args:
        directory: of a sweep; created when it is missing.

    Raises:
        FolderTakenError: somebody has it.
    """
    handle = _locked(directory)
    if handle is None:
        yield
        return
    try:
        for folder in (directory, directory / "plots"):
            if not folder.is_symlink():
                remove_left(folder)
        yield
    finally:
        _release(directory / LOCK, handle)


def _locked(directory: Path) -> int | None:
    """An open file that holds the lock; None where there can be none."""
    path = directory / LOCK
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    while True:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, flags, 0o666)
        except OSError:
            return None
        try:
            free = _lock(handle)
        except OSError:
            os.close(handle)
            return None
        if not free:
            os.close(handle)
            raise FolderTakenError(
                f"{directory}: another sweep or report is writing to this folder; wait until it "
                "has ended, or name another folder"
            )
        # Whoever had the lock removed its file at the end: it may have been this one.
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        """Whether the lock was free and is now ours."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _release(path: Path, handle: int) -> None:
        """Windows removes no open file, and nobody's file that is open elsewhere."""
        os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()

else:
    import fcntl

    def _lock(handle: int) -> bool:
        """Whether the lock was free and is now ours."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(path: Path, handle: int) -> None:
        """Remove the file while it is ours: a moment later it may be another's."""
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)
