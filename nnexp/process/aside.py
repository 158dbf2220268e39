"""A process beside this one, which imports while this one does something else, and then takes over.

What a sweep reads, trains and stores needs other libraries than what analyses and draws it, and
neither can be imported in less than half a second. Two processes import both at once, where there
are two processors; threads cannot, which take turns at importing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar, cast

from nnexp.process.room import of_limit
from nnexp.process.signals import end_at_signals

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
_Message = tuple[Literal["wrote", "logged", "asked", "returned", "raised"], Any]

_DIES_WITH_PARENT = 1
"""The number by which Linux's `prctl` knows this wish."""


class GoneError(Exception):
    """The process ended before the call that it carried out, killed for want of memory for one."""


class _Elsewhere(Exception):  # noqa: N818 -- told as the cause of an error
    """Where an error came from in the other process."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class Aside:
    """Made by `begun`; carries out one call."""

    def __init__(self, process: int, connection: Connection) -> None:
        self._process, self._connection = process, connection

    def carry_out(self, call: Callable[..., T], *arguments: Any) -> T:
        """What a call returns that the other process carries out.

        What it prints is printed here, and what it logs is logged here.

        Args:
            call: a function that can be pickled, as its arguments, its result and its errors can.
            arguments: of the call; before them it is handed an `Asking`.

        Raises:
            GoneError: the process is gone.
            What the call raises.
        """
        try:
            self._connection.send((call, arguments))
            while True:
                kind, what = cast("_Message", self._connection.recv())
                match kind:
                    case "wrote":
                        sys.stdout.write(what)
                        sys.stdout.flush()
                    case "logged":
                        logging.getLogger(what.name).handle(what)
                    case "asked":
                        # In a thread: what the other process prints meanwhile is not held up.
                        threading.Thread(
                            target=self._for_it,
                            args=what,
                            name="nnexp-asked",
                            daemon=True,
                        ).start()
                    case "raised":
                        raise _from_elsewhere(*what)
                    case "returned":
                        return cast("T", what)
        except (EOFError, ConnectionError) as error:
            raise GoneError from error

    def _for_it(self, call: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        with contextlib.suppress(OSError):  # it is gone, and nobody waits for the answer
            self._connection.send(_outcome(call, arguments))

    def end(self) -> None:
        """Wait for nothing: the process is over."""
        self._connection.close()
        with contextlib.suppress(OSError):
            os.kill(self._process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self._process, 0)


class Asking:
    """In the other process: has its parent, which waits, do a part of the work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, call: Callable[..., T], *arguments: Any) -> Callable[[], T]:
        """Have a call carried out while this process goes on; one at a time.

        Args:
            call: a function that can be pickled, as its arguments, its result and its errors can.
            arguments: of the call.

        Returns:
            Waits for what the call returns; raises what it raises.
        """
        self._connection.send(("asked", (call, arguments)))

        def wait() -> T:
            kind, what = cast("_Message", self._connection.recv())
            if kind == "raised":
                raise _from_elsewhere(*what)
            return cast("T", what)

        return wait


def begun(steps: Iterable[Callable[[], None]]) -> Aside | None:
    """A process that takes steps until it is asked to carry out a call.

    Args:
        steps: that are left out once it is asked; what they raise is not told.

    Returns:
        None where it would bring nothing or may not be: on one processor, on systems whose forks
        are not safe, beside other threads, under a limit of memory.
    """
    if (
        sys.platform != "linux"
        or threading.active_count() > 1
        or len(os.sched_getaffinity(0)) < 2
        or of_limit() is not None
    ):
        return None
    # Here, where a file of the user's hides no library any more.
    from multiprocessing.connection import Pipe

    ours, theirs = Pipe()
    parent = os.getpid()
    try:
        process = os.fork()
    except OSError:  # no room for another process
        return None
    if process == 0:
        ours.close()
        _live(theirs, steps, parent)
    theirs.close()
    return Aside(process, ours)


def _live(connection: Connection, steps: Iterable[Callable[[], None]], parent: int) -> NoReturn:
    """All that the other process does."""
    try:
        end_at_signals()
        _die_with(parent)
        for step in steps:
            if connection.poll():
                break
            with contextlib.suppress(Exception):
                step()
        _answer(connection)
    except BaseException:  # the parent finds it gone
        os._exit(1)
    os._exit(0)


def _die_with(parent: int) -> None:
    """Have the system end this process with its parent, which nobody else would tell it of."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _answer(connection: Connection) -> None:
    call, arguments = connection.recv()
    sys.stdout = cast("Any", _Sent(sys.stdout, connection))
    logging.root.handlers[:] = [_Logged(connection)]
    logging.root.setLevel(logging.INFO)
    told = _outcome(call, (Asking(connection), *arguments))
    sys.stderr.flush()
    connection.send(told)


def _outcome(call: Callable[..., Any], arguments: tuple[Any, ...]) -> _Message:
    """What a call returns or raises, for the other side."""
    try:
        return "returned", call(*arguments)
    except Exception as error:  # raised by who asked
        return "raised", (error, traceback.format_exc())


def _from_elsewhere(error: Exception, trace: str) -> Exception:
    error.__cause__ = _Elsewhere(trace)
    return error


class _Sent:
    """Standard output, written by the parent, who knows what became of it; in all else itself."""

    def __init__(self, stream: Any, connection: Connection) -> None:
        self._stream, self._connection = stream, connection

    def write(self, text: str) -> int:
        self._connection.send(("wrote", text))
        return len(text)

    def flush(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Logged(logging.Handler):
    """Logged by the parent, whose handlers were not known yet when this process began."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args = record.getMessage(), None
        record.exc_info = None
        self._connection.send(("logged", record))
