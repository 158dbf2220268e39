"""A user's own model behind the door that all trainables share: a function, or what acts as one."""

from __future__ import annotations

import dataclasses
import json
import platform
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Protocol

from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.settings import Scalar, Spec, as_text
from nnexp.trainables.function.code import Code, code_of, loaded
from nnexp.trainables.function.marks import marks_of
from nnexp.trainables.function.metrics import metrics_of
from nnexp.trainables.function.run import Order, follow
from nnexp.trainables.function.signature import (
    BUDGET,
    REPEAT,
    STATE,
    Parameter,
    arguments_of,
    signature_of,
)
from nnexp.trainables.function.surroundings import TURN, seed_of
from nnexp.trainables.outcome import Checkpoint, Outcome, State, StopCheck
from nnexp.trainables.trainable import SEED, Content, Source

REVISION = 1
"""Raised whenever a change here may change a bit of any result."""

Point = tuple[tuple[str, Any], ...]
"""The settings and their values in the order of the columns, the seed last."""


class OwnModel(Content, Protocol):
    """What is trained, as data: it travels to workers, each of which has it once."""

    def get_ready(self) -> None:
        """Import what it needs: no training's time, and none of its draws."""

    def begin(self, values: Mapping[str, Any], seed: int, repeat: int, state: State | None) -> Any:
        """Start a training; gives a generator of rows, or one row.

        Args:
            values: of all settings, the seed aside.
            seed: the same for the same repeat at every grid point.
            repeat: number of the repetition.
            state: to go on from.
        """


@dataclasses.dataclass(frozen=True, eq=False)
class OwnFunction(Code):
    """A function as a model."""

    def get_ready(self) -> None:
        loaded(self)

    def begin(self, values: Mapping[str, Any], seed: int, repeat: int, state: State | None) -> Any:
        function = loaded(self)
        passed = signature_of(function, self.name).passed
        own = {SEED: seed, REPEAT: repeat, STATE: state}
        given = {name: value for name, value in own.items() if name in passed}
        return function(**arguments_of(function, self.name, values), **given)


