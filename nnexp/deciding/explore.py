"""Where to look: the first repeats find what is worth confirming, and nothing of them is kept.

Any rule may be used here that works, since no verdict rests on it. Where the best of an axis lies
at an end, or an end is not clearly worse, the axis grows geometrically; where a parabola through
the best and its neighbours promises more than the margin, a value goes between them; training is
lengthened as long as it gains more than the margin; sizes are doubled as long as they gain.

Long trainings start as short ones. A candidate is given up before its full budget only if its
curve could not cross the leader's: if even by gaining as much in every further doubling of the
training as it did in the last one, and two standard errors more, it would not reach where the
leader stands already. Error rates fall by less with each doubling, so this is generous.

Reference:
    Jamieson and Talwalkar (2016), Non-stochastic best arm identification (successive halving).
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import math
from collections.abc import Generator, Iterator, Mapping, Sequence

import numpy as np

from nnexp.analysis.finding import Value
from nnexp.analysis.next_step import longer
from nnexp.deciding.axis import between, beyond, position, typed
from nnexp.deciding.decision import Chapter, Ended
from nnexp.deciding.ledger import End, Ledger
from nnexp.deciding.losses import curves, losses
from nnexp.deciding.question import EXPLORED, Goal, Question, QuestionError
from nnexp.deciding.results import Seen, Stop
from nnexp.deciding.step import Asked, Point, Reason, Step
from nnexp.settings import Scalar, Side, as_number, as_whole, last_legal

ROUNDS = 24
"""Most rounds of exploring."""
STEPS = 8
"""Most values beyond either end of an axis."""
MIDDLES = 3
"""Most values put between others on an axis."""
DOUBLINGS = 5
"""Most times that the longest training, or the largest size, is doubled."""
LARGE = 8
"""Grid points from which on long trainings start as short ones."""
CLEAR = 3.0
"""Standard errors above the best from which on a value is taken for worse."""
HOPE = 2.0
"""Standard errors that a curve is given besides what it may gain."""
CONTENDERS = 5
"""Settings whose trainings are made longer."""

REPEATS = range(EXPLORED)
Settings = tuple[Scalar, ...]
"""Values of the axes that are no budget, in their order."""


@dataclasses.dataclass(frozen=True)
class Candidates:
    """What is to be confirmed for one goal."""

    goal: Goal
    setting: str
    values: tuple[Scalar, ...]
    """Ascending; of overfitting the one longest training."""
    walls: tuple[bool, bool]
    """Whether there is nothing below the first and above the last that could be tried."""


@dataclasses.dataclass(frozen=True)
class Explored:
    """The best setting of the first repeats, and what may be better."""

    point: Point
    frozen: tuple[Candidates, ...]
    story: tuple[Chapter, ...]
    ended: Ended | None
    """Why exploring stopped before its end."""


@dataclasses.dataclass
class _Map:
    """Means of what was explored: the growing knowledge of one exploration."""

    question: Question
    means: dict[int, dict[Settings, float]] = dataclasses.field(default_factory=dict)
    """By budget, then settings: mean loss."""
    values: dict[int, dict[Settings, np.ndarray]] = dataclasses.field(default_factory=dict)
    """The losses of each repeat."""
    story: list[Chapter] = dataclasses.field(default_factory=list)
    given_up: collections.Counter[tuple[str, str]] = dataclasses.field(
        default_factory=collections.Counter
    )
    """How often an axis was changed in some way."""

    def best(self, budget: int) -> Settings:
        """The settings of lowest mean; the first at a tie."""
        return min(self.means[budget], key=self.means[budget].__getitem__)

    def along(self, budget: int, best: Settings, axis: int) -> list[Settings]:
        """Settings that differ from the best in one axis only, ascending."""
        rest = (*best[:axis], *best[axis + 1 :])
        found = [s for s in self.means[budget] if (*s[:axis], *s[axis + 1 :]) == rest]
        return sorted(found, key=lambda one: as_number(one[axis]))

    def clear(self, budget: int, row: Sequence[Settings], lowest: int) -> np.ndarray:
        """(row,) whether a value is worse than the lowest beyond doubt of three repeats."""
        seen = np.stack([self.values[budget][one] for one in row])
        apart = seen - seen[lowest]
        spread = np.delete(apart.var(axis=1, ddof=1), lowest) if len(row) > 1 else [0.0]
        error = math.sqrt(float(np.median(spread)) / EXPLORED)
        worse: np.ndarray = apart.mean(axis=1) > max(self.question.margin, CLEAR * error)
        return worse


def explore(question: Question, ledger: Ledger) -> Generator[Step, Seen | Stop, Explored]:
    """Explore until nothing is left to try, or the budget is spent."""
    known = _Map(question)
    length = question.length
    lengths = sorted(as_whole(one) for one in question.axes[length]) if length else [1]
    budget, ended = lengths[0], None
    try:
        every = list(itertools.product(*(question.axes[name] for name in question.tuned)))
        rungs = _rungs(question, lengths, len(every))
        why = Reason("start", {"points": len(every), "repeats": EXPLORED})
        budget = rungs[0]
        seen = yield from _try(known, ledger, every, budget, (why,))
        for longer in rungs[1:]:
            kept = _contenders(question, seen, every, budget, lengths[-1])
            numbers: dict[str, Value] = {
                "setting": length,
                "to": longer,
                "kept": len(kept),
                "of": len(every),
            }
            every, budget = kept, longer
            seen = yield from _try(known, ledger, every, budget, (Reason("halve", numbers),))
        yield from _lengthen(known, ledger, seen, budget)
        budget = _long_enough(known)
        yield from _widen(known, ledger, budget)
    except End as end:
        ended = end.ended
    budget = budget if known.means.get(budget) else max(known.means, default=budget)
    if not known.means:
        return _nothing(question, budget, ended)
    return _frozen(known, budget, ended)


def _nothing(question: Question, budget: int, ended: Ended | None) -> Explored:
    """Where not even the first step was made."""
    if ended == "budget":
        raise QuestionError(
            f"decide.budget={question.budget}: is spent before every point of the grid has "
            f"{EXPLORED} short trainings; give more, or a smaller grid"
        )
    first = tuple(question.axes[name][0] for name in question.tuned)
    frozen = (
        Candidates(goal, name, tuple(question.axes[name]), (False, False))
        for goal, name in question.asked
    )
    return Explored(_point(question, first, budget), tuple(frozen), (), ended)


def _try(
    known: _Map,
    ledger: Ledger,
    settings: Sequence[Settings],
    budget: int,
    why: tuple[Reason, ...],
) -> Generator[Step, Seen | Stop, Seen]:
    question = known.question
    points = [_point(question, one, budget) for one in settings]
    wanted = [Asked(point, REPEATS) for point in points]
    step, found = yield from ledger.ask("explore", len(known.story) + 1, wanted, why)
    known.story.append(Chapter(step, (), ()))
    values = losses(question.measured, found, points, REPEATS, filled=True)
    at = known.values.setdefault(budget, {})
    means = known.means.setdefault(budget, {})
    for place, one in enumerate(settings):
        at[one] = values[:, place]
        means[one] = float(values[:, place].mean())
    return found


def _rungs(question: Question, lengths: list[int], points: int) -> list[int]:
    """Budgets at which to stop and see, the longest last."""
    last = lengths[-1]
    short = {last // 4, last // 2} if question.prefix and points >= LARGE else set()
    return sorted({*lengths, *(one for one in short if one >= 1)})


def _contenders(
    question: Question, seen: Seen, settings: list[Settings], now: int, last: int
) -> list[Settings]:
    """Those whose curves could still cross the leader's before the last unit of budget."""
    half = (now + 1) // 2
    if half == now or len(settings) < 3:
        return settings
    points = [_point(question, one, now) for one in settings]
    found = np.stack([curves(question.measured, seen, one, REPEATS, filled=True) for one in points])
    hopeful = could_cross(found, half, last)
    kept = [one for one, hope in zip(settings, hopeful, strict=True) if hope]
    return kept if len(kept) > 1 else settings


