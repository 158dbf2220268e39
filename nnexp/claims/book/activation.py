"""The S-curve beside the step, and beside other curves."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.accuracy import as_good, better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import at_own_best
from nnexp.claims.verdict import combine
from nnexp.language.said import joined, said

_CHOSEN_ON = "validation_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether a sigmoid learns well, and better than a step, each at its own learning rate."""
    accuracy, chosen = at_own_best(table, "network.activation")
    others = joined(
        "{one}, {more}",
        [
            said("{name} {share:.1f} %", name=name, share=100 * values.mean())
            for name, values in accuracy.items()
            if name not in ("sigmoid", "step")
        ],
    )
    step = 100 * accuracy["step"].mean()
    lean, _ = at_own_best(table, "network.activation", report=_CHOSEN_ON)
    best = max((name for name in lean if name != "sigmoid"), key=lambda name: lean[name].mean())
    return combine(
        better(
            accuracy["sigmoid"],
            accuracy["step"],
            "test accuracy of sigmoid hidden nodes less that of step ones",
            said(
                "each at its best learning rate ({one:g} and {other:g}), hidden nodes with a "
                "sigmoid are more accurate than with a step, by",
                one=chosen["sigmoid"],
                other=chosen["step"],
            ),
            table,
        ),
        (
            as_good(
                accuracy["sigmoid"],
                accuracy[best],
                said("test accuracy of sigmoid hidden nodes less that of {best} ones", best=best),
                said(
                    "the sigmoid has the accuracy of the best other ({best}, chosen on validation "
                    "data) plus",
                    best=best,
                ),
                table,
            ),
        ),
        cautions=(
            said(
                "the step still gets {step:.1f} %: its own links cannot learn, as its slope is 0, "
                "but the output nodes learn to read its random features",
                step=step,
            ),
            *(
                (said("other smooth curves serve as well: {others}", others=others),)
                if others
                else ()
            ),
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
        "core: the sigmoid is more accurate than the step; also: it is as good as the best other "
        "activation, less than one point worse"
    ),
    judge=judge,
    chart=chart,
)