@dataclasses.dataclass(frozen=True)
class Own:
    """A user's own model; see `nnexp.trainables.trainable.Trainable`."""

    label: str
    """What messages call it: `my_model.py:train`."""
    parameters: tuple[Parameter, ...]
    """Its settings, the seed last."""
    yields: bool
    """Whether it measures after each epoch, or once."""
    told_epochs: bool
    """Whether it knows how many epochs are wanted."""
    prefix: bool
    """Whether a shorter training is the beginning of a longer one."""
    resumable: bool
    declared: tuple[Metric | str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    """None as long as nobody knows: then a training ends with its first row."""
    pace: float = 1.0
    """Seconds of an epoch, roughly."""
    kind: str = "function"
    revision: int | str = REVISION
    model: OwnModel | None = dataclasses.field(default=None, compare=False, repr=False)
    """Here only; workers get it as data."""

    def __getstate__(self) -> dict[str, Any]:
        # Enumerations of the user's are found again in the model, on whichever machine.
        named = tuple(dataclasses.replace(one, choices=None) for one in self.parameters)
        return {**self.__dict__, "parameters": named, "model": None}

    @property
    def name(self) -> str:
        return self.kind

    @property
    def columns(self) -> Columns:
        return Columns(
            settings={one.name: one.spec for one in self.parameters},
            metrics={one.name: one for one in self.metrics},
        )

    def measuring(self, names: Sequence[str], pace: float) -> Own:
        """The same, once it is known what it measures.

        Args:
            names: of its metrics, in the order of its rows.
            pace: seconds of an epoch, roughly.

        Raises:
            FunctionError: no setting can be chosen by them.
        """
        metrics = metrics_of(names, self.declared, self.label)
        return dataclasses.replace(self, metrics=metrics, pace=max(pace, 1e-6))

    def spaced(self, scales: Mapping[str, Any]) -> Own:
        """The same with the scales of settings that no one declared."""
        parameters = tuple(
            dataclasses.replace(one, spec=dataclasses.replace(one.spec, scale=scales[one.name]))
            if one.name in scales and one.spec.scale is None
            else one
            for one in self.parameters
        )
        return dataclasses.replace(self, parameters=parameters)

    # What a run is

    def target(self) -> str:
        return f"{platform.system()}-{platform.machine()}".lower()

    def flat(self, point: Point) -> Mapping[str, Scalar]:
        kinds = {one.name: one.spec for one in self.parameters}
        return {name: plain(value, kinds[name]) for name, value in point}

    def canonical(self, point: Point, content: OwnModel) -> Point:
        return point

    def describe(self, settings: Mapping[str, Scalar], content: OwnModel, target: str) -> str:
        told = {name: value for name, value in settings.items() if name != SEED}
        if self.yields and self.prefix:
            del told[BUDGET]
        known = {
            "trainable": self.name,
            "model": self.label,
            "code": content.fingerprint,
            "settings": told,
            "revision": self.revision,
            "target": target,
        }
        return json.dumps(known, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def is_prefix(self, settings: Mapping[str, Scalar]) -> bool:
        return self.yields and self.prefix

    def with_budget(self, point: Point, budget: int) -> Point:
        return tuple((name, budget if name == BUDGET else value) for name, value in point)

    def with_settings(self, point: Point, values: Mapping[str, int | float]) -> Point:
        kinds = {one.name: one.spec.kind for one in self.parameters}
        return tuple(
            (name, _typed(values[name], kinds[name]) if name in values else value)
            for name, value in point
        )

    def lacks_validation(self, point: Point) -> str | None:
        if any(one.part == "validation" and one.better for one in self.metrics):
            return None
        return (
            f"{self.label} measures nothing on validation data to choose on; measure "
            "validation_accuracy or validation_loss too"
        )

    # Data

    def source(self, point: Point) -> Source:
        return (self.label,)

    def named(self, source: Source) -> str:
        return str(source[0])

    def guessing(self, content: OwnModel) -> Mapping[str, Any] | None:
        return None

    def load(self, points: Sequence[Point]) -> Mapping[Source, OwnModel]:
        if self.model is None:
            raise AssertionError("a model is loaded where its sweep was begun")
        return {(self.label,): self.model}

    def reads(self, point: Point, fingerprint: str) -> Hashable:
        return fingerprint

    def prepare(self, point: Point, content: OwnModel) -> OwnModel:
        return content

    def received(self, name: str, fingerprint: str, fetch: Callable[[], OwnModel]) -> OwnModel:
        return fetch()

    # Training

    def memo(self, *, several: bool) -> None:
        return None

    def warm(self, point: Point, prepared: OwnModel, memo: None, tell: Callable[[], None]) -> None:
        """Nothing: what a user's code compiles it compiles in its workers."""

    def train(
        self,
        point: Point,
        repeat: int,
        prepared: OwnModel,
        *,
        start: Checkpoint | None,
        should_stop: StopCheck,
        memo: None,
    ) -> Outcome:
        values = dict(point)
        seed = seed_of(values.pop(SEED), repeat)
        order = Order(
            label=self.label,
            metrics=self.metrics,
            epochs=values[BUDGET] if self.yields else 1,
            yields=self.yields,
            told_epochs=self.told_epochs,
            resumable=self.resumable,
            seed=seed,
            start=start,
        )
        with TURN:
            prepared.get_ready()
        return follow(lambda state: prepared.begin(values, seed, repeat, state), order, should_stop)

    # Costs

    def seconds(self, point: Point, epochs: int, content: OwnModel) -> float:
        return self.pace * epochs

    def timed(
        self,
        trainings: Sequence[tuple[Point, int]],
        data: Mapping[Source, OwnModel],
        at_once: int,
    ) -> Sequence[float]:
        return [self.pace * epochs for _, epochs in trainings]

    def memory(self, point: Point, content: OwnModel) -> int:
        return 0  # nobody knows; a worker that is killed for it is a row

    def too_large(self, point: Point, content: OwnModel, room: int, at_once: int) -> str:
        return f"{self.label}: a run does not fit into memory; ask for less"


def own(function: Callable[..., Any]) -> Own:
    """A function as a trainable.

    Raises:
        FunctionError: it cannot be swept, with a line for everything that stands against it.
    """
    code = code_of(function)
    marks = marks_of(function)
    signature = signature_of(function, code.name)
    told = BUDGET in signature.passed
    found = Own(
        label=code.name,
        parameters=tuple(signature.settings.values()),
        yields=signature.yields,
        told_epochs=signature.yields and told,
        prefix=signature.yields and (marks.prefix or not told),
        resumable=STATE in signature.passed,
        declared=marks.metrics,
        model=OwnFunction(
            **{one.name: getattr(code, one.name) for one in dataclasses.fields(code)}
        ),
    )
    if found.declared:
        names = [one if isinstance(one, str) else one.name for one in found.declared]
        return found.measuring(names, found.pace)
    return found


def _typed(value: float, kind: str) -> Any:
    """A number in the type in which points have it."""
    if kind == "layers":
        return (int(value),)
    return int(value) if kind == "integer" else float(value)


def plain(value: Any, spec: Spec) -> Scalar:
    """A value of a point as tables and records have it."""
    if isinstance(value, tuple):
        one = spec.kind == "layers" and len(value) < 2
        return (value[0] if value else 0) if one else as_text(value)
    if spec.kind == "text" and value is not None:
        return as_text(value)
    found: Scalar = value
    return found