def could_cross(found: np.ndarray, half: int, last: int) -> np.ndarray:
    """Which learning curves could still get below the lowest one.

    Args:
        found: (candidates, repeats, budget) losses.
        half: units of budget from which to the last of these a curve's gain is taken.
        last: units of budget that there will be.
    """
    now = found.shape[-1]
    means = found.mean(axis=1)
    leader = int(means[:, -1].argmin())
    gain = np.maximum(means[:, half - 1] - means[:, -1], 0.0) / math.log2(now / half)
    apart = found[:, :, -1] - found[leader, :, -1]
    error = np.sqrt(apart.var(axis=1, ddof=1) / found.shape[1])
    hoped = apart.mean(axis=1) - gain * math.log2(last / now) - HOPE * error
    possible: np.ndarray = hoped <= 0
    return possible


def _lengthen(
    known: _Map, ledger: Ledger, seen: Seen, budget: int
) -> Generator[Step, Seen | Stop, None]:
    """Double the longest training while the best setting's loss clearly falls."""
    question, length = known.question, known.question.length
    if length is None or "overfitting" not in question.goals:
        return
    for _ in range(DOUBLINGS):
        more = longer(budget, question.spec(length))
        curve = curves(
            question.rising,
            seen,
            _point(question, known.best(budget), budget),
            REPEATS,
            filled=True,
        )
        if more is None or not still_falls(curve, question.margin):
            return
        row = sorted(known.means[budget], key=known.means[budget].__getitem__)[:CONTENDERS]
        numbers: dict[str, Value] = {"setting": length, "best": budget, "values": (more,)}
        seen = yield from _try(known, ledger, row, more, (Reason("longer", numbers),))
        budget = more


