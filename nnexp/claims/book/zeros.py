"""First weights that are all 0, or all alike, and inputs of 0."""

from __future__ import annotations

import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Line, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import POINTS, above
from nnexp.claims.pairing import at_own_best, labels
from nnexp.claims.verdict import combine

_MUCH, _MARGIN = 0.1, 0.01
_RANDOM = "fan_in"
_OFFSET, _ZERO = "[0.01,1.0]", "[0.0,1.0]"
_BEGIN = {
    (_RANDOM, _OFFSET): "random, 0.01 to 1",
    ("zero", _OFFSET): "all 0, 0.01 to 1",
    ("constant", _OFFSET): "all 1, 0.01 to 1",
    (_RANDOM, _ZERO): "random, 0 to 1",
}


def judge(table: pd.DataFrame) -> Finding:
    """Whether weights that begin at 0, or alike, keep a network from learning; and inputs of 0."""
    rows = labels(table)
    accuracy, _ = at_own_best(table, ["network.init", "data.input_range"])
    usual = accuracy[_RANDOM, _OFFSET]
    left = {init: 100 * accuracy[init, _OFFSET].mean() for init in ("zero", "constant")}
    return combine(
        "zeros",
        (
            above(
                usual - accuracy["zero", _OFFSET],
                _MUCH,
                "test accuracy lost by first weights of 0",
                "first weights of 0 cost, at the learning rate that suits them best,",
                rows,
                POINTS,
            ),
            above(
                usual - accuracy["constant", _OFFSET],
                _MUCH,
                "test accuracy lost by first weights that are all 1",
                "first weights that are all 1 cost",
                rows,
                POINTS,
            ),
            above(
                usual - accuracy[_RANDOM, _ZERO],
                _MARGIN,
                "test accuracy lost by inputs of 0 instead of 0.01",
                "inputs of 0 in the place of 0.01 cost",
                rows,
                POINTS,
            ),
        ),
        cautions=(
            f"alike weights do not stop learning altogether: {left['zero']:.0f} % with 0 and "
            f"{left['constant']:.0f} % with 1 come out right, but all hidden nodes stay copies of "
            "one another",
            "an input of 0 only keeps its own links from moving for that sample",
        ),
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy at the best learning rate of each way to begin."""
    accuracy, _ = at_own_best(table, ["network.init", "data.input_range"])
    shown = pd.DataFrame(
        [
            {"begin": _BEGIN[init, name], "repeat": repeat, "accuracy": right}
            for (init, name), values in accuracy.items()
            for repeat, right in enumerate(values)
        ]
    )
    only: Line = line(shown, "begin", "accuracy", times=100)
    return Chart(
        title="Weights must differ to begin with; inputs of 0 do no harm",
        alt="Test accuracy at the best learning rate, by first weights and range of inputs.",
        panels=(Panel("first weights, range of inputs", "test accuracy (%)", (only,)),),
    )


CLAIM = Claim(
    id="zeros",
    section="1.16",
    sentence="Zero inputs and zero weights stop a network learning.",
    statistic=(
        "test accuracy at the best learning rate, with first weights random, 0 or 1, and with "
        "inputs from 0.01 or from 0"
    ),
    rule=(
        "reproduced if first weights of 0, and of 1, each cost at least ten points of accuracy, "
        "and inputs of 0 at least one point; not reproduced if one of these clearly costs less"
    ),
    judge=judge,
    chart=chart,
)
