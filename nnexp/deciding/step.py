"""What to run next and why, as data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from nnexp.analysis.finding import Value
from nnexp.deciding.question import Goal
from nnexp.settings import Scalar

Point = tuple[tuple[str, Scalar], ...]
"""A value of every axis of the question, by name, in the order of the axes."""

Kind = Literal["explore", "look"]
Verb = Literal["start", "halve", "extend", "refine", "longer", "larger", "smaller", "look"]


@dataclasses.dataclass(frozen=True)
class Asked:
    """Trials of one point."""

    point: Point
    repeats: range


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why a step is made: a verb, and the numbers that a language's template puts around it.

    `start` points, repeats; `halve` setting, to, kept, of; `extend` setting, side, best, values;
    `refine` setting, best, values; `longer` setting, best, values; `larger` and `smaller` setting,
    best, values; `look` goal, setting, number, looks, repeats, left, of.
    """

    verb: Verb
    numbers: Mapping[str, Value]


@dataclasses.dataclass(frozen=True)
class Open:
    """What is still possible for one goal."""

    goal: Goal
    setting: str
    candidates: tuple[Scalar, ...]
    """As exploration froze them, ascending; of overfitting the epochs to which it is looked."""
    left: tuple[Scalar, ...]
    """Those that may still be the answer."""


@dataclasses.dataclass(frozen=True)
class Step:
    """Trials to run before anything more can be said."""

    kind: Kind
    number: int
    """Of the round of exploring, or of the look, from 1."""
    asked: tuple[Asked, ...]
    """What no step before has asked for."""
    why: tuple[Reason, ...]
    open: tuple[Open, ...]
    """What the looks before have left; empty while exploring."""
    units: int
    """Of the training budget that this trains, if nothing but the steps before was trained."""
