"""Weights and answers after many passes over a hundred records."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Mark, Panel, line
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import FACTOR, PERCENT, above, below
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.sample import scaled, targets_of
from nnexp.claims.verdict import combine
from nnexp.network.reference import train

_QUIETER, _RIGHT, _NEAR = -1.0, 0.98, 0.05
_TINY = 1e-12


def probe(trained: Trained) -> Iterable[Measured]:
    """How far one more pass moves the weights, and how near the answers are to the targets."""
    point, network = trained.point, trained.network
    rows = trained.split.train
    inputs = scaled(trained.dataset, rows).astype(network.dtype)
    targets = targets_of(trained.dataset.labels[rows], trained.dataset.classes)
    after = train(
        network,
        inputs,
        targets.astype(network.dtype),
        lr=point.lr,
        rule=point.training.backpropagation,
    )
    moved = math.sqrt(
        sum(
            float(np.sum((new - old) ** 2, dtype=np.float64))
            for new, old in zip(after.weights, network.weights, strict=True)
        )
    )
    length = math.sqrt(sum(float(np.sum(w**2, dtype=np.float64)) for w in network.weights))
    answers = network.query(inputs)
    yield {
        "drift": math.log10(max(moved / length, _TINY)),
        "distance": float(np.mean(np.abs(targets - answers))),
        "right": float(np.mean(np.argmax(answers, axis=1) == np.argmax(targets, axis=1))),
    }


def judge(frame: pd.DataFrame) -> Finding:
    """Whether the last passes move weights little, and answers come out as they should."""
    rows = labels(frame)
    drift, distance, right = (
        by_level(frame, "epochs", name) for name in ("drift", "distance", "right")
    )
    first, last = min(drift), max(drift)
    length = 100 * 10 ** float(drift[last].mean())
    return combine(
        "settles",
        (
            below(
                drift[last] - drift[first],
                _QUIETER,
                f"movement of the weights in a pass after {last} epochs over that after {first}",
                f"after {last} passes, one more moves the weights, next to one after {first}, by",
                rows,
                FACTOR,
            ),
            above(
                right[last],
                _RIGHT,
                "share of training records that come out right",
                "the network gets right, of the records that it was trained on,",
                rows,
                PERCENT,
            ),
            below(
                distance[last],
                _NEAR,
                "mean distance of outputs from their targets",
                "its outputs are off their targets by",
                rows,
            ),
        ),
        cautions=(f"a pass still moves the weights by {length:.2g} % of their length",),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Drift and distance by epochs."""
    return Chart(
        title="After many passes weights settle and the training records come out right",
        alt=(
            "Movement of the weights in one pass, and distance of the outputs from their targets, "
            "by the number of passes over 100 records."
        ),
        panels=(
            Panel(
                x="epochs",
                y="weights moved in one pass, power of ten",
                lines=(line(frame, "epochs", "drift"),),
                log_x=True,
            ),
            Panel(
                x="epochs",
                y="mean distance from the targets",
                lines=(line(frame, "epochs", "distance"),),
                log_x=True,
                marks=(Mark("near", _NEAR),),
            ),
        ),
    )


CLAIM = Claim(
    id="settles",
    section="1.15",
    sentence=(
        "After enough iterations the weights settle and the network reproduces its training "
        "targets."
    ),
    statistic=(
        "movement of the weights in one more pass, relative to their length, and accuracy and "
        "mean distance of the outputs from the targets, on the 100 training records"
    ),
    rule=(
        "reproduced if after the most passes weights move less than a tenth as much as after the "
        "first, more than 98 % of the records come out right, and outputs are off by less than "
        "0.05; not reproduced if one of these is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
)
