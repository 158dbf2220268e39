"""What a neuron makes of weak, medium and strong signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import HALF, above, below
from nnexp.claims.experiment import Experiment, choice, number
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import FACTOR
from nnexp.claims.verdict import all_of, combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.network.activation import ACTIVATIONS
from nnexp.settings import Scalar, Spec, as_number, as_whole

STEP, SIGMOID, NO_THRESHOLD, LINEAR = (
    "step", "sigmoid", "sigmoid without a threshold", "linear",
)  # fmt: skip
WEAK, MEDIUM, STRONG = 0.2, 0.5, 2.0

_THRESHOLD, _STEEPNESS = 1.0, 10.0
_INPUTS, _DRAWS = 5, 200
_LINKS, _NOISE = 0.1, 0.05
_NEVER = 1e-6

_sigmoid = ACTIVATIONS["sigmoid"].value

# Of the sum of a neuron's inputs.
NEURONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    STEP: lambda total: (total > _THRESHOLD).astype(float),
    SIGMOID: lambda total: _sigmoid(_STEEPNESS * (total - _THRESHOLD)),
    NO_THRESHOLD: lambda total: _sigmoid(total),
    LINEAR: lambda total: total,
}


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """The answer of a neuron of five inputs, some of which carry a signal, all of which noise.

    Args:
        values: `neuron`, `inputs` that carry the signal, and its `strength`, where the
            threshold is at 1.
        seed: base seed.
        repeat: the weights of the five links (1, give or take 0.1) and the noise (deviation
            0.05) differ between repeats only.
    """
    count, strength = as_whole(values["inputs"]), as_number(values["strength"])
    links = 1 + _LINKS * generator(seed, repeat, "init").standard_normal(_INPUTS)
    noise = _NOISE * generator(seed, repeat, "noise").standard_normal((_DRAWS, _INPUTS))
    signals = noise + strength * (np.arange(_INPUTS) < count)
    answers = NEURONS[str(values["neuron"])](signals @ links)
    return {"answer": float(answers.mean()), "deviation": float(answers.std())}


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether a sigmoid with a threshold is quiet, fires, sums up, and swallows noise."""
    rows = labels(frame)
    answer = by_level(frame, ["neuron", "inputs", "strength"], "answer")
    deviation = by_level(frame, ["neuron", "inputs", "strength"], "deviation")
    weak = {name: np.maximum(deviation[name, 1, WEAK], _NEVER) for name in (SIGMOID, LINEAR, STEP)}
    return combine(
        all_of(
            "quiet for one medium input, fired by a strong one and by three",
            (
                below(
                    answer[SIGMOID, 1, MEDIUM],
                    HALF,
                    said("answer of a sigmoid to one input of {strength:g}", strength=MEDIUM),
                    said(
                        "to one input of {strength:g}, half the threshold, a sigmoid answers",
                        strength=MEDIUM,
                    ),
                    rows,
                ),
                above(
                    answer[SIGMOID, 1, STRONG],
                    HALF,
                    said("answer of a sigmoid to one input of {strength:g}", strength=STRONG),
                    said("to one strong input of {strength:g} it answers", strength=STRONG),
                    rows,
                ),
                above(
                    answer[SIGMOID, 3, MEDIUM],
                    HALF,
                    said("answer of a sigmoid to three inputs of {strength:g}", strength=MEDIUM),
                    said(
                        "to three medium inputs of {strength:g} together it answers",
                        strength=MEDIUM,
                    ),
                    rows,
                ),
            ),
        ),
        (
            below(
                np.log10(weak[SIGMOID] / weak[LINEAR]),
                0.0,
                "noise that a sigmoid passes on over that of a linear neuron",
                said(
                    "of the noise around a weak input of {strength:g} it passes on, next to a "
                    "linear neuron,",
                    strength=WEAK,
                ),
                rows,
                FACTOR,
            ),
        ),
        cautions=(
            said(
                "a sigmoid has a threshold only where a bias shifts it: without one, as in the "
                "book's own networks, it answers {nothing:.2f} to no signal at all and {weak:.2f} "
                "to the weak one",
                nothing=answer[NO_THRESHOLD, 1, 0.0].mean(),
                weak=answer[NO_THRESHOLD, 1, MEDIUM].mean(),
            ),
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Answers by strength for one and for three inputs, and the noise that is passed on."""
    one, three = (frame[frame["inputs"] == count] for count in (1, 3))
    labelled = "strength of each input (threshold at 1)"
    return Chart(
        title="A threshold keeps weak signals back and lets several of them through",
        alt=(
            "Answer of four kinds of neurons to one and to three inputs by their strength, and "
            "deviation of the answer under small noise."
        ),
        panels=(
            Panel(
                labelled,
                "answer",
                lines(one, "strength", "answer", "neuron"),
                "one input",
                legend="neuron",
            ),
            Panel(
                labelled,
                "answer",
                lines(three, "strength", "answer", "neuron"),
                "three inputs",
                legend="neuron",
            ),
            Panel(
                labelled,
                "deviation of the answer",
                lines(one, "strength", "deviation", "neuron"),
                "noise passed on, one input",
                legend="neuron",
            ),
        ),
    )


_SETTINGS = {
    "neuron": choice("what the neuron makes of its sum", *NEURONS),
    "inputs": Spec(
        "inputs that carry the signal", "integer", "2", low=0, role="tuned", scale="linear"
    ),
    "strength": number("of the signal; the threshold is at 1"),
}

_METRICS = (
    Metric("answer", "mean over draws of the noise"),
    Metric("deviation", "of the answers from it"),
)

CLAIM = Claim(
    id="threshold",
    section="1.6",
    sentence=(
        "A neuron suppresses weak signals; one strong input or several medium ones together "
        "fire it."
    ),
    statistic=(
        "mean answer and its deviation under input noise of a step, a sigmoid with a threshold, "
        "one without, and a linear neuron, by strength and number of inputs"
    ),
    rule=(
        "core: a sigmoid with a threshold answers less than 0.5 to half the threshold, and more "
        "than 0.5 to twice it and to three times half of it; also: it passes on less noise than a "
        "linear neuron"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("threshold", _SETTINGS, _METRICS, measure),
)
