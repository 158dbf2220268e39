"""One adaptive sweep from its first step to its decision."""

from __future__ import annotations

import dataclasses

from nnexp.deciding import Decision, Question
from nnexp.deciding.decisions import decide
from nnexp.deciding.results import Seen


@dataclasses.dataclass(frozen=True)
class Driven:
    """A decision, and every value of `x` that was trained for it."""

    decision: Decision
    tried: frozenset[float]
    finished: frozenset[float]
    """Those that were trained to the last epoch of the first grid."""


def drive(question: Question, seen: Seen) -> Driven:
    """Answer every step with the same results."""
    deciding, tried, finished = decide(question), set[float](), set[float]()
    last = max(map(int, map(str, question.axes.get("epochs", (1,)))))
    step = next(deciding)
    while True:
        for values in (dict(one.point) for one in step.asked):
            tried.add(float(str(values.get("x", 0))))
            if int(str(values.get("epochs", last))) >= last:
                finished.add(float(str(values.get("x", 0))))
        try:
            step = deciding.send(seen)
        except StopIteration as end:
            return Driven(end.value, frozenset(tried), frozenset(finished))
