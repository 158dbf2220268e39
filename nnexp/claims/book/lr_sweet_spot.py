"""Learning rates from far too small to far too large."""

from __future__ import annotations

import dataclasses

import pandas as pd

from nnexp.analysis import sweet_spot
from nnexp.analysis.finding import Finding
from nnexp.analysis.sweet_spot import INTERIOR
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.first_weights import INIT, NOTE, by_init
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.regret import costs
from nnexp.claims.verdict import REPRODUCED, UNDECIDED, combine

_WORSE = 0.01
"""A fifth of the errors that the book has left at its best after one epoch (5 %): a grid whose
ends cost less has no spot worth looking for."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Finding:
    """Whether a learning rate between the ends of the grid beats both by a point."""
    parts: list[Finding] = []
    for init, rows in by_init(table):
        parts += [_best(init, rows), *_ends(init, rows)]
    return combine("lr_sweet_spot", parts, (NOTE,))


def _best(init: str, rows: pd.DataFrame) -> Finding:
    spot = sweet_spot(rows, _METRIC, "lr", ((INIT, init),))
    return dataclasses.replace(
        spot,
        metric=f"learning rate of the highest test accuracy ({init})",
        verdict=REPRODUCED if spot.verdict == INTERIOR else UNDECIDED,
    )


def _ends(init: str, rows: pd.DataFrame) -> list[Finding]:
    return [
        costs(rows, "lr", end, _WORSE, f"with {init} a learning rate of {end:g} costs", _METRIC)
        for end in (float(rows["lr"].min()), float(rows["lr"].max()))
    ]


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by learning rate, for both kinds of first weights."""
    epochs = int(table["epochs"].iloc[0]) if "epochs" in table else 1
    panel = Panel(
        x="learning rate",
        y="test accuracy (%)",
        lines=(*lines(table, "lr", _METRIC, INIT, times=100), *published_line(table, "lr")),
        log_x=True,
        legend="first weights",
    )
    return Chart(
        title="Too small and too large a learning rate are both worse",
        alt=(
            f"Test accuracy by learning rate after {epochs} epoch{'' if epochs == 1 else 's'}, for "
            "both kinds of first weights."
        ),
        panels=(panel,),
        notes=published_notes(panel),
    )


CLAIM = Claim(
    id="lr_sweet_spot",
    section="2.5.4",
    sentence="The learning rate has a sweet spot: both smaller and larger rates are worse.",
    statistic=(
        "learning rate of the highest test accuracy, and what the smallest and the largest rate "
        "cost against the best, for both kinds of first weights"
    ),
    rule=(
        "reproduced if for both kinds of first weights the best rate is shown to lie inside the "
        "grid and both of its ends cost at least one point of test accuracy; not reproduced if "
        "an end is shown to cost less"
    ),
    judge=judge,
    chart=chart,
)
