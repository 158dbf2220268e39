"""Targets that a sigmoid cannot reach, and what they do to the weights."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import FACTOR, POINTS, above
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.verdict import combine

INSIDE, EDGES, BEYOND, FAR = "[0.01,0.99]", "[0.0,1.0]", "[-0.1,1.1]", "[-1.0,2.0]"

_GROWTH, _SATURATED = math.log10(1.2), 0.05


def judge(table: pd.DataFrame) -> Finding:
    """Whether targets out of reach make weights grow and hidden nodes saturate."""
    rows = labels(table)
    norm, saturated, accuracy = (
        by_level(table, ["data.target_range", "epochs"], name)
        for name in ("weight_norm", "saturation", "test_accuracy")
    )
    first, last = (end(epochs for _, epochs in norm) for end in (min, max))
    growth = {
        (name, epochs): np.log10(norm[name, epochs] / norm[INSIDE, epochs])
        for name in (EDGES, BEYOND, FAR)
        for epochs in (first, last)
    }
    edges, far = (10 ** float(growth[name, last].mean()) for name in (EDGES, FAR))
    lost = 100 * (accuracy[INSIDE, last] - accuracy[FAR, last]).mean()
    return combine(
        "targets",
        (
            above(
                growth[BEYOND, last],
                _GROWTH,
                f"length of the weights, targets -0.1 and 1.1 over 0.01 and 0.99, {last} epochs",
                f"after {last} epochs with targets of -0.1 and 1.1 the weights are longer than "
                "with 0.01 and 0.99, by",
                rows,
                FACTOR,
            ),
            above(
                growth[FAR, first],
                _GROWTH,
                f"length of the weights, targets -1 and 2 over 0.01 and 0.99, {_passes(first)}",
                f"with targets of -1 and 2 they are longer after {_passes(first)} already, by",
                rows,
                FACTOR,
            ),
            above(
                saturated[FAR, first] - saturated[INSIDE, first],
                _SATURATED,
                f"saturated hidden outputs, targets -1 and 2 less 0.01 and 0.99, {_passes(first)}",
                "with these, more of the hidden outputs are saturated by then, by",
                rows,
                POINTS,
            ),
        ),
        cautions=(
            f"targets of -1 and 2 saturate a network so soon that its weights can no longer move: "
            f"after {last} epochs they are ×{far:.2f} as long as with 0.01 and 0.99, and "
            f"{lost:.0f} points of test accuracy are lost",
            f"targets of 0 and 1, just out of reach, make them ×{edges:.2f} as long",
        ),
    )


def _passes(epochs: int) -> str:
    return f"{epochs} epoch{'' if epochs == 1 else 's'}"


def chart(table: pd.DataFrame) -> Chart:
    """Length of the weights, saturation and accuracy by epochs."""
    return Chart(
        title="Targets out of reach drive weights up",
        alt=(
            "Length of the weights, share of saturated hidden outputs, and test accuracy by "
            "epochs, for three ranges of targets."
        ),
        panels=tuple(
            Panel(
                x="epochs",
                y=said,
                lines=lines(table, "epochs", name, "data.target_range", times=times),
                log_x=True,
                legend="targets",
            )
            for name, said, times in (
                ("weight_norm", "length of all weights", 1.0),
                ("saturation", "saturated hidden outputs (%)", 100.0),
                ("test_accuracy", "test accuracy (%)", 100.0),
            )
        ),
    )


CLAIM = Claim(
    id="targets",
    section="1.16",
    sentence=("Targets outside the range of the sigmoid drive the weights up and into saturation."),
    statistic=(
        "length of all weights over that with targets of 0.01 and 0.99, and share of saturated "
        "hidden outputs, by range of targets and epochs"
    ),
    rule=(
        "reproduced if targets of -0.1 and 1.1 make the weights at least 1.2 times as long after "
        "the most epochs, and targets of -1 and 2 do so after the fewest and saturate at least "
        "five points more of the hidden outputs; not reproduced if one is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
)
