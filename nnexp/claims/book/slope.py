"""The slope of the error by calculus, and by moving each weight a little."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Line, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import below
from nnexp.claims.experiment import Experiment, choice, whole
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import SMALL
from nnexp.claims.verdict import all_of, combine
from nnexp.datasets import generator
from nnexp.language.said import meant, said
from nnexp.metrics import Metric
from nnexp.network import Architecture, Network, initialise
from nnexp.network.reference import loss, steps
from nnexp.settings import Scalar, as_whole

EXACT, BOOK = "exact", "book"
HIDDEN, OUTPUT = "hidden", "output"

_MOVED = 1e-5
_LINKS = 40
_AGREES = -6.0
_NONE = 1e-16


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """How far the step of a layer by a rule is from the measured slope.

    Args:
        values: `rule`, the number of `nodes` of the input and the hidden layer, and the `layer`.
        seed: base seed.
        repeat: network, sample and the links that are moved differ between repeats only.

    Returns:
        log10 of the distance of the step from the measured slope, relative to
        the slope's length, and the cosine of the angle between the two.
    """
    nodes = as_whole(values["nodes"])
    shape = Architecture((nodes, nodes, 3))
    network = initialise(shape, "fan_in", 1.0, "float64", generator(seed, repeat, "init"))
    draw = generator(seed, repeat, "noise")
    x, target = draw.uniform(0.01, 1, nodes), draw.uniform(0.01, 0.99, 3)
    taken, _ = steps(network, x, target, str(values["rule"]))
    # All layers draw, whichever is asked for, so that their links are paired between rules.
    drawn = [draw.permutation(weights.size)[:_LINKS] for weights in network.weights]
    layer = (HIDDEN, OUTPUT).index(str(values["layer"]))
    links = drawn[layer]
    slope = np.array([_slope(network, layer, link, x, target) for link in links])
    step = taken[layer].ravel()[links]
    length = np.linalg.norm(slope)
    apart = float(np.linalg.norm(step + slope) / length)
    cosine = float(-(step @ slope) / (np.linalg.norm(step) * length))
    return {"apart": math.log10(max(apart, _NONE)), "cosine": cosine}


def _slope(network: Network, layer: int, link: int, x: np.ndarray, target: np.ndarray) -> float:
    """Of the error ½ Σ (t - o)² by one link, from moving it both ways."""
    losses = []
    for way in (_MOVED, -_MOVED):
        weights = [array.copy() for array in network.weights]
        weights[layer].ravel()[link] += way
        losses.append(loss(Network(network.architecture, tuple(weights)), x, target))
    return (losses[0] - losses[1]) / (2 * _MOVED)


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether the exact rule is the slope in both layers; how far the book's rule is from it."""
    rows = labels(frame)
    nodes = frame["nodes"].max()
    largest = frame[frame["nodes"] == nodes]
    apart = by_level(largest, ["rule", "layer"], "apart")
    cosine = by_level(largest, ["rule", "layer"], "cosine")[BOOK, HIDDEN]
    angle = math.degrees(math.acos(min(1.0, max(-1.0, float(cosine.mean())))))
    book = 100 * 10 ** float(apart[BOOK, HIDDEN].mean())
    return combine(
        all_of(
            "the slope in both layers",
            tuple(
                below(
                    apart[EXACT, layer],
                    _AGREES,
                    said(
                        "distance of the exact step from the slope of the {layer} layer, relative",
                        layer=layer,
                    ),
                    said(
                        "in the {layer} layer, the step that calculus gives is off the measured "
                        "slope by a share of",
                        layer=layer,
                    ),
                    rows,
                    SMALL,
                )
                for layer in (OUTPUT, HIDDEN)
            ),
        ),
        cautions=(
            said(
                "the program of the book leaves the slope of the output nodes out of the hidden "
                "errors: its hidden step is off the slope by {share:.0f} % of its length, at an "
                "angle of {angle:.0f}° on average; its output step is exact",
                share=book,
                angle=angle,
            ),
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Distance from the slope by size, rule and layer."""
    parts: list[Line] = [
        line(part, "nodes", "apart", said("{rule} rule, {layer} layer", rule=rule, layer=layer))
        for (rule, layer), part in frame.groupby(["rule", "layer"], sort=False)
    ]
    panel = Panel(
        x="nodes of the input and the hidden layer",
        y="distance from the slope, power of ten",
        lines=tuple(parts),
        log_x=True,
        legend=meant("step", "the step taken"),
    )
    return Chart(
        title="Calculus gives the slope; the book's hidden rule is something else",
        alt="Relative distance of the steps of both rules from slopes by finite differences.",
        panels=(panel,),
    )


_SETTINGS = {
    "rule": choice("rule of back-propagation", EXACT, BOOK),
    "nodes": whole("nodes of the input and the hidden layer"),
    "layer": choice("layer whose step is compared", HIDDEN, OUTPUT),
}

_METRICS = (
    Metric("apart", "log10 of the relative distance of step and slope", better="lower"),
    Metric("cosine", "of the angle between step and slope", better="higher"),
)

CLAIM = Claim(
    id="slope",
    section="1.14",
    sentence="Calculus gives the slope of the error by every weight.",
    statistic=(
        "distance of the exact rule's step from slopes measured by finite differences, relative "
        "to their length, for both layers"
    ),
    rule=(
        "core: the exact rule is off by less than a millionth of the slope's length in both "
        "layers, which is as near as finite differences come"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("slope", _SETTINGS, _METRICS, measure),
)
