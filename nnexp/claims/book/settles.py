"""Weights and answers after many passes over a hundred records."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Panel, line
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import AS_GOOD, below, not_worse
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.sample import scaled, targets_of
from nnexp.claims.unit import FACTOR, POINTS
from nnexp.claims.verdict import combine
from nnexp.language.said import said
from nnexp.network.reference import train

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


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether the last passes move weights little, and answers come out as they should."""
    rows = labels(frame)
    drift, distance, right = (
        by_level(frame, "epochs", name) for name in ("drift", "distance", "right")
    )
    first, last = min(drift), max(drift)
    length = 100 * 10 ** float(drift[last].mean())
    off = float(distance[last].mean())
    return combine(
        below(
            drift[last] - drift[first],
            0.0,
            said(
                "movement of the weights in a pass after {last} epochs over that after {first}",
                last=last,
                first=first,
            ),
            said(
                "after {last} passes, one more moves the weights, next to one after {first}, by",
                last=last,
                first=first,
            ),
            rows,
            FACTOR,
        ),
        (
            not_worse(
                right[last] - 1,
                AS_GOOD,
                "share of training records that come out right, less all of them",
                "of the records that it was trained on, the network gets right all plus",
                rows,
                POINTS,
            ),
            below(
                np.log10(distance[last] / distance[first]),
                0.0,
                said(
                    "distance of outputs from their targets after {last} epochs over that after "
                    "{first}",
                    last=last,
                    first=first,
                ),
                said(
                    "its outputs are off their targets, next to those after {first}, by",
                    first=first,
                ),
                rows,
                FACTOR,
            ),
        ),
        cautions=(
            said(
                "a pass still moves the weights by {length:.2g} % of their length, and outputs are "
                "off their targets by {off:.2g} on average",
                length=length,
                off=off,
            ),
        ),
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
        "core: after the most passes one more moves the weights less than after the first; also: "
        "all records but for less than one in a hundred come out right, and outputs are nearer to "
        "their targets"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
)
