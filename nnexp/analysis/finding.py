"""What an analysis hands back: an answer as data, its uncertainty, and the rows it rests on."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from typing import Literal, Self

from nnexp.analysis.next_step import More, Next
from nnexp.analysis.sentence import Sentence, plain
from nnexp.errors import NnexpError
from nnexp.metrics import Metric
from nnexp.settings import Scalar

State = Literal["found", "nothing", "open"]
"""What a verdict is: an effect that is shown; none that is, or a mere measurement; or not settled,
so that more repeats, a wider grid or longer training would tell more."""

Value = Scalar | tuple[Scalar, ...]


class AnalysisError(NnexpError):
    """A frame cannot answer the question that was put to it."""


class Verdict(enum.StrEnum):
    """A member of the closed set of answers that one analysis gives; each analysis has its own."""

    state: State

    def __new__(cls, value: str, state: State) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.state = state
        return member


@dataclasses.dataclass(frozen=True)
class Caution:
    """What a reader must know besides the answer: failures, open ends, who chose."""

    kind: str
    """One of those that `nnexp.analysis.cautions` makes; a language has a template for each."""
    numbers: Mapping[str, Value]


@dataclasses.dataclass(frozen=True)
class Words:
    """How the findings of one analysis read in one language."""

    title: Callable[[Finding, tuple[str, ...]], str]
    """Of a page's section; given a finding and what the settings in question are called."""
    short: Callable[[Finding, tuple[str, ...]], str]
    """In front of the sentence in a terminal; empty for what is not told there."""
    question: Callable[[Finding], str]
    """What is not known where the verdict is undecided, as in `too few to say …`."""
    verdict: Callable[[Finding], Sentence]
    """The answer in a few words."""
    sentence: Callable[[Finding], Sentence]
    """The answer in one sentence, numbers and interval included."""
    caution: Callable[[Caution], Sentence]
    method: Callable[[Finding], str] = dataclasses.field(default=lambda finding: finding.method)
    """How the answer was made, in one line."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """The answer of one analysis in one slice of a sweep."""

    analysis: str
    """Name of the function that found it."""
    over: tuple[str, ...]
    """The settings in question, whose values are compared within the slice."""
    where: tuple[tuple[str, Scalar], ...]
    """The slice: settings held fixed, for those that the sweep varies."""
    measured: Metric
    """What was analysed."""
    estimate: float
    """In the unit of the question: a learning rate, an epoch, nodes, accuracy, …; NaN if none."""
    interval: tuple[float, float]
    """95 % interval of the estimate; NaN where there is none, infinite where it is open."""
    verdict: Verdict
    repeats: int
    """Repeats that entered."""
    rows: tuple[int, ...]
    """Index labels, in the frame that was given, of the rows that entered."""
    method: str
    """How estimate, interval and verdict were made, in one line."""
    source: str
    """Where the method comes from."""
    words: Words = dataclasses.field(repr=False, compare=False)
    """How it reads."""
    numbers: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    """What the answer tells besides, by name; each analysis says which."""
    confidence_set: tuple[Scalar, ...] = ()
    """Values of the setting that are not significantly worse than the best, ascending."""
    next: tuple[Next, ...] = ()
    """What would tell more, if anything would."""
    cautions: tuple[Caution, ...] = ()

    @property
    def metric(self) -> str:
        """The column that was analysed."""
        return self.measured.name

    @property
    def repeats_needed(self) -> int | None:
        """Repeats that would decide with 80 % power if the means stay as they are.

        None if it is decided, or if no reasonable number would do.
        """
        return next((step.repeats for step in self.next if isinstance(step, More)), None)

    @property
    def sentence(self) -> str:
        """The answer in one sentence, in the language of the sweep."""
        return plain(self.words.sentence(self))

    def __repr__(self) -> str:
        where = "".join(f" {name}={value}" for name, value in self.where)
        return f"<Finding {self.analysis}{where}: {self.verdict}>"

    def __str__(self) -> str:
        """The answer as people read it."""
        return self.sentence
