"""An experiment of a claim's own: what is measured where the book's sentence is about no network.

It is a trainable as the book's network is one: planner, pool, store, resume and table are the
same. A training of it is one measurement, so there is no budget and no state to go on from.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.network import KERNEL_REVISION, target
from nnexp.settings import Scalar, Spec, as_whole
from nnexp.trainables.outcome import Checkpoint, Curve, Outcome, StopCheck
from nnexp.trainables.trainable import SEED, Source, Trainable

Measure = Callable[[Mapping[str, Scalar], int, int], Mapping[str, float]]
"""(values of one grid point, seed, repeat) ↦ the metrics by name; NaN for what is not measured."""

Point = tuple[tuple[str, Scalar], ...]
"""The settings and their values, the seed last."""

_SEED = Spec(
    "with the repeat's number it fixes every random draw",
    "integer",
    "seed=7",
    low=0,
    role="replicate",
)


@dataclasses.dataclass(frozen=True)
class Nothing:
    """The data of an experiment, which finds its own."""

    name: str = "none"
    fingerprint: str = "none"
    classes: int | None = None
    same_test: int | None = None
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Experiment:
    """One experiment; see `nnexp.trainables.trainable.Trainable`."""

    name: str
    """The claim's."""
    settings: Mapping[str, Spec]
    """What a grid may vary, the seed aside."""
    metrics: tuple[Metric, ...]
    measure: Measure

    @property
    def columns(self) -> Columns:
        return Columns(
            settings={**self.settings, SEED: _SEED},
            metrics={metric.name: metric for metric in self.metrics},
        )

    @property
    def revision(self) -> str:
        return _code()

    def point(self, values: Mapping[str, Scalar], seed: int) -> Point:
        """The grid point with these values of all settings."""
        return (*((name, values[name]) for name in self.settings), (SEED, seed))

    def target(self) -> str:
        return target()

    def flat(self, point: Point) -> Mapping[str, Scalar]:
        return dict(point)

    def canonical(self, point: Point, content: Nothing) -> Point:
        return point

    def describe(self, settings: Mapping[str, Scalar], content: Nothing, target: str) -> str:
        known = {name: value for name, value in settings.items() if name != SEED}
        described = {
            "experiment": self.name,
            "settings": known,
            "revision": self.revision,
            "kernel_revision": KERNEL_REVISION,
            "target": target,
        }
        return json.dumps(described, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def is_prefix(self, settings: Mapping[str, Scalar]) -> bool:
        return False

    def with_budget(self, point: Point, budget: int) -> Point:
        return point

    def with_settings(self, point: Point, values: Mapping[str, int | float]) -> Point:
        return tuple((name, values.get(name, value)) for name, value in point)

    def lacks_validation(self, point: Point) -> str | None:
        return f"the experiment {self.name} chooses nothing"

    def source(self, point: Point) -> Source:
        return ("none",)

    def named(self, source: Source) -> str:
        return "none"

    def guessing(self, content: Nothing) -> Mapping[str, Any] | None:
        return None

    def load(self, points: Sequence[Point]) -> Mapping[Source, Nothing]:
        return {self.source(point): Nothing() for point in points}

    def reads(self, point: Point, fingerprint: str) -> Hashable:
        return fingerprint

    def prepare(self, point: Point, content: Nothing) -> Nothing:
        return content

    def received(self, name: str, fingerprint: str, fetch: Callable[[], Nothing]) -> Nothing:
        return Nothing()

    def memo(self, *, several: bool) -> None:
        return None

    def warm(self, point: Point, prepared: Nothing, memo: None, tell: Callable[[], None]) -> None:
        return None

    def train(
        self,
        point: Point,
        repeat: int,
        prepared: Nothing,
        *,
        start: Checkpoint | None,
        should_stop: StopCheck,
        memo: None,
    ) -> Outcome:
        if why := should_stop():
            nothing = np.empty((0, len(self.metrics)))
            return Outcome(why, "stopped before it was measured", Curve(1, nothing), None)
        values = dict(point)
        seed = as_whole(values.pop(SEED))
        found = self.measure(values, seed, repeat)
        row = [[float(found[metric.name]) for metric in self.metrics]]
        return Outcome("ok", "", Curve(1, np.array(row)), None)

    def seconds(self, point: Point, epochs: int, content: Nothing) -> float:
        # Of the same order for all: what they are is not known before one is measured.
        return 0.01 * epochs

    def timed(
        self,
        trainings: Sequence[tuple[Point, int]],
        data: Mapping[Source, Nothing],
        at_once: int,
    ) -> Sequence[float]:
        return [_timed(self, point) for point, _ in trainings]

    def memory(self, point: Point, content: Nothing) -> int:
        return 0

    def too_large(self, point: Point, content: Nothing, room: int, at_once: int) -> str:
        return f"the experiment {self.name} needs memory, and there is none; free some"


def choice(meaning: str, *values: str) -> Spec:
    """A setting of an experiment that is one of some words."""
    return Spec(meaning, "choice", values[0], choices=values, role="tuned")


def number(meaning: str) -> Spec:
    """A setting of an experiment that is a number from 0."""
    return Spec(meaning, "number", "0.1", low=0, role="tuned", scale="log")


def whole(meaning: str) -> Spec:
    """A setting of an experiment that counts something."""
    return Spec(meaning, "integer", "10", low=1, role="tuned", scale="log")


def _timed(experiment: Trainable, point: Point) -> float:
    before = time.perf_counter()
    experiment.train(point, 0, Nothing(), start=None, should_stop=lambda: None, memo=None)
    return time.perf_counter() - before


@functools.cache
def _code() -> str:
    """A hash of everything that measures: an edit anywhere in it measures anew."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
