"""What runs on one data set need not do again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable
from typing import TypeVar

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network import Network
from nnexp.settings import GridPoint
from nnexp.trainables.book.rows import Rows

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Shared:
    """Filled by the runs that it is handed to, one after the other; it changes no number.

    Grid points under the same seed and repeat share first weights and orders of samples. They
    are kept only among short runs, where drawing them counts and where they are small.
    """

    short: bool = False
    """Whether there are several runs, which take a fraction of a second together."""
    rows: dict[Hashable, Rows] = dataclasses.field(default_factory=dict)
    """By the settings that they depend on, as all that follows."""
    orders: dict[Hashable, np.ndarray] = dataclasses.field(default_factory=dict)
    networks: dict[Hashable, Network] = dataclasses.field(default_factory=dict)
    compiled: set[Hashable] = dataclasses.field(default_factory=set)
    """Kinds of runs whose kernels this process has ready; see `kind_of`."""


def kind_of(point: GridPoint, encoded: Encoded) -> Hashable:
    """Grid points of one kind call the same compiled code."""
    form = "dense" if encoded.dense is not None else encoded.indices.dtype.str
    training = point.training
    return encoded.dtype.str, form, training.batch_size > 1, training.freeze != "none"


def recalled(known: dict[Hashable, T], key: Hashable, draw: Callable[[], T]) -> T:
    """What is known under a key; drawn, and known from then on, when it is not."""
    if key not in known:
        known[key] = draw()
    return known[key]
