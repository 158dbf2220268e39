"""What can be trained, as everything above sees it: one protocol, and nothing of networks.

A trainable names its settings and metrics, tells what can change a run's numbers, prepares data,
says what a run costs, and trains. Its grid points are its own: planner, pool and store hand them
on and never look inside. `nnexp.trainables.registry` lists those there are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Protocol

from nnexp.columns import Columns
from nnexp.settings import Scalar, as_whole
from nnexp.trainables.outcome import Checkpoint, Outcome, StopCheck

Point = Any
"""One combination of settings: a value of the trainable's own, hashable and fit for pickling."""

Source = tuple[str | None, ...]
"""Names one set of data: those of equal sources are loaded once."""

SEED = "seed"
"""The setting that every trainable has: with the repeat it fixes all random draws of a run."""

SECONDS = "seconds"
"""The metric that is time, where there is one: it adds up over epochs and differs between any two
trainings, whatever their numbers are."""


class Content(Protocol):
    """Data that were loaded, as far as others than their trainable need to know them."""

    @property
    def name(self) -> str:
        """What users call them."""

    @property
    def fingerprint(self) -> str:
        """Hash of the content, whatever its name and place."""

    @property
    def classes(self) -> int | None:
        """Among how many answers one can guess; None where there are no classes."""

    @property
    def same_test(self) -> int | None:
        """How many test samples there are that every repeat is tested on; None where each has
        others."""

    @property
    def notes(self) -> tuple[str, ...]:
        """How they were read, where that is not plain; a line each."""

    @property
    def cautions(self) -> tuple[str, ...]:
        """Why they may not be what was meant; a line each."""


Loaded = Any
"""A `Content` of the trainable's own kind."""

Data = Mapping[Source, Any]
"""All data of a grid, each a `Content` of the trainable's own kind."""


class Trainable(Protocol):
    """One kind of training; instances travel to workers and hold nothing that is large."""

    @property
    def name(self) -> str:
        """One word: under which name it is registered, and what messages call it."""

    @property
    def columns(self) -> Columns:
        """Settings by their dotted names, and metrics in the order of a curve's columns."""

    @property
    def revision(self) -> int | str:
        """Changed whenever a change to its code may change a bit of any result."""

    # What a run is

    def target(self) -> str:
        """What decides bits on this machine besides settings, data and revision."""

    def flat(self, point: Point) -> Mapping[str, Scalar]:
        """Every setting of a point as plain types, in the order of `columns`."""

    def canonical(self, point: Point, content: Loaded) -> Point:
        """The point with every setting that its training never reads at its default.

        Points with the same canonical form are served by one run. It is the canonical point that
        is trained, so no number can depend on which of them was asked for first.
        """

    def describe(self, settings: Mapping[str, Scalar], content: Loaded, target: str) -> str:
        """Canonical JSON of all that can change a run's numbers, seed and repeat aside.

        Args:
            settings: `flat` of a canonical point.
            content: of its data.
            target: of the machines that train.

        Returns:
            One line with sorted keys and no spaces, equal on every machine and in every process;
            `target` and `revision` are among the keys.
        """

    def is_prefix(self, settings: Mapping[str, Scalar]) -> bool:
        """Whether a shorter training is the beginning of a longer one, to the bit."""

    def with_budget(self, point: Point, budget: int) -> Point:
        """The same point with another value of its budget setting."""

    def with_settings(self, point: Point, values: Mapping[str, int | float]) -> Point:
        """The same point with other values of some settings that are numbers.

        Raises:
            SettingsError: such a point is not legal.
        """

    def lacks_validation(self, point: Point) -> str | None:
        """Why its runs measure nothing on validation data, and what would help; None if they do."""

    # Data

    def source(self, point: Point) -> Source:
        """Which data a point needs."""

    def named(self, source: Source) -> str:
        """What to call those data, as they were asked for."""

    def guessing(self, content: Loaded) -> Mapping[str, Any] | None:
        """What one reaches who never looks at the inputs: `label`, `validation`, `test`.

        None where answers are no classes.
        """

    def load(self, points: Sequence[Point]) -> Data:
        """Read all data that the points name, each once.

        Raises:
            NnexpError: with a line for whatever cannot be read or used as asked.
        """

    def reads(self, point: Point, fingerprint: str) -> Hashable:
        """Points of equal keys share what `prepare` makes of data with this fingerprint."""

    def prepare(self, point: Point, content: Loaded) -> Any:
        """The data as the runs of a point read them; made once and shared read-only."""

    def received(self, name: str, fingerprint: str, fetch: Callable[[], Any]) -> Any:
        """The data on a worker of a cluster: from its machine's own cache, else fetched."""

    # Training

    def memo(self, *, several: bool) -> Any:
        """What runs that one worker trains one after the other share; it changes no number.

        Args:
            several: whether there is more than one run.
        """

    def warm(self, point: Point, prepared: Any, memo: Any, tell: Callable[[], None]) -> None:
        """Compile or load what training will call; `tell` is called first if that takes long."""

    def train(
        self,
        point: Point,
        repeat: int,
        prepared: Any,
        *,
        start: Checkpoint | None,
        should_stop: StopCheck,
        memo: Any,
    ) -> Outcome:
        """Train one run and measure it after each unit of its budget.

        The numbers depend on point, repeat and data alone: not on when or where this runs, on how
        often `should_stop` is asked, on `memo`, or on whether what is before `start` was trained
        by an earlier call.

        Args:
            point: canonical.
            repeat: number of the repetition, from 0.
            prepared: from `prepare`.
            start: the epoch and the state to go on from; None starts afresh.
            should_stop: asked every quarter of a second or so; what it gives ends the run with
                that status and the epochs that are complete.
            memo: from `memo`.
        """

    # Costs

    def seconds(self, point: Point, epochs: int, content: Loaded) -> float:
        """Seconds on one core, roughly: the order of runs and the size of portions follow."""

    def timed(
        self, trainings: Sequence[tuple[Point, int]], data: Data, at_once: int
    ) -> Sequence[float]:
        """Seconds of each training (a point and its epochs), by timing some on this machine.

        Args:
            trainings: what would be trained.
            data: of all points.
            at_once: how many train at the same time.
        """

    def memory(self, point: Point, content: Loaded) -> int:
        """Bytes that training one run takes at its peak, its data aside."""

    def too_large(self, point: Point, content: Loaded, room: int, at_once: int) -> str:
        """One line for a run that does not fit into memory: what is too large, what would fit.

        Args:
            point: whose run alone needs more than there is.
            content: its data.
            room: bytes that are free.
            at_once: how many such runs would train at the same time.
        """


def budget_of(trainable: Trainable, settings: Mapping[str, Scalar]) -> int:
    """Epochs that a point asks for: its budget setting; 1 where there is none."""
    name = trainable.columns.budget
    return 1 if name is None else as_whole(settings[name])


def metric_names(trainable: Trainable) -> tuple[str, ...]:
    """The columns of its curves."""
    return tuple(trainable.columns.metrics)