def still_falls(found: np.ndarray, margin: float) -> bool:
    """Whether curves fall in their second half, by more than the margin and beyond doubt.

    Args:
        found: (repeats, budget) losses.
        margin: a fall that does not matter.
    """
    now = found.shape[1]
    fall = found[:, (now + 1) // 2 - 1] - found[:, -1]
    error = float(fall.std(ddof=1)) / math.sqrt(len(fall))
    return now < 2 or bool(fall.mean() > max(margin, HOPE * error))


def _long_enough(known: _Map) -> int:
    """The budget whose best setting is best of all; less where that costs less than the margin."""
    best = {budget: min(known.means[budget].values()) for budget in sorted(known.means)}
    enough = min(best.values()) + known.question.margin
    return next(budget for budget, mean in best.items() if mean <= enough)


def _widen(known: _Map, ledger: Ledger, budget: int) -> Generator[Step, Seen | Stop, None]:
    """Add values to the axes around the best until there is nothing to add."""
    question = known.question
    for _ in range(ROUNDS):
        best = known.best(budget)
        added: dict[Settings, None] = {}
        reasons = []
        for axis, name in enumerate(question.tuned):
            goal = "capacity" if question.spec(name).costly else "sweet_spot"
            if (goal, name) not in question.asked:
                continue
            propose = _sizes if goal == "capacity" else _values
            for reason, values in propose(known, budget, best, axis):
                reasons.append(reason)
                for value in values:
                    changed = (*best[:axis], value, *best[axis + 1 :])
                    if changed not in known.means[budget]:
                        added[changed] = None
        if not added:
            return
        yield from _try(known, ledger, list(added), budget, tuple(reasons))


def _values(
    known: _Map, budget: int, best: Settings, axis: int
) -> Iterator[tuple[Reason, list[Scalar]]]:
    """Values beyond an end that is not clearly worse, and between the best and a neighbour."""
    question = known.question
    name = question.tuned[axis]
    spec = question.spec(name)
    row = known.along(budget, best, axis)
    grid = [as_number(one[axis]) for one in row]
    lowest = row.index(best)
    clear = known.clear(budget, row, lowest)
    sides: tuple[tuple[Side, bool], ...] = (
        ("below", bool(clear[:lowest].any())),
        ("above", bool(clear[lowest + 1 :].any())),
    )
    for side, closed in sides:
        if closed or known.given_up[name, side] >= STEPS:
            continue
        end = 0 if side == "below" else len(grid) - 1
        values: list[Scalar] = []
        for _ in range(2 if lowest == end and len(grid) > 1 else 1):
            to = beyond(name, grid, spec, side)
            if to is None:
                break
            grid = [to, *grid] if side == "below" else [*grid, to]
            values.append(typed(to, spec))
        known.given_up[name, side] += len(values)
        if values:
            numbers = {"setting": name, "side": side, "best": best[axis], "values": tuple(values)}
            yield Reason("extend", numbers), values
    if 0 < lowest < len(row) - 1 and known.given_up[name, "between"] < MIDDLES:
        middle = _middle(known, budget, row, lowest, axis)
        if middle is not None:
            known.given_up[name, "between"] += 1
            numbers = {"setting": name, "best": best[axis], "values": (middle,)}
            yield Reason("refine", numbers), [middle]


def _middle(
    known: _Map, budget: int, row: Sequence[Settings], lowest: int, axis: int
) -> Scalar | None:
    """A value beside the lowest where a parabola promises to gain more than the margin."""
    question = known.question
    spec = question.spec(question.tuned[axis])
    three = row[lowest - 1 : lowest + 2]
    values = [as_number(one[axis]) for one in three]
    x = np.array([position(one, spec) for one in values])
    y = np.array([known.means[budget][one] for one in three])
    left, right = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    square = (right - left) / (x[2] - x[0])
    slope = left + square * (x[1] - x[0])
    if not square > 0 or slope**2 / (4 * square) <= question.margin:
        return None
    found = (
        between(values[0], values[1], spec) if slope > 0 else between(values[1], values[2], spec)
    )
    return None if found is None else typed(found, spec)


def _sizes(
    known: _Map, budget: int, best: Settings, axis: int
) -> Iterator[tuple[Reason, list[Scalar]]]:
    """Twice the largest size while that gains, half the smallest while that loses little."""
    question = known.question
    name = question.tuned[axis]
    spec = question.spec(name)
    row = known.along(budget, best, axis)
    sizes = [as_number(one[axis]) for one in row]
    means = [known.means[budget][one] for one in row]
    rises = len(row) < 2 or means[-2] - means[-1] > question.size_margin / 2
    least, most = last_legal(spec, "below") or 1.0, last_legal(spec, "above") or math.inf
    for verb, wanted, to in (
        ("larger", rises, min(2 * sizes[-1], most)),
        ("smaller", means[0] - min(means) <= question.size_margin, max(sizes[0] // 2, least)),
    ):
        is_new = to > sizes[-1] if verb == "larger" else to < sizes[0]
        if wanted and is_new and known.given_up[name, verb] < DOUBLINGS:
            known.given_up[name, verb] += 1
            values: list[Scalar] = [typed(to, spec)]
            numbers = {"setting": name, "best": best[axis], "values": tuple(values)}
            yield Reason("larger" if verb == "larger" else "smaller", numbers), values


def _frozen(known: _Map, budget: int, ended: Ended | None) -> Explored:
    question = known.question
    best = known.best(budget)
    frozen = []
    for goal, name in question.asked:
        if goal == "overfitting":
            frozen.append(Candidates(goal, name, (max(known.means),), (True, True)))
            continue
        axis = question.tuned.index(name)
        row = known.along(budget, best, axis)
        lowest = row.index(best)
        if goal == "sweet_spot":
            kept = _with_neighbours(~known.clear(budget, row, lowest))
        else:
            losses = np.array([known.means[budget][one] for one in row]) - known.means[budget][best]
            kept = _with_neighbours(losses <= 2 * question.size_margin)
        members = [one[axis] for one, keep in zip(row, kept, strict=True) if keep]
        grid = [as_number(one[axis]) for one in row]
        spec = question.spec(name)
        walls = beyond(name, grid, spec, "below") is None, beyond(name, grid, spec, "above") is None
        ends = walls[0] and bool(kept[0]), walls[1] and bool(kept[-1])
        frozen.append(Candidates(goal, name, tuple(members), ends))
    return Explored(_point(question, best, budget), tuple(frozen), tuple(known.story), ended)


def _with_neighbours(kept: np.ndarray) -> np.ndarray:
    wide: np.ndarray = kept.copy()
    wide[1:] |= kept[:-1]
    wide[:-1] |= kept[1:]
    return wide


def _point(question: Question, settings: Settings, budget: int) -> Point:
    values: Mapping[str, Scalar] = dict(zip(question.tuned, settings, strict=True))
    return tuple((name, values.get(name, budget)) for name in question.axes)
