"""What a neuron makes of weak, medium and strong signals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim, Measured
from nnexp.claims.evidence import FACTOR, above, below
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.network.activation import ACTIVATIONS
from nnexp.settings import Scalar

STEP, SIGMOID, NO_THRESHOLD, LINEAR = (
    "step", "sigmoid", "sigmoid without a threshold", "linear",
)  # fmt: skip
WEAK, MEDIUM, STRONG = 0.2, 0.5, 2.0

_THRESHOLD, _STEEPNESS = 1.0, 10.0
_INPUTS, _DRAWS = 5, 200
_LINKS, _NOISE = 0.1, 0.05
_QUIET, _FIRED, _HALF = 0.1, 0.9, -math.log10(2)
_NEVER = 1e-6

_sigmoid = ACTIVATIONS["sigmoid"].value

# Of the sum of a neuron's inputs.
NEURONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    STEP: lambda total: (total > _THRESHOLD).astype(float),
    SIGMOID: lambda total: _sigmoid(_STEEPNESS * (total - _THRESHOLD)),
    NO_THRESHOLD: lambda total: _sigmoid(total),
    LINEAR: lambda total: total,
}


def experiment(values: Mapping[str, Scalar], seed: int, repeat: int) -> Iterable[Measured]:
    """The answer of a neuron of five inputs, some of which carry a signal, all of which noise.

    Args:
        values: `neuron`, `inputs` that carry the signal, and its `strength`, where the
            threshold is at 1.
        seed: base seed.
        repeat: the weights of the five links (1, give or take 0.1) and the noise (deviation
            0.05) differ between repeats only.
    """
    count, strength = int(str(values["inputs"])), float(str(values["strength"]))
    links = 1 + _LINKS * generator(seed, repeat, "init").standard_normal(_INPUTS)
    noise = _NOISE * generator(seed, repeat, "noise").standard_normal((_DRAWS, _INPUTS))
    signals = noise + strength * (np.arange(_INPUTS) < count)
    answers = NEURONS[str(values["neuron"])](signals @ links)
    yield {"answer": float(answers.mean()), "deviation": float(answers.std())}


def judge(frame: pd.DataFrame) -> Finding:
    """Whether a sigmoid with a threshold is quiet, fires, sums up, and swallows noise."""
    rows = labels(frame)
    answer = by_level(frame, ["neuron", "inputs", "strength"], "answer")
    deviation = by_level(frame, ["neuron", "inputs", "strength"], "deviation")
    weak = {name: np.maximum(deviation[name, 1, WEAK], _NEVER) for name in (SIGMOID, LINEAR, STEP)}
    return combine(
        "threshold",
        (
            below(
                answer[SIGMOID, 1, MEDIUM],
                _QUIET,
                f"answer of a sigmoid to one input of {MEDIUM:g}",
                f"to one input of {MEDIUM:g}, half the threshold, a sigmoid answers",
                rows,
            ),
            above(
                answer[SIGMOID, 1, STRONG],
                _FIRED,
                f"answer of a sigmoid to one input of {STRONG:g}",
                f"to one strong input of {STRONG:g} it answers",
                rows,
            ),
            above(
                answer[SIGMOID, 3, MEDIUM],
                _FIRED,
                f"answer of a sigmoid to three inputs of {MEDIUM:g}",
                f"to three medium inputs of {MEDIUM:g} together it answers",
                rows,
            ),
            below(
                np.log10(weak[SIGMOID] / weak[LINEAR]),
                _HALF,
                "noise that a sigmoid passes on over that of a linear neuron",
                f"of the noise around a weak input of {WEAK:g} it passes on, next to a linear "
                "neuron,",
                rows,
                FACTOR,
            ),
        ),
        cautions=(
            "a sigmoid has a threshold only where a bias shifts it: without one, as in the "
            f"book's own networks, it answers {answer[NO_THRESHOLD, 1, 0.0].mean():.2f} to no "
            f"signal at all and {answer[NO_THRESHOLD, 1, MEDIUM].mean():.2f} to the weak one",
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
        "reproduced if a sigmoid with a threshold answers less than 0.1 to half the threshold, "
        "more than 0.9 to twice it and to three times half of it, and passes on less than half "
        "of the noise that a linear neuron does; not reproduced if one is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
    experiment=experiment,
)
