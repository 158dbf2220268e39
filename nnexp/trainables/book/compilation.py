"""Compiling what a training calls, before the first one calls it; importing this imports Numba."""

from __future__ import annotations

from collections.abc import Callable

from numba.core import event

from nnexp.datasets import Encoded, generator
from nnexp.network import Architecture, initialise
from nnexp.network.kernel.model import model_of, task_of
from nnexp.settings import GridPoint


def compile_for(point: GridPoint, encoded: Encoded, tell: Callable[[], None]) -> None:
    """Compile the kernels of a grid point, or load them from the cache on disk.

    One compilation serves networks of every shape, so this takes the smallest.

    Args:
        point: its rule, batch size, frozen links and floating-point type are read.
        encoded: data of its runs.
        tell: called once if there is something to compile, before that begins.
    """
    smallest = Architecture((encoded.features, 1, encoded.classes))
    draws = generator(0, 0, "init")
    network = initialise(smallest, "fan_in", 1.0, encoded.dtype, draws)
    model = model_of(network, task_of(encoded, point.data.target_range, point.training))
    with event.install_listener("numba:compile", _First(tell)):
        model.compile()


class _First(event.Listener):
    """Numba tells it of every function that it compiles; it hands on the first."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell: Callable[[], None] | None = tell

    def on_start(self, _event: event.Event) -> None:
        """A compilation begins."""
        tell, self._tell = self._tell, None
        if tell is not None:
            tell()

    def on_end(self, _event: event.Event) -> None:
        """A compilation is over."""
