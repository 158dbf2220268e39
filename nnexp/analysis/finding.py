"""What an analysis hands back: an answer with its uncertainty, and the rows it rests on."""

from __future__ import annotations

import dataclasses

from nnexp.errors import NnexpError
from nnexp.settings import Scalar


class AnalysisError(NnexpError):
    """A frame cannot answer the question that was put to it."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """The answer of one analysis in one slice of a sweep."""

    analysis: str
    """Name of the function that found it."""
    where: tuple[tuple[str, Scalar], ...]
    """The slice: settings held fixed, for those that the sweep varies."""
    metric: str
    """Column that was analysed."""
    estimate: float
    """In the unit of the question: a learning rate, an epoch, nodes, accuracy, …; NaN if none."""
    interval: tuple[float, float]
    """95 % interval of the estimate; NaN where there is none, infinite where it is open."""
    verdict: str
    """The answer in a few words."""
    sentence: str
    """The answer in one English sentence, numbers and interval included."""
    repeats: int
    """Repeats that entered."""
    rows: tuple[int, ...]
    """Index labels, in the frame that was given, of the rows that entered."""
    method: str
    """How estimate, interval and verdict were made, in one line."""
    source: str
    """Where the method comes from."""
    confidence_set: tuple[Scalar, ...] = ()
    """Values of the setting that are not significantly worse than the best, ascending."""
    repeats_needed: int | None = None
    """Repeats that would decide with 80 % power if the means stay as they are; None if decided
    or if no reasonable number would do."""
    cautions: tuple[str, ...] = ()
    """What a reader must know besides: failures left out, open ends, too few repeats."""

    def __repr__(self) -> str:
        where = "".join(f" {name}={value}" for name, value in self.where)
        return f"<Finding {self.analysis}{where}: {self.verdict}>"

    def __str__(self) -> str:
        """The answer as people read it."""
        return self.sentence
