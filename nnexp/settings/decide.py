"""The settings of `decide`: whether a sweep goes on until a question is answered."""

from __future__ import annotations

import dataclasses
import re
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, as_text, setting

GOALS = ("sweet_spot", "overfitting", "capacity")

_TIME = re.compile(r"(\d+(?:\.\d+)?) ?(s|min|h)")
_SECONDS = {"s": 1, "min": 60, "h": 3600}


@dataclasses.dataclass(frozen=True)
class DecideSettings:
    """What a sweep decides, and how surely; see docs/deciding.md."""

    prefix: ClassVar[str] = "decide."

    name: str = setting(
        "none",
        Spec(
            "go on until this is answered: explore from the grid, then confirm on fresh repeats",
            "choice",
            "decide=all",
            choices=("none", *GOALS, "all"),
        ),
    )
    margin: float | None = setting(
        None,
        Spec(
            "difference that is too small to matter, in the unit of what chooses; 0.001 of shares "
            "such as the accuracy",
            "number",
            "decide.margin=0.002",
            low=0,
            above=True,
            optional=True,
        ),
    )
    budget: str = setting(
        "10min",
        Spec(
            "most that is spent: wall time of the command, or a number of epochs trained",
            "text",
            "decide.budget=2min",
            unit="s, min, h, or epochs",
        ),
    )
    error: float = setting(
        0.05,
        Spec(
            "how often an answer may be wrong, over all looks together",
            "number",
            "decide.error=0.01",
            low=0,
            above=True,
            high=0.5,
            below=True,
        ),
    )
    looks: tuple[int, ...] = setting(
        (5, 8, 12, 18, 30, 60, 120, 200),
        Spec(
            "fresh repeats after which it is looked whether to go on",
            "counts",
            "decide.looks=[5,10,20]",
            unit="trainings",
            low=2,
            high=10_000,
        ),
    )

    def __post_init__(self) -> None:
        check(self, _problems)

    @property
    def goals(self) -> tuple[str, ...]:
        """What is to be decided; nothing for a plain sweep."""
        if self.name == "all":
            return GOALS
        return () if self.name == "none" else (self.name,)

    @property
    def seconds(self) -> float | None:
        """The budget in wall time; None where it is one of epochs."""
        found = _TIME.fullmatch(self.budget)
        return None if found is None else float(found[1]) * _SECONDS[found[2]]

    @property
    def epochs(self) -> int | None:
        """The budget in epochs; None where it is one of time."""
        return int(self.budget) if self.budget.isascii() and self.budget.isdecimal() else None


def _problems(decide: DecideSettings) -> list[str]:
    amount = decide.seconds if decide.epochs is None else decide.epochs
    if amount is None or not 0 < amount <= 1e9:
        return [
            f"decide.budget={decide.budget[:60]}: must be a time such as 90s, 2min or 1h, or a "
            "whole number of epochs above 0; for example decide.budget=2min"
        ]
    if decide.name != "none":
        return []
    # Whoever types one of them expects something to be decided.
    return [
        f"decide.{field.name}={as_text(value)}: is only for sweeps that decide; add decide=all, "
        "or leave it out"
        for field in dataclasses.fields(decide)
        if (value := getattr(decide, field.name)) != field.default
    ]
