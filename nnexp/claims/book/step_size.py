"""How long the steps of gradient descent should be, and where that does not help."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Panel, shares
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import HALF, above, share_above, share_below
from nnexp.claims.experiment import Experiment, choice, number
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, by_level, labels, under
from nnexp.claims.verdict import all_of, combine
from nnexp.datasets import generator
from nnexp.language.said import meant, said
from nnexp.metrics import Metric
from nnexp.settings import Scalar, as_number

FOLLOW, CONSTANT = "follow the slope", "stay as long"
MODERATE = 0.1

_ITERATIONS, _WATCHED = 200, 20
_FOUND_WITHIN = 0.05
_LARGEST = 1e6


def _bowl(x: float) -> tuple[float, float]:
    return x * x, 2 * x


def _two_valleys(x: float) -> tuple[float, float]:
    return (x * x - 1) ** 2 / 2 + 0.2 * x, 2 * x * (x * x - 1) + 0.2


def _jagged(x: float) -> tuple[float, float]:
    # Between jumps it rises by 5 for each unit of x, and falls back by 1 at every fifth of it.
    return x * x + (5 * x) % 1.0, 2 * x + 5


# (value and slope at x, where the lowest point is).
FUNCTIONS: Mapping[str, tuple[Callable[[float], tuple[float, float]], float]] = {
    "bowl": (_bowl, 0.0),
    "two valleys": (_two_valleys, -1.0470),
    "jagged": (_jagged, 0.0),
}


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """One descent from a random start: how far it ends from the lowest point, and how restless.

    Args:
        values: `function`, `steps` (`follow the slope`: step × slope; `stay as long`: step × its
            sign) and `step`.
        seed: base seed.
        repeat: the same for all functions and steps, so that starts are paired.
    """
    function, lowest = FUNCTIONS[str(values["function"])]
    step, follow = as_number(values["step"]), values["steps"] == FOLLOW
    x = float(generator(seed, repeat, "init").uniform(-2, 2))
    path = [x]
    for _ in range(_ITERATIONS):
        slope = function(x)[1]
        change = slope if follow else math.copysign(1.0, slope)
        x = min(max(x - step * change, -_LARGEST), _LARGEST)
        path.append(x)
    restless = float(np.max(np.abs(np.diff(path[-_WATCHED:]))))
    distance = abs(x - lowest)
    return {
        "distance": distance,
        "restlessness": restless,
        "found": distance < _FOUND_WITHIN and restless < _FOUND_WITHIN,
    }


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether long steps overshoot, steps that shrink settle, and jumps defeat both."""
    rows = labels(frame)
    found = _found(frame)
    restless = by_level(frame, ["function", "steps", "step"], "restlessness")
    longest = max(step for _, _, step in found)
    moderate = ("bowl", FOLLOW, MODERATE)
    calmer = restless["bowl", CONSTANT, MODERATE] - restless[moderate]
    return combine(
        all_of(
            "moderate steps settle and too long ones do not",
            (
                share_above(
                    found[moderate],
                    HALF,
                    said(
                        "share of descents that settle at the bottom of the bowl, step {step:g}",
                        step=MODERATE,
                    ),
                    said(
                        "steps of {step:g} times the slope settle at the bottom of the bowl in",
                        step=MODERATE,
                    ),
                    rows,
                ),
                share_below(
                    found["bowl", FOLLOW, longest],
                    HALF,
                    said(
                        "share of descents that settle at the bottom of the bowl, step {step:g}",
                        step=longest,
                    ),
                    said(
                        "steps of {step:g} times the slope, which overshoot, settle there in",
                        step=longest,
                    ),
                    rows,
                ),
            ),
        ),
        (
            above(
                calmer,
                0.0,
                said(
                    "movement of a constant step less that of a shrinking one, step {step:g}",
                    step=MODERATE,
                ),
                said(
                    "at the bottom of the bowl a step of {step:g} that stays as long still moves "
                    "x by more than one that shrinks with the slope, by",
                    step=MODERATE,
                ),
                rows,
            ),
            share_below(
                found["jagged", FOLLOW, MODERATE],
                HALF,
                said(
                    "share of descents that find the lowest point between jumps, step {step:g}",
                    step=MODERATE,
                ),
                "on the function with jumps, steps that follow the slope find the lowest point in",
                rows,
            ),
        ),
        cautions=_two_valleys_caution(found),
    )


def _two_valleys_caution(found: Levels) -> tuple[str, ...]:
    share = 100 * float(found["two valleys", FOLLOW, MODERATE].mean())
    return (
        said(
            "with two valleys, {share:.0f} % of random starts end in the deeper one: a shrinking "
            "step settles, but in the valley where it happens to begin",
            share=share,
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """The share of descents that find the lowest point, by step, for each function."""
    found = _found(frame)
    panels = tuple(
        Panel(
            title=function,
            x=meant("step", "length of a step"),
            y="descents that settle at the lowest point (%)",
            lines=tuple(shares(rule, under(found, function, rule)) for rule in (FOLLOW, CONSTANT)),
            log_x=True,
            legend="steps",
        )
        for function in dict.fromkeys(key[0] for key in found)
    )
    return Chart(
        title="Steps that shrink with the slope settle, unless the slope misleads",
        alt=(
            "Share of descents that settle at the lowest point, by step, for a bowl, two valleys "
            "and a function with jumps."
        ),
        panels=panels,
    )


def _found(frame: pd.DataFrame) -> Levels:
    """(repeats,) whether a descent settled at the lowest point, by function, rule and step."""
    found = by_level(frame, ["function", "steps", "step"], "found")
    return {level: settled == 1 for level, settled in found.items()}


_SETTINGS = {
    "function": choice("what is descended on", *FUNCTIONS),
    "steps": choice("what sets the length of a step", FOLLOW, CONSTANT),
    "step": number("length of a step, or its share of the slope"),
}

_METRICS = (
    Metric("distance", "from the lowest point, at the end", better="lower"),
    Metric("restlessness", "the longest of the last steps", better="lower"),
    Metric("found", "1 where it rests at the lowest point, else 0", better="higher"),
)

CLAIM = Claim(
    id="step_size",
    section="1.14",
    sentence=(
        "Too large a step overshoots and bounces; steps that shrink with the slope settle; "
        "neither helps where the function has jumps."
    ),
    statistic=(
        "movement in the last steps, and share of descents from random starts that settle at "
        "the lowest point, by function, step and rule"
    ),
    rule=(
        "core: in the bowl more than half of the descents with a step of 0.1 settle, and less than "
        "half of those with the largest; also: a constant step moves on by more than one that "
        "shrinks, and on the function with jumps less than half of the descents settle"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("step_size", _SETTINGS, _METRICS, measure),
)
