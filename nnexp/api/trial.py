"""One trial of a sweep to look into: its network, and the samples that it did and did not see."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from nnexp.datasets import Dataset, encode_for, load, scaled, split
from nnexp.errors import NnexpError
from nnexp.network import Network
from nnexp.settings import GridPoint, as_typed, flatten
from nnexp.store import open_store
from nnexp.trainables import registry
from nnexp.trainables.book.networks import network_of


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
        columns = registry.columns_of()
        telling = (*columns.data_sets[:1], *columns.main, *columns.replicates)
        named = " ".join(f"{name}={as_typed(settings[name])}" for name in telling)
        sizes = (
            f"{len(part.labels):,} {name}"
            for name, part in (
                ("training", self.train),
                ("validation", self.validation),
                ("test", self.test),
            )
        )
        return f"<Trial {named} repeat={self.repeat}: {', '.join(sizes)} samples>"


class ChangedDataError(NnexpError):
    """Data are not those any more that a trial was trained on."""


def trial_of(point: GridPoint, repeat: int, run_id: str, store: Path, fingerprint: str) -> Trial:
    """Look a trial up that was trained to its end.

    Args:
        point: its settings.
        repeat: number of the repetition.
        run_id: the training that serves it.
        store: the file with the last weights of that training.
        fingerprint: of the data that it was trained on.

    Returns:
        The trial. Where the store has other epochs' weights or none, or is gone, the network is
        trained again, to the same bits.

    Raises:
        ChangedDataError: the data are others now.
        NnexpError: data or store cannot be read.
    """
    data = load(point.data)
    if data.fingerprint != fingerprint:
        raise ChangedDataError(
            f"data={point.data.name}: holds other samples than when the sweep was run; bring back "
            "the old files, or run the sweep again"
        )
    kept = None
    if store.exists():  # opening makes one
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
