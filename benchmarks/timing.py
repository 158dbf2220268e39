"""Alternating repetitions and their medians: how everything here is timed.

The machine is noisy and shared, so contestants take turns within one run and are compared by
ratios of medians; a slow minute then slows all of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping


def pin_to_one_core() -> None:
    """Bind this process and the threads it will start to its first allowed core, where possible."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternate(
    contestants: Mapping[str, Callable[[], float]], repetitions: int
) -> dict[str, list[float]]:
    """What each contestant reports of each of its `repetitions` turns, taken in turn."""
    turns: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(repetitions):
        for name, work in contestants.items():
            turns[name].append(work())
    return turns
