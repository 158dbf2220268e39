"""Targets that a sigmoid cannot reach, and what they do to the weights."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import FACTOR, POINTS
from nnexp.claims.verdict import all_of, any_of, combine
from nnexp.claims.wording import passes
from nnexp.language.said import said

INSIDE, EDGES, BEYOND, FAR = "[0.01,0.99]", "[0.0,1.0]", "[-0.1,1.1]", "[-1.0,2.0]"

_SAID = {EDGES: "0 and 1", BEYOND: "-0.1 and 1.1", FAR: "-1 and 2"}


def judge(table: pd.DataFrame) -> Judgement:
    """Whether targets out of reach make weights grow or nodes saturate, and cost accuracy."""
    last = int(table["epochs"].max())
    core, *others = (_drives(table, name, last) for name in (BEYOND, FAR, EDGES))
    return combine(core, others)


def _drives(table: pd.DataFrame, targets: str, epochs: int) -> Judgement:
    """Whether targets drive a network up or into saturation, and make it worse."""
    rows = labels(table)
    norm, saturated, accuracy = (
        by_level(table[table["epochs"] == epochs], "data.target_range", name)
        for name in ("weight_norm", "saturation", "test_accuracy")
    )
    what = said("targets of {pair}", pair=_SAID[targets])
    driven = any_of(
        "longer or saturated",
        (
            above(
                np.log10(norm[targets] / norm[INSIDE]),
                0.0,
                said("length of the weights with {what} over 0.01 and 0.99", what=what),
                said(
                    "after {passes} with {what} the weights are longer than with 0.01 and 0.99, by",
                    passes=passes(epochs),
                    what=what,
                ),
                rows,
                FACTOR,
            ),
            above(
                saturated[targets] - saturated[INSIDE],
                0.0,
                said("saturated hidden outputs with {what} less 0.01 and 0.99", what=what),
                "more of the hidden outputs are saturated, by",
                rows,
                POINTS,
            ),
        ),
    )
    worse = better(
        accuracy[INSIDE],
        accuracy[targets],
        said("test accuracy lost with {what}", what=what),
        "they cost",
        table,
    )
    whole = said("{what} drive weights up or saturate, and harm", what=what)
    return all_of(whole, (driven, worse))


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
                y=label,
                lines=lines(table, "epochs", name, "data.target_range", times=times),
                log_x=True,
                legend="targets",
            )
            for name, label, times in (
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
        "length of all weights over that with targets of 0.01 and 0.99, share of saturated hidden "
        "outputs, and test accuracy lost, by range of targets after the most epochs"
    ),
    rule=(
        "core: after the most epochs targets of -0.1 and 1.1 have made the weights longer or "
        "saturated more of the hidden outputs, and cost accuracy; also: so have those of -1 and 2, "
        "and those of 0 and 1, which a sigmoid comes near to and never reaches"
    ),
    judge=judge,
    chart=chart,
)
