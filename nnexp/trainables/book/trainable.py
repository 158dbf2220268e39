"""The network of the book behind the door that all trainables share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from nnexp.columns import Columns
from nnexp.datasets import Dataset, Encoded, encode_for, encoding_key
from nnexp.datasets.cache import cache_key, find, keep
from nnexp.datasets.doubts import guess
from nnexp.network import KERNEL_REVISION, target
from nnexp.settings import GridPoint, Scalar, flatten, point_of
from nnexp.trainables.book import columns, costs, identity
from nnexp.trainables.book.data import load_datasets, source_of, source_text
from nnexp.trainables.book.run import train
from nnexp.trainables.book.shared import Shared, kind_of
from nnexp.trainables.outcome import Checkpoint, Outcome, StopCheck
from nnexp.trainables.trainable import Source, Trainable

# Decoded data above this many bytes are kept on a worker's disk, for all its processes.
_WORTH_A_FILE = 1 << 20


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A data set, and the same as the kernels read it."""

    dataset: Dataset
    encoded: Encoded


@dataclasses.dataclass(frozen=True)
class Book:
    """The book's network; see `nnexp.trainables.trainable.Trainable`."""

    name: str = "book"
    revision: int = KERNEL_REVISION

    @property
    def columns(self) -> Columns:
        return columns.BOOK

    def target(self) -> str:
        return target()

    def flat(self, point: GridPoint) -> Mapping[str, Scalar]:
        return flatten(point)

    def canonical(self, point: GridPoint, content: Dataset) -> GridPoint:
        return identity.canonical(point, content)

    def describe(self, settings: Mapping[str, Scalar], content: Dataset, target: str) -> str:
        return identity.describe(settings, content, self.revision, target)

    def is_prefix(self, settings: Mapping[str, Scalar]) -> bool:
        return not identity.depends_on_total(settings)

    def with_budget(self, point: GridPoint, budget: int) -> GridPoint:
        return identity.longer(point, budget)

    def with_settings(self, point: GridPoint, values: Mapping[str, int | float]) -> GridPoint:
        return point_of({**flatten(point), **values})

    def lacks_validation(self, point: GridPoint) -> str | None:
        if point.data.validation:
            return None
        return "data.validation=0 leaves no validation data to choose on; set data.validation=0.2"

    def source(self, point: GridPoint) -> Source:
        return source_of(point.data)

    def named(self, source: Source) -> str:
        return source_text(source)

    def guessing(self, content: Dataset) -> Mapping[str, Any]:
        return dataclasses.asdict(guess(content))

    def load(self, points: Sequence[GridPoint]) -> Mapping[Source, Dataset]:
        return load_datasets(points)

    def reads(self, point: GridPoint, fingerprint: str) -> Hashable:
        return encoding_key(point, fingerprint)

    def prepare(self, point: GridPoint, content: Dataset) -> Prepared:
        return Prepared(content, encode_for(point, content))

    def received(self, name: str, fingerprint: str, fetch: Callable[[], Dataset]) -> Dataset:
        known = find(fingerprint)
        if known is not None:
            return dataclasses.replace(known, name=name)
        dataset = fetch()
        if dataset.inputs.nbytes < _WORTH_A_FILE:
            return dataset
        return keep(dataset, cache_key("content", [fingerprint]))

    def memo(self, *, several: bool) -> Shared:
        return Shared(short=several)

    def warm(
        self, point: GridPoint, prepared: Prepared, memo: Shared, tell: Callable[[], None]
    ) -> None:
        if (kind := kind_of(point, prepared.encoded)) not in memo.compiled:
            # Here, since it imports Numba, and a sweep whose runs are all known compiles nothing.
            from nnexp.trainables.book.compilation import compile_for

            compile_for(point, prepared.encoded, tell)
            memo.compiled.add(kind)

    def train(
        self,
        point: GridPoint,
        repeat: int,
        prepared: Prepared,
        *,
        start: Checkpoint | None,
        should_stop: StopCheck,
        memo: Shared,
    ) -> Outcome:
        return train(
            point,
            repeat,
            prepared.dataset,
            prepared.encoded,
            start=start,
            should_stop=should_stop,
            shared=memo,
        )

    def seconds(self, point: GridPoint, epochs: int, content: Dataset) -> float:
        return costs.expected_seconds(point, epochs, content)

    def timed(
        self,
        trainings: Sequence[tuple[GridPoint, int]],
        data: Mapping[Source, Dataset],
        at_once: int,
    ) -> Sequence[float]:
        return costs.timed(trainings, data, at_once)

    def memory(self, point: GridPoint, content: Dataset) -> int:
        return costs.run_bytes(point, content)

    def too_large(self, point: GridPoint, content: Dataset, room: int, at_once: int) -> str:
        return costs.too_large(point, content, room, at_once)


BOOK: Trainable = Book()
