"""How data reach a worker on another machine: by name, and at most once."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from nnexp.trainables.trainable import Content, Point, Trainable

T = TypeVar("T")

# Data sets, and what is made of them, that a worker process holds at a time.
_HELD = 4


@dataclasses.dataclass(frozen=True)
class DataReference:
    """Data under the name of their content."""

    name: str
    fingerprint: str
    fetch: Callable[[], Content]
    """Gets them from the cluster; called on the worker."""


class DataCache:
    """The data that a worker process has at hand; its threads share it."""

    def __init__(self) -> None:
        self.fetched: Counter[str] = Counter()
        """How often data came over the network, by fingerprint."""
        self._turn = threading.Lock()
        self._contents: OrderedDict[Hashable, Content] = OrderedDict()
        self._prepared: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, trainable: Trainable, reference: DataReference, point: Point) -> Any:
        """The data of a reference as the runs of a grid point read them.

        Args:
            trainable: what is trained.
            reference: from the driver.
            point: how it reads the data matters.

        Returns:
            What `Trainable.prepare` makes; at most one thread at a time makes it.
        """
        key = (trainable.name, trainable.reads(point, reference.fingerprint))
        with self._turn:
            content = self._recall(
                self._contents, reference.fingerprint, lambda: self._find(trainable, reference)
            )
            return self._recall(self._prepared, key, lambda: trainable.prepare(point, content))

    def _find(self, trainable: Trainable, reference: DataReference) -> Content:
        def fetch() -> Content:
            self.fetched[reference.fingerprint] += 1
            return reference.fetch()

        content: Content = trainable.received(reference.name, reference.fingerprint, fetch)
        return content

    @staticmethod
    def _recall(held: OrderedDict[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
        if key not in held:
            while len(held) >= _HELD:
                held.popitem(last=False)
            held[key] = make()
        held.move_to_end(key)
        return held[key]
