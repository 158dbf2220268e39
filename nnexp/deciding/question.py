"""What is to be decided, and with what error."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping
from typing import Literal, get_args

from nnexp.columns import Columns
from nnexp.errors import NnexpError
from nnexp.metrics import Metric
from nnexp.settings import Scalar, Spec

Goal = Literal["sweet_spot", "overfitting", "capacity"]
GOALS: tuple[Goal, ...] = get_args(Goal)

MARGIN = 0.001
"""A difference too small to matter, in the unit of the metric: a tenth of a percentage point."""
ERROR = 0.05
LOOKS = (5, 8, 12, 18, 30, 60, 120, 200)
"""Confirming repeats after which it is looked whether to go on. Two values that differ by less than
the margin take about six times as many as thirty, where one training deviates by three margins."""
EXPLORED = 3
"""Repeats that explore, the first ones; those from here on confirm."""


class QuestionError(NnexpError):
    """A question that cannot be decided as it is put."""


@dataclasses.dataclass(frozen=True)
class Question:
    """One slice of a sweep in which something is to be decided.

    Raises `QuestionError` for what cannot be decided.
    """

    axes: Mapping[str, tuple[Scalar, ...]]
    """Values to start from of every setting that may be changed: tuned ones, and the budget where
    there is one. Those that are no numbers have these values only, of which exploring chooses one.
    All other settings are the same in all trials."""
    goals: tuple[Goal, ...]
    """What to decide; those that no axis belongs to are left out."""
    columns: Columns
    """The settings and metrics of what is trained."""
    metric: str
    """The one that chooses."""
    margin: float = MARGIN
    error: float = ERROR
    """Probability with which a verdict may be false, over all looks together."""
    looks: tuple[int, ...] = LOOKS
    budget: int | None = None
    """Units of the training budget, such as epochs, that may be trained in all; None for no end."""
    prefix: bool = True
    """Whether a shorter training is the beginning of a longer one, so that it costs nothing."""

    def __post_init__(self) -> None:
        self.columns.metric(self.metric)
        for name, values in self.axes.items():
            spec = self.columns.settings.get(name)
            if spec is None or spec.role not in ("tuned", "budget") or not values:
                raise QuestionError(
                    f"decide: {name} is nothing that a sweep can choose; hold it fixed"
                )
            if spec.role == "budget" and not self.is_number(name):
                raise QuestionError(f"decide: {name} must have numbers to start from")
        if not 0 < self.margin <= self.widest:
            end = f" and at most {self.widest}" if math.isfinite(self.widest) else ""
            raise QuestionError(
                f"decide.margin={self.margin:g}: must be above 0{end}; for example 0.001"
            )
        if not 0 < self.error < 0.5:
            raise QuestionError(
                f"decide.error={self.error:g}: must be above 0 and below 0.5; for example 0.05"
            )
        looks = self.looks
        if not looks or looks[0] < 2 or any(a >= b for a, b in itertools.pairwise(looks)):
            raise QuestionError(
                f"decide.looks=[{','.join(map(str, looks))}]: must be ascending numbers of "
                "repeats from 2 on; for example [5,8,12,18,30]"
            )
        if self.budget is not None and self.budget < 1:
            raise QuestionError(f"decide.budget={self.budget}: must be at least 1")
        if not self.asked:
            raise QuestionError(
                f"decide={','.join(self.goals)}: the sweep has no setting of which that can be "
                f"asked; sweep one{self._example()}"
            )

    @property
    def measured(self) -> Metric:
        """The metric that chooses."""
        return self.columns.metric(self.metric)

    @property
    def widest(self) -> float:
        """The largest margin there is: of shares, what telling a coin's toss would lose."""
        return 0.5 if self.measured.printed == "percent" else math.inf

    @property
    def rising(self) -> Metric:
        """The metric whose rise is overfitting: the loss on the data that choose, if there is one.

        Losses tell sooner than shares of right answers, and smoothly.
        """
        part = self.measured.part
        # The margin is in the unit of what chooses, which is that of no loss unless it is a share.
        shares = self.measured.printed == "percent"
        found = self.columns.tie_break(part) if part is not None and shares else None
        return found or self.measured

    @property
    def size_margin(self) -> float:
        """A difference from the best size that is hardly worth a longer training."""
        return self.measured.margin or 5 * self.margin

    @property
    def length(self) -> str | None:
        """The axis that is the training budget."""
        return next((name for name in self.axes if self.spec(name).role == "budget"), None)

    @property
    def tuned(self) -> tuple[str, ...]:
        """The axes that are no budget."""
        return tuple(name for name in self.axes if name != self.length)

    @property
    def asked(self) -> tuple[tuple[Goal, str], ...]:
        """Each goal with the setting that it is about."""
        numbers = [name for name in self.tuned if self.is_number(name)]
        searched = [("sweet_spot", n) for n in numbers if not self.spec(n).costly]
        sized = [("capacity", n) for n in numbers if self.spec(n).costly]
        trained = [("overfitting", self.length)] if self.length is not None else []
        every: list[tuple[Goal, str]] = [*searched, *trained, *sized]  # type: ignore[list-item]
        return tuple(one for one in every if one[0] in self.goals)

    def _example(self) -> str:
        """A setting of which one of the goals can be asked, to be swept."""
        for name, spec in self.columns.settings.items():
            of_tuned = "capacity" if spec.costly else "sweet_spot"
            goal = {"tuned": of_tuned, "budget": "overfitting"}.get(str(spec.role))
            if spec.scale is not None and goal in self.goals:
                return f", such as {name}"
        return ""

    def is_number(self, name: str) -> bool:
        """Whether an axis is one of numbers, to which others can be added."""
        values = self.axes[name]
        numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
        return numbers and self.spec(name).scale is not None

    def spec(self, name: str) -> Spec:
        """Bounds, scale and role of an axis."""
        return self.columns.settings[name]
