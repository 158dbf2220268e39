"""Between networks and the states of runs, and the network of a trial that was trained before."""

from __future__ import annotations

from collections.abc import Callable

from nnexp.datasets import Dataset, Encoded
from nnexp.network import Network
from nnexp.settings import GridPoint
from nnexp.trainables.book.run import architecture_of, train
from nnexp.trainables.book.state import network_from
from nnexp.trainables.outcome import Checkpoint, State


def kept_state(point: GridPoint, checkpoint: Checkpoint | None) -> State | None:
    """The state of a checkpoint, if it is that after the point's last epoch."""
    if checkpoint is None or checkpoint[0] != point.epochs:
        return None
    return checkpoint[1]


def network_of(
    point: GridPoint,
    repeat: int,
    checkpoint: Checkpoint | None,
    data: Dataset,
    encoded: Callable[[], Encoded],
) -> Network:
    """The network of a trial that ended well: kept, or trained again to the same bits.

    Args:
        point: its settings.
        repeat: number of the repetition.
        checkpoint: of its run, which may have trained on; None where there is none.
        data: what it learned.
        encoded: makes the same data as its runs read them; called only to train.
    """
    state = kept_state(point, checkpoint)
    if state is None:
        state = train(point, repeat, data, encoded()).state
    assert state is not None  # noqa: S101 - a trial that ended well has completed its epochs
    return network_from(state, architecture_of(point, data))
