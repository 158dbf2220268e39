"""Alternating repetitions and their medians: how everything here is timed.

The machine is noisy and shared, so contestants take turns within one run and are compared by
ratios of medians; a slow minute then slows all of them.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping


def pin_to_one_core() -> None:
    """Bind this process and the threads it will start to its first allowed core, where possible."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def alternate(
    contestants: Mapping[str, Callable[[], object]], repetitions: int
) -> dict[str, list[float]]:
    """Seconds of each of `repetitions` turns for every contestant, taken in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(repetitions):
        for name, work in contestants.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def medians(seconds: Mapping[str, list[float]]) -> dict[str, float]:
    """The median turn of every contestant, in seconds."""
    return {name: statistics.median(turns) for name, turns in seconds.items()}
