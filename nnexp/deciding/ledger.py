"""What was asked for so far, and what it costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable

from nnexp.deciding.decision import Ended
from nnexp.deciding.question import Question
from nnexp.deciding.results import Seen, Stop
from nnexp.deciding.step import Asked, Kind, Open, Point, Reason, Step
from nnexp.settings import Scalar, as_whole

Asking = Generator[Step, Seen | Stop, tuple[Step, Seen]]


class End(Exception):  # noqa: N818  # it is no error
    """Nothing more can be asked for."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended)
        self.ended = ended


@dataclasses.dataclass
class Ledger:
    """All trials that were asked for. A longer training of the same run counts what it adds."""

    question: Question
    units: int = 0
    _longest: dict[tuple[tuple[Scalar, ...], int], int] = dataclasses.field(default_factory=dict)
    _known: set[tuple[Point, int]] = dataclasses.field(default_factory=set)

    @property
    def trainings(self) -> int:
        """Runs: trials that differ in the budget only are one."""
        return len(self._longest) if self.question.prefix else len(self._known)

    def ask(
        self,
        kind: Kind,
        number: int,
        wanted: Iterable[Asked],
        why: Iterable[Reason],
        still: Iterable[Open] = (),
    ) -> Asking:
        """Yields the step to these trials; gives it, and the results of all trials so far.

        Raises:
            End: the step does not fit into the budget, or there is no time for it.
        """
        every = dict.fromkeys(one for one in wanted if len(one.repeats))
        new = [fresh for one in every for fresh in self._fresh(one)]
        units = self._price(new)
        budget = self.question.budget
        if budget is not None and self.units + units > budget:
            raise End("budget")
        step = Step(kind, number, tuple(new), tuple(why), tuple(still), units)
        seen = yield step
        if isinstance(seen, Stop):
            raise End("stopped")
        self._commit(new)
        self.units += units
        return step, seen

    def _fresh(self, one: Asked) -> list[Asked]:
        unknown = [repeat for repeat in one.repeats if (one.point, repeat) not in self._known]
        if not unknown:
            return []
        # Repeats are asked for in order, so that those which are not known are the last ones.
        return [Asked(one.point, range(unknown[0], one.repeats.stop))]

    def _price(self, new: Iterable[Asked]) -> int:
        before = dict(self._longest)
        units = 0
        for one in new:
            run, length = self._run(one.point)
            for repeat in one.repeats:
                known = before.get((run, repeat), 0) if self.question.prefix else 0
                units += max(length - known, 0)
                before[run, repeat] = max(length, known)
        return units

    def _commit(self, new: Iterable[Asked]) -> None:
        for one in new:
            run, length = self._run(one.point)
            for repeat in one.repeats:
                self._known.add((one.point, repeat))
                known = self._longest.get((run, repeat), 0)
                self._longest[run, repeat] = max(length, known)

    def _run(self, point: Point) -> tuple[tuple[Scalar, ...], int]:
        length = self.question.length
        values = tuple(value for name, value in point if name != length)
        return values, as_whole(dict(point)[length]) if length is not None else 1
