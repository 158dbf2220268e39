"""Verdicts on fresh repeats: candidates are frozen, looks are planned, and the error is shared.

At each look every candidate that is left is compared with every other. One that is worse by more
than the look's boundary leaves for good. The boundaries are such that the truly best one passes
none of them, at any look, with the question's certainty. On the same event rests what the named
value may lose: no more than its mean is above another's, plus that boundary. A goal is settled
when this is within the margin, or one candidate is left, and neither end of the candidates is left
unless nothing lies beyond it.

Reference:
    Hsu (1996), Multiple Comparisons, §4.1; Kim and Nelson (2001), ACM TOMACS 11(3); Lan and DeMets
    (1983), Biometrika 70(3): an error that is spent over looks.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator, Mapping, Sequence

import numpy as np
from scipy.special import bdtrc

from nnexp.analysis import best_set, rise
from nnexp.analysis.best import Estimate
from nnexp.analysis.capacity import CapacityVerdict
from nnexp.analysis.finding import Verdict
from nnexp.analysis.held_out import chosen_by_others, held_out
from nnexp.analysis.interval import mean_interval
from nnexp.analysis.next_step import Extend, More, Next
from nnexp.analysis.overfitting_onset import OnsetVerdict
from nnexp.analysis.power import MOST
from nnexp.analysis.samples import TOLERATED, order
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.sweet_spot import SweetSpotVerdict
from nnexp.deciding.axis import beyond
from nnexp.deciding.boundary import boundary
from nnexp.deciding.decision import Answer, Chapter, Ended, Left, LevelVerdict
from nnexp.deciding.explore import Candidates, Explored
from nnexp.deciding.ledger import End, Ledger
from nnexp.deciding.losses import curves, losses
from nnexp.deciding.question import EXPLORED, Question
from nnexp.deciding.results import Seen, Stop
from nnexp.deciding.step import Asked, Open, Point, Reason, Step
from nnexp.metrics import Metric
from nnexp.settings import Scalar, Side, as_number, as_whole, is_last

COARSE = 10.0
"""Margins that a boundary may be away. What matters is then so much smaller than what can be seen
that few sweeps are decided, and of these luck has decided too many."""
FURTHER = 1.15
"""What such a boundary is multiplied with."""


@dataclasses.dataclass(frozen=True)
class Standing:
    """How one goal stands after some looks."""

    candidates: Candidates
    left: tuple[int, ...]
    """Places of the candidates that may be best."""
    verdict: Verdict
    settled: bool = False
    done: bool = False
    """Whether more repeats of these candidates would not change the verdict."""
    named: Scalar = None
    regret: float = math.inf
    look: int = 0
    repeats: int = 0
    needed: int | None = None
    """Repeats that would settle it if means and spreads stay as they are."""
    out: tuple[Left, ...] = ()
    """Who left at the last look."""


def confirm(
    question: Question, ledger: Ledger, explored: Explored
) -> Generator[Step, Seen | Stop, tuple[tuple[Answer, ...], tuple[Chapter, ...], Ended]]:
    """Look until all goals are settled, the looks are over or the budget is spent."""
    standings = [_start(explored.point, one) for one in explored.frozen]
    story: list[Chapter] = []
    ended: Ended = "looks" if explored.ended is None else explored.ended
    seen: Seen | None = None
    try:
        for number, look in enumerate(question.looks if explored.ended is None else (), 1):
            active = [one for one in standings if not one.done]
            if not active:
                break
            repeats = range(EXPLORED, EXPLORED + look)
            wanted = [
                Asked(point, repeats) for one in active for point in _points(explored.point, one)
            ]
            why = [_reason(question, one, number, look) for one in active]
            step, seen = yield from ledger.ask(
                "look", number, wanted, why, [_open(one) for one in active]
            )
            standings = [
                one if one.done else _judged(question, explored.point, one, seen, number, repeats)
                for one in standings
            ]
            out = tuple(left for one in standings if one.look == number for left in one.out)
            story.append(Chapter(step, out, tuple(map(_open, standings))))
    except End as end:
        ended = end.ended
    if all(one.settled for one in standings):
        ended = "settled"
    answers = tuple(_answer(question, explored.point, one, seen) for one in standings)
    return answers, tuple(story), ended


def _start(point: Point, candidates: Candidates) -> Standing:
    undecided: dict[str, Verdict] = {
        "sweet_spot": SweetSpotVerdict.UNDECIDED,
        "overfitting": OnsetVerdict.UNDECIDED,
        "capacity": CapacityVerdict.UNDECIDED,
    }
    every = tuple(range(len(candidates.values)))
    lonely = candidates.goal != "overfitting" and len(every) < 2
    short = candidates.goal == "overfitting" and as_whole(candidates.values[0]) < 2
    best = dict(point)[candidates.setting]
    return Standing(candidates, every, undecided[candidates.goal], named=best, done=lonely or short)


def _points(point: Point, standing: Standing) -> list[Point]:
    """The point of each candidate that is left."""
    setting, values = standing.candidates.setting, standing.candidates.values
    return [_with(point, setting, values[place]) for place in standing.left]


def _with(point: Point, setting: str, value: Scalar) -> Point:
    return tuple((name, value if name == setting else old) for name, old in point)


def _judged(
    question: Question, point: Point, standing: Standing, seen: Seen, number: int, repeats: range
) -> Standing:
    points = _points(point, standing)
    now = dataclasses.replace(standing, look=number, repeats=len(repeats), out=())
    if standing.candidates.goal == "overfitting":
        return _onset(question, now, curves(question.rising, seen, points[0], repeats))
    gone = np.stack([seen.failed(one, repeats) for one in points], axis=1)
    if gone.all():
        return now
    values = losses(question.measured, seen, points, repeats)
    now, kept = _without_failing(question, now, gone)
    values = values[:, kept]
    whole = np.isfinite(values).all(axis=1)
    if whole.sum() < 2 or values.shape[1] < 2:
        return now
    if standing.candidates.goal == "capacity":
        return _size(question, now, values[whole])
    return _spot(question, now, values[whole])


def _without_failing(
    question: Question, standing: Standing, gone: np.ndarray
) -> tuple[Standing, np.ndarray]:
    """Candidates at which more trainings fail than is tolerated leave."""
    count = gone.sum(axis=0)
    if not count.any():
        return standing, np.ones(len(count), dtype=bool)
    shown = bdtrc(count - 1.0, len(gone), TOLERATED) <= question.error / len(question.looks)
    often = (count > 0) & shown
    if often.all():
        often[:] = False
    return _leave(standing, often, "failed"), ~often


def _leave(standing: Standing, leaving: np.ndarray, because: str) -> Standing:
    one = standing.candidates
    out = tuple(
        Left(
            one.goal,
            one.setting,
            one.values[place],
            standing.look,
            "failed" if because == "failed" else "worse",
        )
        for place, leaves in zip(standing.left, leaving, strict=True)
        if leaves
    )
    stay = tuple(place for place, leaves in zip(standing.left, leaving, strict=True) if not leaves)
    return dataclasses.replace(standing, left=stay, out=(*standing.out, *out))


def _width(question: Question, standing: Standing, values: np.ndarray) -> float:
    """The boundary of this look, for the noise that (repeats, left) losses show."""
    looks, size, error = question.looks, values.shape[1], question.error
    rough = boundary("best_set", looks, size, error)[standing.look - 1]
    smooth = boundary("best_set_smooth", looks, size, error)[standing.look - 1]
    return rough + (smooth - rough) * float(best_set.smoothness(values))


def _spot(question: Question, standing: Standing, values: np.ndarray) -> Standing:
    """Sweet spot by (repeats, left) losses."""
    width = _width(question, standing, values)
    difference, error, excess = best_set.compared(values)
    apart = error[~np.eye(len(error), dtype=bool)]
    if width * float(np.median(apart)) > COARSE * question.margin:
        width *= FURTHER
    inside = excess <= width
    if not inside.any():
        inside[values.mean(axis=0).argmin()] = True
    standing = _leave(standing, ~inside, "worse")
    kept = np.flatnonzero(inside)
    means = values.mean(axis=0)
    named = int(kept[means[kept].argmin()])
    others = kept[kept != named]
    reach = difference[named, others] + width * error[named, others]
    regret = float(max(reach.max(), 0.0)) if len(others) else 0.0
    one = standing.candidates
    last = len(one.values) - 1
    at_low, at_high = standing.left[0] == 0, standing.left[-1] == last
    open_low, open_high = at_low and not one.walls[0], at_high and not one.walls[1]
    near = len(others) == 0 or regret <= question.margin
    settled = near and not open_low and not open_high
    place = standing.left[int(np.flatnonzero(kept == named)[0])]
    verdict: Verdict = SweetSpotVerdict.UNDECIDED
    if not at_low and not at_high:
        verdict = SweetSpotVerdict.INTERIOR
    elif near and not (at_low and at_high):
        verdict = _at_end(question, one, "below" if at_low else "above", place)
    elif settled:
        verdict = LevelVerdict.LEVEL
    ends = [place for place, at in ((0, open_low), (len(kept) - 1, open_high)) if at]
    needed = _needed(question, standing, difference[named, kept], error[named, kept], width, ends)
    return dataclasses.replace(
        standing,
        verdict=verdict,
        settled=settled,
        done=settled or len(others) == 0,
        named=one.values[place],
        regret=regret,
        needed=None if settled else needed,
    )


def _at_end(question: Question, one: Candidates, side: Side, named: int) -> Verdict:
    """The verdict where only this end of the candidates is left, and with it all that is as good.

    Args:
        question: says what is legal.
        one: the candidates.
        side: at which the end is.
        named: place of the candidate that is named.
    """
    below = side == "below"
    end = 0 if below else len(one.values) - 1
    if not is_last(as_number(one.values[end]), question.spec(one.setting), side):
        return SweetSpotVerdict.BELOW if below else SweetSpotVerdict.ABOVE
    if named == end:
        return SweetSpotVerdict.SMALLEST if below else SweetSpotVerdict.LARGEST
    return LevelVerdict.LEVEL


def _needed(
    question: Question,
    standing: Standing,
    difference: np.ndarray,
    error: np.ndarray,
    width: float,
    ends: Sequence[int],
) -> int | None:
    """Repeats after which every other candidate is out, or within the margin unless an end."""
    reach = question.margin - difference
    for end in ends:
        reach[end] = -difference[end]
    other = error > 0
    with np.errstate(divide="ignore"):
        ratio = (width * error[other] / np.maximum(reach[other], 0.0)) ** 2
    if not len(ratio) or not np.isfinite(ratio).all():
        return None
    needed = math.ceil(standing.repeats * float(ratio.max())) + EXPLORED
    return needed if needed <= MOST else None


def _size(question: Question, standing: Standing, values: np.ndarray) -> Standing:
    """Capacity by (repeats, left) losses."""
    width = _width(question, standing, values)
    difference, error, excess = best_set.compared(values)
    pairs = ~np.eye(values.shape[1], dtype=bool)
    possible = excess <= width
    upper = np.where(pairs & possible, difference + width * error, -np.inf).max(axis=1)
    lower = np.where(pairs, difference - width * error, -np.inf).max(axis=1)
    misses = lower > question.size_margin
    keeps = np.flatnonzero(upper <= question.size_margin)
    standing = _leave(standing, misses, "worse")
    one, kept = standing.candidates, np.flatnonzero(~misses)
    if not len(kept):
        return standing
    means = values.mean(axis=0)
    within = int(np.argmax(means - means.min() <= question.size_margin))
    place = {int(k): standing.left[i] for i, k in enumerate(kept)}
    settled = bool(len(keeps)) and int(keeps[0]) == int(kept[0])
    last = len(one.values) - 1
    only_last = standing.left == (last,)
    if settled and not only_last:
        verdict = CapacityVerdict.ENOUGH
    else:
        verdict = CapacityVerdict.UNDECIDED
        if only_last:
            most = is_last(order(one.values[last])[0], question.spec(one.setting), "above")
            verdict = CapacityVerdict.LARGEST if most else CapacityVerdict.IMPROVING
    named = int(keeps[0]) if len(keeps) and int(keeps[0]) in place else within
    return dataclasses.replace(
        standing,
        verdict=verdict,
        settled=settled and (not only_last or one.walls[1]),
        done=settled or only_last,
        named=one.values[place.get(named, standing.left[0])],
        regret=max(float(upper[named]), 0.0),
    )


def _onset(question: Question, standing: Standing, found: np.ndarray) -> Standing:
    """Onset of overfitting by (repeats, epochs) losses."""
    found = found[np.isfinite(found).all(axis=1)]
    if len(found) < 2:
        return standing
    epochs = found.shape[1]
    width = boundary("onset", question.looks, epochs, question.error)[standing.look - 1]
    rises = rise.rises(found)
    lowest = int(found.mean(axis=0).argmin())
    mean = float(rises.mean())
    error = float(rises.std(ddof=1)) / math.sqrt(len(rises))
    most = float(mean + width * error)
    overfits = lowest < epochs - 1 and float(rise.rise_statistic(found)) > width
    harmless = most <= question.margin
    if overfits:
        verdict = OnsetVerdict.OVERFITS
    elif harmless:
        verdict = OnsetVerdict.IMPROVING if lowest == epochs - 1 else OnsetVerdict.FLAT
    else:
        verdict = OnsetVerdict.UNDECIDED
    settled = overfits or harmless
    # Either the rise is shown, or that it is less than the margin: whichever is nearer.
    reach = max(mean, question.margin - mean)
    needed = math.ceil(len(found) * (width * error / reach) ** 2) + EXPLORED
    return dataclasses.replace(
        standing,
        verdict=verdict,
        settled=settled,
        done=settled,
        named=lowest + 1,
        regret=max(most, 0.0),
        needed=None if settled or needed > MOST else needed,
    )


def _estimates(
    question: Question, seen: Seen, points: Sequence[Point], repeats: range
) -> Mapping[str, Estimate]:
    """What the named value reaches, by repeats that did not choose it among those left.

    Leaving out one repeat of many seldom changes the choice, so that luck which is spread over
    them stays. Of each of those left, the true mean is above the lower end together with 97.5 %:
    whichever is named, and by whatever rule. And five repeats may all be of one kind where there
    are two: the interval is joined with that of all repeats, those that explored included, which
    can only make it wider.
    """
    measured = question.measured
    test = [one for one in question.columns.of_part("test") if one.chooses]
    values = np.stack([seen.values(measured.name, one, repeats) for one in points])
    goodness = values if measured.better == "higher" else -values
    present = np.isfinite(goodness)
    counts = np.maximum(present.sum(axis=1), 1)
    means = np.where(
        present.any(axis=1), np.where(present, goodness, 0.0).sum(axis=1) / counts, -np.inf
    )
    order = np.argsort(-means, kind="stable")
    picks = chosen_by_others(goodness[order], np.zeros_like(goodness))
    found = {}
    for metric in dict.fromkeys((measured, *test)):
        known = np.stack([seen.values(metric.name, one, repeats) for one in points])[order]
        mean, low, high = held_out(known, picks, metric.bounds)
        low, high = _for_any(known, metric, low, high)
        every = seen.values(metric.name, points[int(order[0])], range(repeats.stop))
        if (every := every[np.isfinite(every)]).size > 1:
            _, least, most = mean_interval(every, limits=metric.bounds)
            low, high = min(low, least), max(high, most)
        found[metric.name] = Estimate(mean, low, high, int(np.isfinite(known[0]).sum()))
    return found


def _for_any(known: np.ndarray, metric: Metric, low: float, high: float) -> tuple[float, float]:
    """An interval with its end on the side of luck moved to where Bonferroni has it.

    Args:
        known: (settings, repeats) values; the named one is first.
        metric: what they are.
        low: end of its interval, if nothing had been chosen.
        high: the other.
    """
    named = known[0][np.isfinite(known[0])]
    if not len(named):
        return low, high
    _, least, most = mean_interval(named, 1 - (1 - LEVEL) / len(known), metric.bounds)
    return (min(low, least), high) if metric.better == "higher" else (low, max(high, most))


def _reason(question: Question, standing: Standing, number: int, look: int) -> Reason:
    one = standing.candidates
    return Reason(
        "look",
        {
            "goal": one.goal,
            "setting": one.setting,
            "number": number,
            "looks": len(question.looks),
            "repeats": look,
            "left": len(standing.left),
            "of": len(one.values),
        },
    )


def _open(standing: Standing) -> Open:
    one = standing.candidates
    left = () if standing.settled and one.goal == "overfitting" else standing.left
    return Open(one.goal, one.setting, one.values, tuple(one.values[place] for place in left))


def _answer(question: Question, point: Point, standing: Standing, seen: Seen | None) -> Answer:
    one = standing.candidates
    repeats = range(EXPLORED, EXPLORED + standing.repeats)
    points = _points(point, standing)
    chosen = one.goal == "sweet_spot" and seen is not None and standing.look > 0
    return Answer(
        goal=one.goal,
        setting=one.setting,
        metric=(question.rising if one.goal == "overfitting" else question.measured).name,
        where=tuple((name, value) for name, value in point if name != one.setting),
        verdict=standing.verdict,
        settled=standing.settled,
        named=standing.named,
        candidates=one.values,
        left=tuple(one.values[place] for place in standing.left),
        regret=standing.regret,
        look=standing.look,
        repeats=standing.repeats,
        estimates=_estimates(question, seen, points, repeats) if chosen and seen else {},
        next=() if standing.settled else _next(question, standing),
    )


def _next(question: Question, standing: Standing) -> tuple[Next, ...]:
    one = standing.candidates
    if one.goal == "overfitting":
        return (More(standing.needed),)
    if standing.done and standing.left:
        spec = question.spec(one.setting)
        grid = [as_number(value) for value in one.values]
        side: Side = "below" if standing.left[0] == 0 else "above"
        return (Extend(one.setting, side, beyond(one.setting, grid, spec, side)),)
    return (More(standing.needed),)
