"""The frame around every command: what it may raise becomes one line and an exit status."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn

from nnexp.errors import NnexpError
from nnexp.process.messages import problem_of, tell
from nnexp.process.room import of_limit, one_arena
from nnexp.process.signals import stop_signals
from nnexp.process.streams import fill_missing_streams, lasting_streams
from nnexp.process.working_folder import search_working_folder_last, see_working_folder

FAILED, WRONG = 1, 2


def run_command(
    name: str,
    words: Sequence[str] | None,
    work: Callable[[Sequence[str]], int],
    *,
    wrong: type[NnexpError] = NnexpError,
    tracebacks: bool = False,
) -> int:
    """Carry out a command whatever its surroundings are, and never raise for what goes wrong.

    Results come first: a standard stream that is closed, full or left by its reader stops
    nothing. With no `words` given the process is the command's own, and is set up for it.

    Args:
        name: stands before each message.
        words: what follows the command's name; None for those of this process.
        work: does what the words ask for and returns the exit status.
        wrong: errors that mean that nothing was done, for the words asked for what cannot be.
        tracebacks: whether an unexpected error is raised instead of told.

    Returns:
        The exit status: that of `work`, or 2 for `wrong`, 1 for any other error and for an output
        that could not be written, 128 and its number for a signal.
    """
    if words is None:
        fill_missing_streams()
        search_working_folder_last()
        # Nothing is ever shown in a window, and what a notebook set is inherited by its shell.
        os.environ["MPLBACKEND"] = "agg"
        if of_limit() is not None:
            # Arrow's own pool reserves a gigabyte of addresses for its first number.
            os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
            one_arena()
        words = sys.argv[1:]
    # A log that cannot be written, on a full disk for one, is no news to print in many lines.
    logging.raiseExceptions = False
    with lasting_streams() as lost, stop_signals() as received:
        try:
            see_working_folder()
            status = work(words)
        except NnexpError as error:
            tell("error", str(error), name)
            status = WRONG if isinstance(error, wrong) else FAILED
            if received:
                status = 128 + received[0]
        except KeyboardInterrupt:
            status = 128 + (received[0] if received else signal.SIGINT)
        except Exception as error:
            if tracebacks:
                raise
            tell("error", problem_of(error), name)
            status = FAILED
        if (why := lost()) is not None:
            tell("error", _unwritten(why), name)
            status = status or FAILED
    return status


def leave(status: int) -> NoReturn:
    """End this process, without taking apart what it has imported: that takes a fifth of a second.

    Where other threads or processes are left it ends as usual, which waits for them.

    Args:
        status: the exit status.
    """
    import multiprocessing

    if threading.active_count() > 1 or multiprocessing.active_children():
        sys.exit(status)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _unwritten(why: OSError) -> str:
    return f"standard output: cannot be written ({why.strerror}); all else is done"
