"""Long work in short slices, so that a run can be stopped between them."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from nnexp.trainables.outcome import Stop, StopCheck

# Well under the quarter of a second within which stopping still feels immediate.
SLICE_SECONDS = 0.2


class Stopped(Exception):  # noqa: N818 - a request that was met, not an error
    """Unwinds a run that was asked to stop."""

    def __init__(self, why: Stop) -> None:
        super().__init__(why)
        self.why = why


def in_slices(
    work: Callable[[int, int], None], total: int, *, grain: int, first: int, should_stop: StopCheck
) -> None:
    """Call `work(begin, end)` on consecutive parts of 0…total, each about `SLICE_SECONDS` long.

    Args:
        work: takes the items begin ≤ i < end.
        total: number of items.
        grain: parts begin at multiples of this.
        first: number of items in the first part; later ones follow from its speed.
        should_stop: asked before each part.

    Raises:
        Stopped: `should_stop` gave a reason.
    """
    begin, size = 0, _whole(first, grain)
    while begin < total:
        why = should_stop()
        if why:
            raise Stopped(why)
        end = min(total, begin + size)
        before = perf_counter()
        work(begin, end)
        seconds = max(perf_counter() - before, 1e-6)
        size = _whole(int((end - begin) * SLICE_SECONDS / seconds), grain)
        begin = end


def _whole(items: int, grain: int) -> int:
    return max(1, items // grain) * grain
