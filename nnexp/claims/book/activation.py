"""The S-curve beside the step, and beside other curves."""

from __future__ import annotations

import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import PERCENT, POINTS, above
from nnexp.claims.pairing import at_own_best, labels
from nnexp.claims.verdict import combine

_MARGIN, _USEFUL = 0.01, 0.9


def judge(table: pd.DataFrame) -> Finding:
    """Whether a sigmoid learns well, and better than a step, each at its own learning rate."""
    rows = labels(table)
    accuracy, chosen = at_own_best(table, "network.activation")
    others = ", ".join(
        f"{name} {100 * values.mean():.1f} %"
        for name, values in accuracy.items()
        if name not in ("sigmoid", "step")
    )
    step = 100 * accuracy["step"].mean()
    return combine(
        "activation",
        (
            above(
                accuracy["sigmoid"] - accuracy["step"],
                _MARGIN,
                "test accuracy of sigmoid hidden nodes less that of step ones",
                f"each at its best learning rate ({chosen['sigmoid']:g} and {chosen['step']:g}), "
                "hidden nodes with a sigmoid are more accurate than with a step, by",
                rows,
                POINTS,
            ),
            above(
                accuracy["sigmoid"],
                _USEFUL,
                "test accuracy of sigmoid hidden nodes",
                "the sigmoid gets right",
                rows,
                PERCENT,
            ),
        ),
        cautions=(
            f"the step still gets {step:.1f} %: its own links cannot learn, as its slope is 0, "
            "but the output nodes learn to read its random features",
            *((f"other smooth curves serve as well: {others}",) if others else ()),
        ),
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by learning rate for each activation."""
    panel = Panel(
        x="learning rate",
        y="test accuracy (%)",
        lines=lines(table, "lr", "test_accuracy", "network.activation", times=100),
        log_x=True,
        legend="hidden nodes",
    )
    return Chart(
        title="Smooth curves learn where the step does not",
        alt="Test accuracy by learning rate, for hidden nodes with five activations.",
        panels=(panel,),
    )


CLAIM = Claim(
    id="activation",
    section="1.6",
    sentence="The smooth S-curve serves where the step does not.",
    statistic="test accuracy by activation of the hidden nodes, each at its own best learning rate",
    rule=(
        "reproduced if the sigmoid is at least one point more accurate than the step and gets "
        "more than 90 % right; not reproduced if one of the two is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
)
