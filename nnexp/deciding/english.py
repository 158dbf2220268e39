"""Steps and decisions as English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from nnexp.analysis.finding import Value
from nnexp.columns import Columns
from nnexp.deciding.decision import Ended, Left
from nnexp.deciding.step import Kind, Reason
from nnexp.language import ENGLISH, listed
from nnexp.plural import counted
from nnexp.settings import Scalar, as_typed, as_whole

_ENDED: dict[Ended, str] = {
    "settled": "settled",
    "looks": "the planned looks are over",
    "budget": "the budget ended it",
    "stopped": "the budget ended it",
}


def step_text(kind: Kind, why: Sequence[Reason]) -> str:
    """What a step does and why, in one line."""
    if kind == "look":
        numbers = why[0].numbers
        parts = [_left(one) for one in why]
        return (
            f"look {numbers['number']} of {numbers['looks']}, with {numbers['repeats']} fresh "
            f"repeats: {'; '.join(parts)}"
        )
    return "; ".join(map(_exploring, why))


def left_text(out: Sequence[Left]) -> str:
    """Who left at a look: `lr=0.01 and lr=1.2 are worse`; nothing where nobody did."""
    parts = []
    for because, singular, plural in (
        ("worse", "is worse", "are worse"),
        ("failed", "fails too often", "fail too often"),
    ):
        names = [f"{one.setting}={as_typed(one.value)}" for one in out if one.because == because]
        if names:
            verb = singular if len(names) == 1 else plural
            parts.append(f"{listed(ENGLISH, names)} {verb}")
    return "; ".join(parts)


def ended_text(ended: Ended, steps: int, trainings: int, units: int, columns: Columns) -> str:
    """How it ended and what it took."""
    took = counted(trainings, "training")
    spent = counted(units, columns.unit, columns.counted_in)
    of = f" of {spent}" if columns.budget else ""
    return f"{_ENDED[ended]} after {counted(steps, 'step')}, {took}{of} in all"


def _exploring(reason: Reason) -> str:
    numbers = reason.numbers
    name, best = numbers.get("setting"), _typed(numbers.get("best"))
    values = listed(ENGLISH, [*map(as_typed, _values(numbers.get("values", ())))])
    match reason.verb:
        case "start":
            points, repeats = as_whole(numbers["points"]), as_whole(numbers["repeats"])
            each = counted(repeats, "repeat")
            return f"exploring: {counted(points, 'grid point')} with {each} each"
        case "halve":
            kept, of = numbers["kept"], numbers["of"]
            return f"training on to {name}={numbers['to']} where that may still win: {kept} of {of}"
        case "extend":
            side = numbers["side"]
            return f"nothing {side} the best {name}, {best}, is clearly worse; trying {values}"
        case "refine":
            return f"there may be a better {name} beside {best}; trying {values}"
        case "longer":
            return f"the loss still falls towards {name}={best}; trying {values}"
        case "larger":
            return f"the largest {name} still gains; trying {values}"
        case "smaller":
            return f"the smallest {name} loses little; trying {values}"
        case _:
            raise ValueError(reason.verb)


def _left(reason: Reason) -> str:
    numbers = reason.numbers
    if numbers["goal"] == "overfitting":
        return "whether training longer does harm"
    return f"{numbers['left']} of {numbers['of']} values of {numbers['setting']} left"


def _values(value: Value) -> tuple[Scalar, ...]:
    return cast("tuple[Scalar, ...]", value)


def _typed(value: Value) -> str:
    return as_typed(value)
