"""How data reach a worker on another machine: by name, and at most once."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from nnexp.datasets import Dataset, Encoded, encode_for, encoding_key
from nnexp.datasets.cache import cache_key, find, keep
from nnexp.settings import GridPoint

T = TypeVar("T")

# Decoded data above this many bytes are kept on the worker's disk, for all its processes.
_WORTH_A_FILE = 1 << 20

# Data sets, and encodings, that a worker process holds at a time.
_HELD = 4


@dataclasses.dataclass(frozen=True)
class Parcel:
    """Data under the name of their content."""

    name: str
    fingerprint: str
    fetch: Callable[[], Dataset]
    """Gets them from the cluster; called on the worker."""


class Shelf:
    """The data that a worker process has at hand; its threads share it."""

    def __init__(self) -> None:
        self.fetched: Counter[str] = Counter()
        """How often data came over the network, by fingerprint."""
        self._turn = threading.Lock()
        self._datasets: OrderedDict[Hashable, Dataset] = OrderedDict()
        self._encoded: OrderedDict[Hashable, Encoded] = OrderedDict()

    def get(self, parcel: Parcel, point: GridPoint) -> tuple[Dataset, Encoded]:
        """The data of a parcel, and as the runs of a grid point read them.

        Args:
            parcel: from the driver.
            point: its scaling, rotation and precision are read.

        Returns:
            Both read-only; at most one thread at a time makes them.
        """
        key = encoding_key(point, parcel.fingerprint)
        with self._turn:
            dataset = self._recall(self._datasets, parcel.fingerprint, lambda: self._find(parcel))
            encoded = self._recall(self._encoded, key, lambda: encode_for(point, dataset))
        return dataset, encoded

    def _find(self, parcel: Parcel) -> Dataset:
        """From the machine's own cache, else from the cluster; kept for its other processes."""
        known = find(parcel.fingerprint)
        if known is not None:
            return dataclasses.replace(known, name=parcel.name)
        dataset = parcel.fetch()
        self.fetched[parcel.fingerprint] += 1
        if dataset.inputs.nbytes < _WORTH_A_FILE:
            return dataset
        return keep(dataset, cache_key("content", [parcel.fingerprint]))

    @staticmethod
    def _recall(held: OrderedDict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
        if key not in held:
            while len(held) >= _HELD:
                held.popitem(last=False)
            held[key] = make()
        held.move_to_end(key)
        return held[key]
