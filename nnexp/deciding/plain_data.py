"""A decision as plain data: what `findings.json` holds of how it came about."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from nnexp.analysis.finding import Value
from nnexp.analysis.plain_data import tupled, written
from nnexp.deciding.decision import Answer, Chapter, Decision, Left
from nnexp.deciding.step import Kind, Reason


@dataclasses.dataclass(frozen=True)
class Told:
    """A step of the story as it is read back."""

    kind: Kind
    why: tuple[Reason, ...]
    trials: int
    out: tuple[Left, ...]
    """Who left upon its results."""


def data_of(decision: Decision) -> dict[str, Any]:
    """A decision as JSON has it."""
    return {
        "ended": decision.ended,
        "point": dict(decision.point),
        "trainings": decision.trainings,
        "epochs": decision.units,
        "answers": [_answer(one) for one in decision.answers],
        "story": [_chapter(one) for one in decision.story],
    }


def told_from(data: Mapping[str, Any]) -> list[Told]:
    """The story in what `data_of` made.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    return [
        Told(
            kind=one["kind"],
            why=tuple(
                Reason(why["verb"], {name: tupled(v) for name, v in why.items() if name != "verb"})
                for why in one["why"]
            ),
            trials=one["trials"],
            out=tuple(Left(**out) for out in one["out"]),
        )
        for one in data["story"]
    ]


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "goal": answer.goal,
        "setting": answer.setting,
        "where": dict(answer.where),
        "settled": answer.settled,
        "named": answer.named,
        "candidates": list(answer.candidates),
        "left": list(answer.left),
        "regret": written(answer.regret),
        "look": answer.look,
        "repeats": answer.repeats,
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    step = chapter.step
    return {
        "kind": step.kind,
        "number": step.number,
        "why": [
            {"verb": one.verb, **{name: _listed(value) for name, value in one.numbers.items()}}
            for one in step.why
        ],
        "trials": sum(len(one.repeats) for one in step.asked),
        "out": [dataclasses.asdict(one) for one in chapter.out],
        "open": [
            {
                "goal": one.goal,
                "setting": one.setting,
                "candidates": list(one.candidates),
                "left": list(one.left),
            }
            for one in chapter.open
        ],
    }


def _listed(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value
