"""What trained models make of data that did not train them: pictures, with nothing of networks.

A trainable whose models can be looked into has a `Picturing` in `nnexp.trainables.registry`. Plots
and pages know what it hands on: arrays with their words, and figures that the table must agree
with.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from nnexp.language import ENGLISH
from nnexp.settings import Scalar
from nnexp.trainables.outcome import Checkpoint


@dataclasses.dataclass(frozen=True)
class Chosen:
    """A trial of the setting to look into: it finished."""

    settings: Mapping[str, Scalar]
    """All of them, by their dotted names."""
    repeat: int
    run_id: str


@dataclasses.dataclass(frozen=True, eq=False)
class Tiles:
    """Small images of one size and one scale of colours, each with a word below it."""

    images: np.ndarray
    """(n, rows, columns), one at least."""
    labels: tuple[str, ...]
    colours: str
    """Name of a colour map."""
    limits: tuple[float, float]
    """The values of its ends."""
    across: int = 10
    """Images beside each other, at most."""


@dataclasses.dataclass(frozen=True, eq=False)
class Confusion:
    """Which class is taken for which."""

    counts: np.ndarray
    """(classes, classes) int64: row = right class, column = the answer."""
    names: tuple[str, ...]
    """Of the classes."""
    sides: tuple[str, str] = ("read as", "is")
    """What columns and rows are."""


@dataclasses.dataclass(frozen=True, eq=False)
class Picture:
    """One picture that is not drawn yet, and its words."""

    name: str
    """Of its files."""
    title: str
    of: str
    """What it is of, besides the data and the setting; may be empty."""
    notes: tuple[str, ...]
    caption: str
    """How to read it."""
    shown: Tiles | Confusion


@dataclasses.dataclass(frozen=True, eq=False)
class Pictures:
    """All pictures of the models of one setting."""

    members: Callable[[str], Sequence[Picture]]
    """They, with their words in a language of `nnexp.language`; in English where it is unknown."""
    file: str
    """Name of the file in which what they show is kept."""
    run_ids: tuple[str, ...]
    """Of the trials that were looked into; with `epochs` they name rows of the table."""
    epochs: int
    """The budget of those trials."""
    metric: str
    """A column of the table."""
    measured: tuple[float, ...]
    """The same measured again, of as many of `run_ids`, from the first, as could be: equal to the
    table's to the bit."""

    def __repr__(self) -> str:
        return (
            f"<Pictures of {len(self.run_ids):,} models after {self.epochs:,} epochs: "
            f"{', '.join(one.name for one in self.members(ENGLISH))}>"
        )


class Picturing(Protocol):
    """How the models of one kind of trainable are looked into."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of all pictures that there may be, in the order in which they are shown."""

    def files(self, task: str = "") -> tuple[str, ...]:
        """Names of what `make` writes: a model first, and last what the pictures are of.

        Args:
            task: name of the data set; empty where the sweep has one only.
        """

    def make(
        self, trials: Sequence[Chosen], kept: Mapping[str, Checkpoint], directory: Path, task: str
    ) -> Pictures:
        """Look into the models of a setting, and write what was seen into the sweep's folder.

        Args:
            trials: finished ones that differ in `seed` and `repeat` only, one at least.
            kept: by run id, of those runs of which a state is known.
            directory: the folder.
            task: as `files` takes it.

        Raises:
            NnexpError: data cannot be read, or the folder cannot be written to.
        """

    def load(self, directory: Path, task: str = "") -> Pictures | None:
        """The pictures that `make` left in a folder; None where it has no such files.

        Raises:
            NnexpError: a file is missing or damaged.
        """
