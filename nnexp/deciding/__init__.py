"""Deciding: which trials next, until a question is answered.

A `Question` is one slice of a sweep: the numbers that may be changed, what is to be decided, and
with what error. `decisions` makes it a generator of `Step`s, trials with the reason for them, that
whoever can run trials drives by sending `Results`; it ends with a `Decision`: an `Answer` per goal,
and the story of how it came to it. Nothing here trains, stores or knows the time.

First the earliest repeats explore by any rule that works (`explore`); then fresh repeats confirm by
a test whose error is shared over planned looks (`confirm`, `boundary`). How often that is right is
measured in `benchmarks/calibration/deciding`.
"""

from nnexp.deciding.decision import Answer, Chapter, Decision, Ended, Left, LevelVerdict
from nnexp.deciding.decisions import decisions
from nnexp.deciding.question import (
    ERROR,
    EXPLORED,
    GOALS,
    LOOKS,
    MARGIN,
    Goal,
    Question,
    QuestionError,
)
from nnexp.deciding.results import Results, Stop
from nnexp.deciding.step import Asked, Open, Point, Reason, Step

__all__ = [
    "ERROR",
    "EXPLORED",
    "GOALS",
    "LOOKS",
    "MARGIN",
    "Answer",
    "Asked",
    "Chapter",
    "Decision",
    "Ended",
    "Goal",
    "Left",
    "LevelVerdict",
    "Open",
    "Point",
    "Question",
    "QuestionError",
    "Reason",
    "Results",
    "Step",
    "Stop",
    "decisions",
]
