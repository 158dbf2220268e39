"""Ctrl-C, SIGTERM or a lost terminal while workers are busy: told to the driver, then answered."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import NoReturn

# Windows has no SIGHUP.
_ASKED = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextlib.contextmanager
def announced(notify: Callable[[], None]) -> Iterator[list[int]]:
    """Call `notify` for the first signal that asks to end, instead of what it did before.

    The second goes to whoever was in charge before, for those who cannot wait. Outside the main
    thread signals are nobody's to take, and nothing changes.

    Yields the signals received; hand them on with `deliver` when all is tidied up.
    """
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    before = {number: signal.getsignal(number) for number in _ASKED}

    def restore() -> None:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)

    def note(number: int, _frame: FrameType | None) -> None:
        if received:
            restore()
            signal.raise_signal(number)
            return
        received.append(number)
        notify()

    for number, handler in before.items():
        # A signal that is ignored (nohup, a job in the background) stays so.
        if handler is not signal.SIG_IGN and handler is not None:
            signal.signal(number, note)
    try:
        yield received
    finally:
        restore()


def deliver(received: Sequence[int]) -> NoReturn:
    """Hand a signal to whoever was in charge before; does not return."""
    signal.raise_signal(received[0])
    raise KeyboardInterrupt
