"""What more and more hidden nodes bring, and what they cost."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import shared
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import AS_GOOD, above, below
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.unit import FACTOR, POINTS
from nnexp.claims.verdict import combine
from nnexp.language.said import said

FEW, USUAL = 10, 100
"""Nodes between which the book still sees a large gain, and beyond which it sees little."""


def judge(table: pd.DataFrame) -> Judgement:
    """Whether doublings beyond 100 nodes bring little, less than before, and cost time."""
    parts: dict[str, tuple[Judgement, ...]] = {}
    for init, rows in by_init(table):
        parts[init] = _parts(init, rows)
    core, *others = parts.pop(BOOKS)
    others += [part for one in parts.values() for part in one]
    return combine(core, others, (NOTE,))


def _parts(init: str, rows: pd.DataFrame) -> tuple[Judgement, ...]:
    accuracy, seconds = (
        by_level(rows, "hidden_nodes", name) for name in ("test_accuracy", "seconds")
    )
    most = max(accuracy)
    before, beyond = (
        (accuracy[end] - accuracy[start]) / math.log2(end / start)
        for start, end in ((FEW, USUAL), (USUAL, most))
    )
    where = labels(rows)
    # Of a sum of two differences the variance is at most twice the sum of theirs.
    images_before, images_beyond = (
        shared(accuracy[end], accuracy[start], rows) / math.log2(end / start) ** 2
        for start, end in ((FEW, USUAL), (USUAL, most))
    )
    return (
        above(
            before - beyond,
            0.0,
            said(
                "accuracy gained by a doubling from {few} to {usual} nodes, less that beyond "
                "({init})",
                few=FEW,
                usual=USUAL,
                init=init,
            ),
            said(
                "with {init}, each doubling of the hidden nodes from {few} to {usual} adds more "
                "than from {usual} to {most}, by",
                init=init,
                few=FEW,
                usual=USUAL,
                most=most,
            ),
            where,
            POINTS,
            2 * (images_before + images_beyond),
        ),
        below(
            beyond,
            AS_GOOD,
            said(
                "test accuracy gained by a doubling of hidden nodes beyond {usual} ({init})",
                usual=USUAL,
                init=init,
            ),
            said(
                "with {init}, each doubling of the hidden nodes from {usual} to {most} adds",
                init=init,
                usual=USUAL,
                most=most,
            ),
            where,
            POINTS,
            images_beyond,
        ),
        above(
            np.log10(seconds[most] / seconds[USUAL]),
            0.0,
            said(
                "training time of {most} hidden nodes over that of {usual} ({init})",
                most=most,
                usual=USUAL,
                init=init,
            ),
            said(
                "with {init}, training {most} nodes takes longer than {usual}, by",
                init=init,
                most=most,
                usual=USUAL,
            ),
            where,
            FACTOR,
        ),
    )


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
        f"core: with the book's first weights, fan_out, a doubling of the hidden nodes adds less "
        f"accuracy beyond {USUAL} nodes than from {FEW} to {USUAL}; also: beyond {USUAL} it adds "
        "less than a point, and the most nodes take longer; and all of it with the other first "
        "weights"
    ),
    judge=judge,
    chart=chart,
)
