"""The network of a trial that was trained before."""

from __future__ import annotations

from collections.abc import Callable

from nnexp.datasets import Dataset, Encoded
from nnexp.network import Network
from nnexp.settings import GridPoint
from nnexp.training import train

Checkpoint = tuple[int, Network]
"""The epoch and the weights after it, as the store keeps them of each run."""


def kept_network(point: GridPoint, checkpoint: Checkpoint | None) -> Network | None:
    """The weights of a checkpoint, if they are those after the point's last epoch."""
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
    network = kept_network(point, checkpoint)
    if network is None:
        network = train(point, repeat, data, encoded()).network
    assert network is not None  # noqa: S101 - a trial that ended well has completed its epochs
    return network
