"""Standard streams that last: closed, full, narrow or left by their reader, they stop nothing."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO, cast

# A reader that ended, a terminal that is gone; Windows knows neither and says EINVAL.
_LEFT = (errno.EPIPE, errno.EIO, *([errno.EINVAL] if os.name == "nt" else []))


def fill_missing_streams() -> None:
    """Put the null device where a standard stream is closed (`2>&-`), for this process's life.

    The next file that is opened would take the stream's number, a store for example, and what
    a library or another process says to standard error would land in it.
    """
    with contextlib.suppress(OSError):
        for number in range(3):
            try:
                os.fstat(number)
            except OSError:
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest free number
    # Only now, or their files would take the numbers that are still free.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123


@contextlib.contextmanager
def lasting_streams() -> Iterator[Callable[[], OSError | None]]:
    """Make standard output and standard error `lasting` for the time of the block.

    Yields what says why standard output was lost, after writing what is still kept back: None
    where it was not, or only because nobody reads on.
    """
    before = sys.stdout, sys.stderr
    out, err = lasting(sys.stdout), lasting(sys.stderr)
    sys.stdout, sys.stderr = cast(TextIO, out), cast(TextIO, err)

    def lost() -> OSError | None:
        out.flush()
        return out.lost if out.lost and out.lost.errno not in _LEFT else None

    try:
        yield lost
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = before


def lasting(stream: TextIO) -> Lasting:
    """A stream that can be written to whatever becomes of what lies behind it."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # a terminal without "…" still gets its answer
    return Lasting(stream)


class Lasting:
    """A text stream whose writing never fails; what cannot be written is dropped.

    In all else it is the stream that it stands for.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.lost: OSError | None = None
        """Why nothing more is written."""

    def write(self, text: str) -> int:
        if self.lost is None:
            try:
                return self._stream.write(text)
            except OSError as error:
                self._lose(error)
        return len(text)

    def flush(self) -> None:
        if self.lost is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._lose(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _lose(self, error: OSError) -> None:
        self.lost = error
        # What is still kept back would be tried again when the interpreter ends.
        with contextlib.suppress(OSError, ValueError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._stream.fileno())
            os.close(null)
