"""How often adaptive sweeps name a best value that is none, and what that costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.calibration.deciding.driving import drive
from benchmarks.calibration.deciding.rivals import RIVALS, Said
from benchmarks.calibration.deciding.worlds import (
    GRID,
    METRIC,
    NOISES,
    PLACES,
    Sweep,
    columns,
    sweep_of,
)
from benchmarks.calibration.rates import Condition, Rate, average, share
from nnexp.deciding import LOOKS, MARGIN, Question

ERROR, COVERAGE = 0.05, 0.93
OURS = "deciding"
EVERY_NOISE = ("parabola", "high bound")
"""Places that are tried with every kind of noise; the others with normal noise."""
AT_TIES = 1e-12


@dataclasses.dataclass(frozen=True)
class Judged:
    """What was said of one sweep, held against the truth."""

    decided: bool
    interior: bool
    false_interior: bool
    excluded: bool
    regret: float
    """Of the named value, above the best of all that were tried."""
    covered: bool | None
    """Whether the interval of its accuracy holds the truth; None where there is none."""
    trainings: int


def conditions() -> Iterator[Condition]:
    """Every place and kind of noise, for deciding and its rivals."""
    for place in PLACES:
        for noise in (*NOISES, "ties") if place in EVERY_NOISE else ("normal",):
            for who in (OURS, *(RIVALS if noise == "normal" else ())):
                yield Condition(who, place, f"{len(GRID)} at first", noise, LOOKS[-1])


def measure(condition: Condition, sweeps: int) -> list[Rate]:
    """All rates of one condition; bars for deciding only."""
    rng = condition.generator()
    judged = []
    for _ in range(sweeps):
        sweep = sweep_of(rng, condition.surface, condition.noise)
        if condition.analysis == OURS:
            judged.append(_ours(condition.surface, sweep, rng))
        else:
            said = RIVALS[condition.analysis](sweep, GRID)
            judged.append(judge(sweep, said, rng))
    return rates(condition, judged)


def _ours(place: str, sweep: Sweep, rng: np.random.Generator) -> Judged:
    bounds = columns(PLACES[place].low, PLACES[place].high)
    driven = drive(Question({"x": GRID}, ("sweet_spot",), bounds, METRIC), sweep)
    (answer,) = driven.decision.answers
    estimate = answer.estimates.get(METRIC)
    said = Said(
        decided=answer.settled,
        interior=answer.verdict == "interior",
        named=float(str(answer.named)),
        candidates=tuple(float(str(one)) for one in answer.candidates),
        left=tuple(float(str(one)) for one in answer.left),
        tried=tuple(driven.tried),
        interval=None if estimate is None else (estimate.low, estimate.high),
        trainings=driven.decision.trainings,
    )
    return judge(sweep, said, rng)


def judge(sweep: Sweep, said: Said, rng: np.random.Generator) -> Judged:
    """Hold what was said against the truth."""
    truth = np.array([sweep.truth(x) for x in said.candidates])
    best = np.flatnonzero(truth <= truth.min() + AT_TIES)
    # Where several are best, any one of them counts.
    one = said.candidates[int(rng.choice(best))]
    ends_best = 0 in best or len(truth) - 1 in best
    low, high = said.candidates[0], said.candidates[-1]
    beyond = sweep.optimum is None or not low < sweep.optimum < high
    named = sweep.truth(said.named)
    covered = None
    if said.interval is not None:
        covered = said.interval[0] - AT_TIES <= 1 - named <= said.interval[1] + AT_TIES
    return Judged(
        decided=said.decided,
        interior=said.interior,
        false_interior=said.interior and (ends_best or beyond),
        excluded=one not in said.left,
        regret=named - min(sweep.truth(x) for x in said.tried),
        covered=covered,
        trainings=said.trainings,
    )


def rates(condition: Condition, judged: Sequence[Judged]) -> list[Rate]:
    """The rates of a condition, with the bars that deciding is held to."""
    ours = condition.analysis == OURS
    high, low = (ERROR, COVERAGE) if ours else (float("inf"), float("-inf"))
    settled = [one for one in judged if one.decided]
    covered = [one.covered for one in judged if one.covered is not None]

    def of(name: str) -> tuple[float, float]:
        return share(np.array([getattr(one, name) for one in judged]))

    found = [
        Rate(condition, "decided", *of("decided")),
        Rate(condition, "interior", *of("interior")),
        Rate(condition, "false interior", *of("false_interior"), high=high),
        Rate(condition, "best excluded", *of("excluded"), high=high),
        Rate(condition, "trainings", *average(np.array([float(x.trainings) for x in judged]))),
        Rate(condition, "regret in points", *average(np.array([100 * x.regret for x in judged]))),
    ]
    if len(settled) > 1:
        above = np.array([one.regret > MARGIN + AT_TIES for one in settled])
        found.append(Rate(condition, "regret above the margin", *share(above), high=high))
    if covered:
        found.append(Rate(condition, "accuracy coverage", *share(np.array(covered)), low))
    return found
