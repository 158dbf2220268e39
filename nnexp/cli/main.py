"""The command `nnexp`, also `python -m nnexp`.

Exit status: 0 when all went well, 1 when trials failed or the sweep could not go on, 2 when
the command was wrong, or data or a store that it names, and nothing was trained, 130 after Ctrl-C,
143 after SIGTERM.
"""

from __future__ import annotations

import gc
import io
import logging
import os
import signal
import sys
from collections.abc import Sequence

from nnexp.cli.messages import disk_problem, keep_traceback, tell
from nnexp.cli.signals import stop_signals
from nnexp.errors import NnexpError, WrongInputError
from nnexp.working_folder import see_working_folder

FAILED, WRONG = 1, 2

_GARBAGE_AFTER = 50_000


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless `words` are given).

    Returns the exit status.
    """
    if words is None:  # then this process is ours
        words = sys.argv[1:]
        # Nearly all that a sweep makes lives to its end: looking for garbage among thousands of
        # grid points every 700 objects finds none and takes 7 % of the time.
        gc.set_threshold(_GARBAGE_AFTER, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without "…" still gets its answer
    try:
        if "--help" in words or "-h" in words:
            see_working_folder()
            from nnexp.cli.help import help_text

            print(help_text())
        elif "--version" in words:
            print(f"nnexp {_version()}")
        else:
            see_working_folder()
            return _guarded(words)
        sys.stdout.flush()
    except NnexpError as error:
        tell("error", str(error))
        return WRONG
    except BrokenPipeError:
        # `nnexp --help | head`: nobody reads on; nor must the interpreter flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _guarded(words: Sequence[str]) -> int:
    # Hydra takes 0.2 s to import, which --help and --version do without.
    from nnexp.cli.commands import carry_out

    # A log that cannot be written, on a full disk for one, is no news to print in many lines.
    logging.raiseExceptions = False
    with stop_signals() as received:
        try:
            carry_out(words)
        except NnexpError as error:
            tell("error", str(error))
            wrong = isinstance(error, WrongInputError)
            return 128 + received[0] if received else WRONG if wrong else FAILED
        except KeyboardInterrupt:
            return 128 + (received[0] if received else signal.SIGINT)
        except BrokenPipeError:
            raise
        except Exception as error:
            if os.environ.get("HYDRA_FULL_ERROR") == "1":
                raise
            problem = disk_problem(error) if isinstance(error, OSError) else None
            if problem is None:
                _tell_unexpected(error)
            else:
                tell("error", problem)
            return FAILED
    return 0


def _tell_unexpected(error: Exception) -> None:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    place = keep_traceback(error)
    kept = "could not be kept" if place is None else f"is in {place}"
    tell("error", f"{what[:200]} (unexpected; the traceback {kept})")


def _version() -> str:
    from importlib.metadata import version

    return version("nnexp")
