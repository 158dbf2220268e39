"""Ctrl-C, SIGTERM and a lost terminal end a command in the same orderly way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP arrived. It passes wherever Ctrl-C does: one handling serves all."""


_RAISED: dict[signal.Signals, type[KeyboardInterrupt]] = {
    signal.SIGINT: KeyboardInterrupt,
    signal.SIGTERM: Terminated,
}
if hasattr(signal, "SIGHUP"):  # Windows has none
    _RAISED[signal.SIGHUP] = Terminated


def end_at_signals() -> None:
    """Have them end a process at once that another one ends, which was signalled as well."""
    for number in _RAISED:
        # A job in the background ignores Ctrl-C, and one under nohup a lost terminal: so be it.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def stop_signals() -> Iterator[list[int]]:
    """Turn SIGTERM and SIGHUP into `Terminated` for the time of the block, as Ctrl-C is raised.

    Without it workers of their own processes outlive a terminated sweep. Yields the list
    of signals received, for those who catch the interrupt and raise something else.
    """
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise _RAISED[signal.Signals(number)]

    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    before = {number: signal.getsignal(number) for number in _RAISED}
    for number, handler in before.items():
        # A job in the background ignores Ctrl-C, and one under nohup a lost terminal: so be it.
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
