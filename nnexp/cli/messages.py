"""What the command line itself says, on standard error, one line each."""

from __future__ import annotations

import errno
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Literal


def tell(kind: Literal["error", "warning"], text: str) -> None:
    """Print each line of `text` as an error or a warning."""
    for line in text.splitlines():
        # What was typed is repeated here, and may hold what drives a terminal.
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        print(f"nnexp: {kind}: {shown}", file=sys.stderr)


# What a disk, a folder's rights or a limit of the system stand against.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def disk_problem(error: OSError) -> str | None:
    """What is wrong with a disk or folder, or None where the error is about something else."""
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        return (
            f"{where}cannot be written ({error.strerror}); make room and repeat the command: "
            "what is complete is kept"
        )
    if error.errno in _CLOSED:
        return f"{where}cannot be read or written ({error.strerror}); see to the rights of it"
    return None


def keep_traceback(error: BaseException) -> Path | None:
    """Write the traceback of an unexpected error to a file of its own and return its path.

    None where no file can be written.
    """
    try:
        return _kept(error)
    except OSError:
        return None


def _kept(error: BaseException) -> Path:
    with tempfile.NamedTemporaryFile(
        "w",
        prefix=f"nnexp-{time.strftime('%Y-%m-%d_%H-%M-%S')}-",
        suffix=".log",
        encoding="utf-8",
        delete=False,
    ) as file:
        file.write(" ".join(sys.argv) + "\n")
        traceback.print_exception(error, file=file)
    return Path(file.name)
