"""What more and more hidden nodes bring, and what they cost."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nnexp.analysis.capacity import MARGIN
from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import FACTOR, POINTS, above, below
from nnexp.claims.first_weights import INIT, NOTE, by_init
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.verdict import combine

FEW, USUAL = 10, 100
"""Nodes between which the book still sees a large gain, and beyond which it sees little."""

_LITTLE = MARGIN
"""Half a point a doubling: what the analysis of capacity calls too little for several times the
training time."""

_SLOWER = math.log10(2)
"""Twice the time for five times the nodes: what everybody notices who waits."""


def judge(table: pd.DataFrame) -> Finding:
    """Whether doublings beyond 100 nodes bring little, less than before, and cost time."""
    parts: list[Finding] = []
    for init, rows in by_init(table):
        parts += _parts(init, rows)
    return combine("diminishing", parts, (NOTE,))


def _parts(init: str, rows: pd.DataFrame) -> list[Finding]:
    accuracy, seconds = (
        by_level(rows, "hidden_nodes", name) for name in ("test_accuracy", "seconds")
    )
    most = max(accuracy)
    before, beyond = (
        (accuracy[end] - accuracy[start]) / math.log2(end / start)
        for start, end in ((FEW, USUAL), (USUAL, most))
    )
    where = labels(rows)
    return [
        below(
            beyond,
            _LITTLE,
            f"test accuracy gained by a doubling of hidden nodes beyond {USUAL} ({init})",
            f"with {init}, each doubling of the hidden nodes from {USUAL} to {most} adds",
            where,
            POINTS,
        ),
        above(
            before - beyond,
            _LITTLE,
            f"what it gained from {FEW} to {USUAL} nodes, less that ({init})",
            f"from {FEW} to {USUAL} each doubling added more than that, by",
            where,
            POINTS,
        ),
        above(
            np.log10(seconds[most] / seconds[USUAL]),
            _SLOWER,
            f"training time of {most} hidden nodes over that of {USUAL} ({init})",
            f"training {most} nodes takes longer than {USUAL}, by",
            where,
            FACTOR,
        ),
    ]


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy and training time of an epoch by hidden nodes."""
    each = table.assign(of_epoch=table["seconds"] / table["epochs"])
    panels = (
        Panel(
            x="hidden nodes",
            y="test accuracy (%)",
            lines=(
                *lines(table, "hidden_nodes", "test_accuracy", INIT, times=100),
                *published_line(table, "hidden_nodes"),
            ),
            log_x=True,
            legend="first weights",
        ),
        Panel(
            x="hidden nodes",
            y="training time of an epoch (ms)",
            lines=lines(each, "hidden_nodes", "of_epoch", INIT, times=1000),
            log_x=True,
            log_y=True,
            legend="first weights",
        ),
    )
    return Chart(
        title="More hidden nodes help less and less, and cost more and more time",
        alt=(
            "Test accuracy, and training time of one epoch, by hidden nodes, for both kinds of "
            "first weights."
        ),
        panels=panels,
        notes=published_notes(*panels),
    )


CLAIM = Claim(
    id="diminishing",
    section="2.5.6",
    sentence="Beyond enough hidden nodes more of them help little and cost much time.",
    statistic=(
        f"test accuracy gained by each doubling of the hidden nodes before and beyond {USUAL}, and "
        f"training time of the most over that of {USUAL}, for both kinds of first weights"
    ),
    rule=(
        f"reproduced if a doubling beyond {USUAL} nodes adds less than half a point, from {FEW} to "
        f"{USUAL} it added at least half a point more, and the most nodes take at least twice the "
        "time, with both kinds of first weights; not reproduced if one is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
)
