"""What was decided, and how it came to that."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from nnexp.analysis.best import Estimate
from nnexp.analysis.finding import Verdict
from nnexp.analysis.next_step import Next
from nnexp.deciding.question import Goal
from nnexp.deciding.step import Open, Point, Step
from nnexp.settings import Scalar


class LevelVerdict(Verdict):
    """What is said of a best value where neither end of the candidates is out."""

    LEVEL = "level", "nothing"
    """No candidate is better than the named one by more than the margin."""


Ended = Literal["settled", "looks", "budget", "stopped"]
"""Why it ended: every goal is settled, the last look is over, the budget in units of training is
spent, or whoever runs the trials would not go on (time)."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """The answer to one goal."""

    goal: Goal
    setting: str
    metric: str
    """What decided: the metric that chooses, or of overfitting the loss, if there is one."""
    where: Point
    """The slice that exploration chose: all other axes."""
    verdict: Verdict
    """Of the analysis that asks the same of a plain sweep."""
    settled: bool
    named: Scalar
    """The value, size or epoch that is best as far as is known."""
    candidates: tuple[Scalar, ...]
    left: tuple[Scalar, ...]
    """Candidates that may be best."""
    regret: float
    """The named value's mean is above the best candidate's by no more than this, with the
    question's error; infinite where nothing is known."""
    look: int
    """The last that was made of it, from 1; 0 if none was."""
    repeats: int
    """Confirming repeats."""
    estimates: Mapping[str, Estimate]
    """Metrics of the named value on the data that choose and on test data, by repeats that neither
    explored nor chose it."""
    next: tuple[Next, ...]
    """What more would take; empty once settled."""


@dataclasses.dataclass(frozen=True)
class Left:
    """A candidate that is out for good."""

    goal: Goal
    setting: str
    value: Scalar
    look: int
    because: Literal["worse", "failed"]


@dataclasses.dataclass(frozen=True)
class Chapter:
    """One step of the story, and what its results changed."""

    step: Step
    out: tuple[Left, ...]
    """Who left upon its results."""
    open: tuple[Open, ...]
    """What it left open."""


@dataclasses.dataclass(frozen=True)
class Decision:
    """The end of a question."""

    answers: tuple[Answer, ...]
    story: tuple[Chapter, ...]
    ended: Ended
    point: Point
    """The setting that is named, a value of every axis."""
    trainings: int
    """Runs that were asked for, those that explored included."""
    units: int
    """Of the training budget, if nothing was trained before."""
