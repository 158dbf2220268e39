"""What a command itself says, on standard error, one line each."""

from __future__ import annotations

import errno
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nnexp.process.working_folder import hiding_file

if TYPE_CHECKING:
    from rich.console import Console


def tell(kind: Literal["error", "warning", "note"], text: str, command: str = "nnexp") -> None:
    """Print each line of `text` as an error, a warning or a note of a command."""
    for line in text.splitlines():
        # What was typed is repeated here, and may hold what drives a terminal.
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        print(f"{command}: {kind}: {shown}", file=sys.stderr)


def say(console: Console, text: str) -> None:
    """Print a line as it stands."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


# What a disk, a folder's rights or a limit of the system stand against.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def problem_of(error: Exception) -> str:
    """What is said of an error that nothing of nnexp raised on purpose.

    Where it is no known trouble of the system the traceback is kept in a file, which is named.
    """
    if isinstance(error, OSError) and (problem := _disk_problem(error)) is not None:
        return problem
    if _lacks_memory(error):
        return (
            "memory ran out; ask for less (engine.workers=1, smaller networks, fewer trials), or "
            "grant more (ulimit -v, a container's limit); what is complete is kept"
        )
    place = keep_traceback(error)
    kept = "could not be kept" if place is None else f"is in {place}"
    hiding = hiding_file(error)
    if hiding is not None:
        name = Path(hiding).parent.name if hiding.endswith("__init__.py") else Path(hiding).stem
        return (
            f"{hiding}: hides the library {name}; rename it, or work in another folder "
            f"(the traceback {kept})"
        )
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{what[:200]} (unexpected; the traceback {kept})"


def _lacks_memory(error: Exception) -> bool:
    """Libraries and threads that find no place in memory have errors of their own."""
    text = str(error).lower()
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or (isinstance(error, ImportError) and "failed to map segment" in text)
        or (isinstance(error, RuntimeError) and "can't start new thread" in text)
    )


def _disk_problem(error: OSError) -> str | None:
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
    import tempfile

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
