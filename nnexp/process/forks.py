"""Calls carried out at once by forks of this process, which have all that it has imported and read.

Only where a fork is safe: on Linux, while no other thread of Python runs. Elsewhere, and for what
a fork that was killed leaves undone, this process carries out the calls itself.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from nnexp.process.signals import end_at_signals

T = TypeVar("T")
_Told = tuple[int, T | None, Exception | None]

_MOST_CALLS = 256
"""A byte stands for a call."""


def in_forks(calls: Sequence[Callable[[], T]], at_once: int) -> Iterator[tuple[int, T]]:
    """The place of each call among the calls, and what it returned, as they end.

    Args:
        calls: independent of each other; what they return and raise must survive pickling.
        at_once: how many are carried out at the same time.

    Raises:
        What a call raises; those that have not begun are left out then.
    """
    left = set(range(len(calls)))
    forkable = sys.platform == "linux" and threading.active_count() == 1
    if forkable and 1 < len(calls) <= _MOST_CALLS and at_once > 1:
        for place, result in _forked(calls, min(at_once, len(calls))):
            left.remove(place)
            yield place, result
    for place in sorted(left):
        yield place, calls[place]()


def _forked(calls: Sequence[Callable[[], T]], at_once: int) -> Iterator[tuple[int, T]]:
    context = multiprocessing.get_context("fork")
    # Each takes the next byte from the pipe: a slow call holds up nobody, and no lock can be left
    # behind by one that is killed.
    places, end = os.pipe()
    os.write(end, bytes(range(len(calls))))
    os.close(end)
    processes, open_ones = [], []
    try:
        for _ in range(at_once):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_carry_out, args=(calls, places, theirs, os.getpid()))
            with theirs, warnings.catch_warnings():
                # Python 3.12 warns of threads that are not its own; those of BLAS and Arrow see
                # to forks themselves.
                warnings.simplefilter("ignore", DeprecationWarning)
                try:
                    process.start()
                except OSError:  # no room for another process
                    break
            processes.append(process)
            open_ones.append(ours)
        while open_ones:
            for ready in wait(open_ones):
                assert isinstance(ready, Connection)  # noqa: S101 - they are all of one kind
                told: _Told[T] | None = _received(ready)
                if told is None:
                    open_ones.remove(ready)
                    continue
                place, result, error = told
                if error is not None:
                    raise error
                yield place, result  # type: ignore[misc]  # no result has an error
    finally:
        os.close(places)
        for process in processes:
            process.terminate()
            process.join()


def _received(connection: Connection) -> _Told[T] | None:
    """What a fork tells; None where it has ended."""
    try:
        told: _Told[T] = connection.recv()
    except (EOFError, OSError):
        return None
    return told


def _carry_out(
    calls: Sequence[Callable[[], T]], places: int, answers: Connection, parent: int
) -> None:
    end_at_signals()
    while (taken := os.read(places, 1)) and os.getppid() == parent:
        place = taken[0]
        told: _Told[T]
        try:
            told = (place, calls[place](), None)
        except Exception as error:  # raised by the parent
            told = (place, None, error)
        answers.send(told)
