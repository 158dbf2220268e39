"""Miles from kilometres: a model of one parameter, corrected by its own error."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Mark, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above, below
from nnexp.claims.experiment import Experiment, choice, number
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels, under
from nnexp.claims.unit import FACTOR
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.settings import Scalar, as_number

BY_ERROR, ALIKE = "by the error", "all alike"
MILES = 0.621371
"""Miles in a kilometre."""

_MODERATE = 0.5
_CORRECTIONS, _READING = 20, 0.01
_USUAL = 0.3
_WORST = 1e12


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """Twenty corrections of a guessed factor, each by one measured pair of kilometres and miles.

    Args:
        values: `step`, and `correction`: `by the error`, which makes up for that share of it, or
            `all alike`, which has the sign of the error but always that share of a usual guess's.
        seed: base seed.
        repeat: first guess, pairs and their reading errors of 1 % differ between repeats only.
    """
    step = as_number(values["step"])
    guess = float(generator(seed, repeat, "init").uniform(0, 2))
    draw = generator(seed, repeat, "noise")
    kilometres = draw.uniform(10, 200, _CORRECTIONS)
    miles = MILES * kilometres * (1 + _READING * draw.standard_normal(_CORRECTIONS))
    first = abs(guess - MILES)
    for pair in range(_CORRECTIONS):
        error = miles[pair] / kilometres[pair] - guess
        correction = error if values["correction"] == BY_ERROR else math.copysign(_USUAL, error)
        guess = float(np.clip(guess + step * correction, -_WORST, _WORST))
    left = max(abs(guess - MILES), 1 / _WORST)
    return {"shrinkage": math.log10(left / first)}


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether corrections by the error bring the factor near, and nearer than others."""
    rows = labels(frame)
    found = by_level(frame, ["correction", "step"], "shrinkage")
    guided, alike = found[BY_ERROR, _MODERATE], found[ALIKE, _MODERATE]
    worse = [step for step, values in under(found, BY_ERROR).items() if values.mean() > 0]
    cautions = (
        (said("corrections of {least:g} times the error make it grow", least=min(worse)),)
        if worse
        else ()
    )
    return combine(
        below(
            guided,
            0.0,
            said("error left, share of the first, step {step:g}", step=_MODERATE),
            said(
                "{count} corrections by {step:g} of the error leave of the first error",
                count=_CORRECTIONS,
                step=_MODERATE,
            ),
            rows,
            FACTOR,
        ),
        (
            above(
                alike - guided,
                0.0,
                "error left by corrections all alike, over that of those by the error",
                "corrections that do not shrink with the error leave more, by",
                rows,
                FACTOR,
            ),
        ),
        cautions,
    )


def chart(frame: pd.DataFrame) -> Chart:
    """What is left of the error by step."""
    panel = Panel(
        x="step (share of the error that one correction makes up for)",
        y="error left, power of ten of the first",
        lines=lines(frame, "step", "shrinkage", "correction"),
        log_x=True,
        marks=(Mark("no better than before", 0.0),),
        legend="corrected",
    )
    return Chart(
        title="A model of one parameter is tuned by its error",
        alt=said(
            "Error of the miles per kilometre after {count} corrections, by their size.",
            count=_CORRECTIONS,
        ),
        panels=(panel,),
    )


_SETTINGS = {
    "correction": choice("what each correction follows", BY_ERROR, ALIKE),
    "step": number("share of the error, or of a usual guess's, that a correction makes up for"),
}

_METRICS = (Metric("shrinkage", "log10 of the error left over the first", better="lower"),)

CLAIM = Claim(
    id="predictor",
    section="1.2",
    sentence="A model with one parameter can be tuned by its error.",
    statistic=(
        "error of the miles-per-kilometre factor after 20 corrections over that of the first "
        "guess, by the size of the corrections, which shrink with the error or are all alike"
    ),
    rule=(
        "core: corrections by half of the error leave less than the first error; also: corrections "
        "all alike leave more than those"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("predictor", _SETTINGS, _METRICS, measure),
)
