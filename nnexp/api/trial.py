"""One trial of a sweep to look into: its network, and the samples that it did and did not see."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from nnexp.datasets import Dataset, encode_for, load, scaled, split
from nnexp.network import Network
from nnexp.settings import GridPoint, as_typed, flatten
from nnexp.store import open_store
from nnexp.sweeping.networks import network_of

_TELLING = ("data", "hidden_nodes", "lr", "epochs", "seed")


@dataclasses.dataclass(frozen=True, eq=False)
class Part:
    """Samples as the network reads them, in the order of their source."""

    inputs: np.ndarray
    """(samples, inputs), scaled to `data.input_range`, of the network's dtype."""
    labels: np.ndarray
    """(samples,) int64: the right classes, also where `data.label_noise` taught others."""

    def __repr__(self) -> str:
        samples, inputs = self.inputs.shape
        return f"<Part of {samples:,} samples of {inputs:,} inputs>"


@dataclasses.dataclass(frozen=True, eq=False)
class Trial:
    """A trained network with its samples."""

    point: GridPoint
    """Its settings."""
    repeat: int
    network: Network
    """After `point.epochs` epochs."""
    train: Part
    validation: Part
    """Held out to choose settings on; empty with `data.validation=0`."""
    test: Part
    image_shape: tuple[int, int] | None
    """Rows and columns of the image that an input is, or None."""

    def __repr__(self) -> str:
        settings = flatten(self.point)
        named = " ".join(f"{name}={as_typed(settings[name])}" for name in _TELLING)
        sizes = (
            f"{len(part.labels):,} {name}"
            for name, part in (
                ("training", self.train),
                ("validation", self.validation),
                ("test", self.test),
            )
        )
        return f"<Trial {named} repeat={self.repeat}: {', '.join(sizes)} samples>"


def trial_of(point: GridPoint, repeat: int, run_id: str, store: Path) -> Trial:
    """Look a trial up that was trained to its end.

    Args:
        point: its settings.
        repeat: number of the repetition.
        run_id: the training that serves it.
        store: the file with the last weights of that training.

    Returns:
        The trial. Where the store has other epochs' weights or none, the network is trained
        again, to the same bits.

    Raises:
        NnexpError: data or store cannot be read.
    """
    data = load(point.data)
    with open_store(store) as opened:
        kept = opened.checkpoint(run_id)
    network = network_of(point, repeat, kept, data, lambda: encode_for(point, data))
    rows = split(data, point.data, point.seed, repeat)
    return Trial(
        point=point,
        repeat=repeat,
        network=network,
        train=_part(data, rows.train, point),
        validation=_part(data, rows.validation, point),
        test=_part(data, rows.test, point),
        image_shape=data.image_shape,
    )


def _part(data: Dataset, rows: np.ndarray, point: GridPoint) -> Part:
    inputs = scaled(data, rows, point.data.input_range).astype(point.training.dtype)
    return Part(inputs, data.labels[rows].astype(np.int64))
