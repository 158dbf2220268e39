"""The cost of finding good weights, by descent and by trying all values."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above, below
from nnexp.claims.experiment import Experiment, choice, whole
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, by_level, labels, under
from nnexp.claims.unit import FACTOR
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.network.activation import ACTIVATIONS
from nnexp.settings import Scalar, as_whole

DESCENT, SEARCH = "descent", "trying all values"

_EXAMPLES, _PER_WEIGHT = 50, 4
_GOAL = 0.01
_MOST_STEPS = 20_000
_VALUES = np.linspace(-2, 2, 9)
_BLOCK = 20_000
_SEARCHED = 5
_GENTLE, _EXPLOSIVE = 1.0, math.log10(2)

_sigmoid = ACTIVATIONS["sigmoid"].value


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """How often the error must be worked out until it is a hundredth of the first.

    One sigmoid node learns from random examples, four for each weight and 50 at least, what
    another with weights from -2 to 2 answers. Descent follows the slope from weights of 0;
    trying all values goes through every combination of nine values for each weight, in random
    order.

    Args:
        values: `method`, and the number of `weights`.
        seed: base seed.
        repeat: examples, wanted weights and order differ between repeats.

    Returns:
        `cost`, log10 of the evaluations; NaN for a search over more than five weights, which
        nobody would wait for.
    """
    count = as_whole(values["weights"])
    draw = generator(seed, repeat, "init", count)
    examples = max(_EXAMPLES, _PER_WEIGHT * count)
    inputs = draw.standard_normal((examples, count)) / math.sqrt(count)
    wanted = _sigmoid(inputs @ draw.choice(_VALUES, count))
    goal = _GOAL * float(np.mean((wanted - 0.5) ** 2))
    if values["method"] == SEARCH:
        if count > _SEARCHED:
            return {"cost": math.nan}
        tried = _search(inputs, wanted, goal, draw)
    else:
        tried = _descend(inputs, wanted, goal)
    return {"cost": math.log10(tried)}


def _descend(inputs: np.ndarray, wanted: np.ndarray, goal: float) -> int:
    weights = np.zeros(inputs.shape[1])
    # The largest step that never overshoots: the slope of a sigmoid is at most 1/4.
    lr = 16 / float(np.linalg.eigvalsh(inputs.T @ inputs)[-1])
    for tried in range(1, _MOST_STEPS + 1):
        answers = _sigmoid(inputs @ weights)
        errors = wanted - answers
        if float(np.mean(errors**2)) <= goal:
            return tried
        weights += lr * inputs.T @ (errors * answers * (1 - answers))
    return _MOST_STEPS


def _search(inputs: np.ndarray, wanted: np.ndarray, goal: float, draw: np.random.Generator) -> int:
    """Combinations tried, in random order, until the goal is met."""
    total: int = len(_VALUES) ** int(inputs.shape[1])
    met = 0
    shape = (len(_VALUES),) * int(inputs.shape[1])
    for start in range(0, total, _BLOCK):
        places = np.unravel_index(np.arange(start, min(start + _BLOCK, total)), shape)
        block = _VALUES[np.stack(places, axis=1)]
        errors = np.mean((_sigmoid(block @ inputs.T) - wanted) ** 2, axis=1)
        met += int(np.count_nonzero(errors <= goal))
    # The first of `met` good ones in a random order of all: the smallest of as many draws.
    share = 1 - math.pow(draw.random(), 1 / max(1, met))
    return max(1, math.ceil(total * share))


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether descent grows gently with the weights where a search multiplies."""
    rows = labels(frame)
    cost = by_level(frame, ["method", "weights"], "cost")
    searched, descended = under(cost, SEARCH), under(cost, DESCENT)
    most, last = max(descended), max(searched)
    gap = searched[last] - descended[last]
    return combine(
        above(
            gap,
            0.0,
            said(
                "evaluations by trying all values over those by descent, {count} weights",
                count=last,
            ),
            said(
                "for {count} weights, trying all values takes more evaluations than descent, by",
                count=last,
            ),
            rows,
            FACTOR,
        ),
        (
            above(
                _growth(searched, log=False),
                _EXPLOSIVE,
                "factor on the cost of trying all values for each weight more",
                "each weight more multiplies the cost of trying all values by",
                rows,
                FACTOR,
            ),
            below(
                _growth(descended, log=True),
                _GENTLE,
                "power of the number of weights with which the cost of descent grows",
                said(
                    "up to {most} weights, the cost of descent grows as their number to the power "
                    "of",
                    most=most,
                ),
                rows,
            ),
        ),
        cautions=("the largest network of the book has 397,000 weights",),
    )


def _growth(cost: Levels, *, log: bool) -> np.ndarray:
    """(repeats,) slope of log cost by the number of weights, or by its logarithm."""
    sizes = np.array(sorted(cost), dtype=float)
    across = np.log10(sizes) if log else sizes
    values = np.array([cost[size] for size in sorted(cost)])
    centred = across - across.mean()
    slopes: np.ndarray = centred @ (values - values.mean(axis=0)) / float(centred @ centred)
    return slopes


def chart(frame: pd.DataFrame) -> Chart:
    """Cost by number of weights."""
    panel = Panel(
        x="weights",
        y="evaluations of the error, power of ten",
        lines=tuple(
            line(frame[frame["method"] == method], "weights", "cost", method)
            for method in (DESCENT, SEARCH)
        ),
        log_x=True,
        legend="method",
    )
    return Chart(
        title="Descent stays practical where trying all values does not",
        alt="Evaluations until the error is a hundredth of the first, by the number of weights.",
        panels=(panel,),
    )


_SETTINGS = {
    "method": choice("how good weights are looked for", DESCENT, SEARCH),
    "weights": whole("weights to be found"),
}

_METRICS = (Metric("cost", "log10 of how often the error is worked out", better="lower"),)

CLAIM = Claim(
    id="many_weights",
    section="1.14",
    sentence=(
        "Descent stays practical with many parameters, where trying all their values does not."
    ),
    statistic=(
        "evaluations of a node's error until it is a hundredth of the first, by the number of "
        "weights, by descent and by trying every combination of nine values"
    ),
    rule=(
        "core: for the most weights that were searched descent needs fewer evaluations; also: each "
        "weight more at least doubles the cost of trying all values, and that of descent grows "
        "less than the number of weights"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("many_weights", _SETTINGS, _METRICS, measure),
)
