"""Ctrl-C and SIGTERM end a sweep in the same orderly way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM arrived. It passes wherever Ctrl-C does, so that one handling serves both."""


@contextmanager
def termination_as_interrupt() -> Iterator[list[int]]:
    """Turn SIGTERM into `Terminated` for the time of the block.

    Without it workers of their own processes outlive a terminated sweep. Yields the list
    of signals received, for those who catch the interrupt and raise something else.
    """
    received: list[int] = []

    def terminate(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield received
    finally:
        signal.signal(signal.SIGTERM, before)
