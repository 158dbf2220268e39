"""Files that others made: read only where they are files, and no further than a bound."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def file_size(path: Path) -> int:
    """The bytes of a file; reading what is none, a pipe for example, could wait for ever.

    Raises:
        OSError: it is not there, or no file; its `strerror` says what it is instead.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for fits, name in _KINDS if fits(found.st_mode)), "something else")
        raise OSError(errno.EINVAL, f"is {kind}, not a file", str(path))
    return found.st_size


def read_bytes(path: Path, most: int) -> bytes:
    """All of a file.

    Args:
        path: a file.
        most: bytes that it may have.

    Raises:
        OSError: it cannot be read, is no file, or has more; its `strerror` says which.
    """
    if (size := file_size(path)) > most:
        raise _too_large(path, f"has {size:,} bytes", most)
    with path.open("rb") as file:
        # Some files have more than their size says, those that a system makes as they are read.
        content = file.read(most + 1)
    if len(content) > most:
        raise _too_large(path, "has no end that was found", most)
    return content


def read_text(path: Path, most: int) -> str:
    """All of a file as text in UTF-8; see `read_bytes`.

    Raises:
        OSError: as `read_bytes`.
        UnicodeDecodeError: it is not text in UTF-8.
    """
    return read_bytes(path, most).decode("utf-8").replace("\r\n", "\n")


def _too_large(path: Path, what: str, most: int) -> OSError:
    return OSError(errno.EINVAL, f"{what}, and no more than {most:,} are read", str(path))
