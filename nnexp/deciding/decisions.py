"""From a question to its decision, by steps that somebody else runs."""

from __future__ import annotations

from collections.abc import Generator

from nnexp.deciding.confirm import confirm
from nnexp.deciding.decision import Decision
from nnexp.deciding.explore import explore
from nnexp.deciding.ledger import Ledger
from nnexp.deciding.question import Question
from nnexp.deciding.results import FrameSeen, Results, Seen, Stop
from nnexp.deciding.step import Step


def decisions(question: Question) -> Generator[Step, Results | Stop, Decision]:
    """Decide, from the results of the trials that each step asks for.

        deciding = decisions(question)
        step = next(deciding)
        while True:
            try:
                step = deciding.send(run(step))
            except StopIteration as end:
                return end.value

    What is yielded depends on the question and on the results alone: whoever runs the same steps
    again, from a store or on another machine with the same bits, gets the same decision.

    Args:
        question: one slice of a sweep, and what to decide in it.

    Yields:
        Trials to run; wants the results of these and of all before, or `Stop` where there is no
        time for them.

    Returns:
        The answers, how it came to them, and what it took.

    Raises:
        QuestionError: the budget does not reach for the first step.
    """
    steps = decide(question)
    seen: Seen | Stop | None = None
    while True:
        try:
            step = next(steps) if seen is None else steps.send(seen)
        except StopIteration as end:
            decision: Decision = end.value
            return decision
        results = yield step
        seen = results if isinstance(results, Stop) else FrameSeen(question, results)


def decide(question: Question) -> Generator[Step, Seen | Stop, Decision]:
    """The same on results that need not be frames."""
    ledger = Ledger(question)
    explored = yield from explore(question, ledger)
    answers, story, ended = yield from confirm(question, ledger, explored)
    named = {one.setting: one.named for one in answers if one.goal == "sweet_spot"}
    changed = next(iter(named), None)
    point = tuple(
        (name, named[name] if name == changed else value) for name, value in explored.point
    )
    return Decision(
        answers, (*explored.story, *story), ended, point, ledger.trainings, ledger.units
    )
