"""Links that keep their first weights, before the hidden nodes, after them, or both."""

from __future__ import annotations

import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, line, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import PERCENT, POINTS, above, below
from nnexp.claims.first_weights import INIT, NOTE, by_init
from nnexp.claims.pairing import Levels, at_own_best, labels
from nnexp.claims.verdict import combine

FREEZE = "training.freeze"
NONE, HIDDEN, OUTPUT, ALL = "none", "hidden", "output", "all"

_LEARNS = 0.01
"""A fifth of the errors that a network of the book leaves (5 %): links whose learning is worth
less could be left out of a program without anybody noticing."""

_NOTHING = 0.2
"""Twice what guessing among ten classes gets: random weights that answer some class more often
may be lucky, but have learned nothing."""

_NAMES = {
    NONE: "all links learn",
    HIDDEN: "links to the hidden nodes frozen",
    OUTPUT: "links to the output nodes frozen",
    ALL: "all links frozen",
}


def judge(table: pd.DataFrame) -> Finding:
    """Whether the links on both sides of the hidden nodes must learn, and nothing else does."""
    parts: list[Finding] = []
    others = []
    for init, rows in by_init(table):
        accuracy, _ = at_own_best(rows, FREEZE)
        parts += _parts(init, accuracy, labels(rows))
        others.append(
            f"{init}: {_percent(accuracy, NONE)} with all, {_percent(accuracy, HIDDEN)} with the "
            f"links to the output nodes alone, {_percent(accuracy, OUTPUT)} with those to the "
            "hidden nodes alone"
        )
    return combine(
        "where_learning",
        parts,
        (f"test accuracy of networks that learn, {'; '.join(others)}", NOTE),
    )


def _parts(init: str, accuracy: Levels, rows: tuple[int, ...]) -> list[Finding]:
    frozen = [
        above(
            accuracy[NONE] - accuracy[freeze],
            _LEARNS,
            f"test accuracy lost with the links {which} frozen ({init})",
            f"with {init}, keeping the first weights of the links {which} costs",
            rows,
            POINTS,
        )
        for freeze, which in ((HIDDEN, "to the hidden nodes"), (OUTPUT, "to the output nodes"))
    ]
    nothing = below(
        accuracy[ALL],
        _NOTHING,
        f"test accuracy with all links frozen ({init})",
        "with all of them kept the network gets right",
        rows,
        PERCENT,
    )
    return [*frozen, nothing]


def _percent(accuracy: Levels, freeze: str) -> str:
    return f"{100 * accuracy[freeze].mean():.1f} %"


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by what is frozen, and by learning rate."""
    named = table.assign(frozen=table[FREEZE].map(_NAMES))
    best = pd.concat([_own_best(init, rows) for init, rows in by_init(table)], ignore_index=True)
    first = str(table[INIT].iloc[0])
    return Chart(
        title="Both the links before and those after the hidden nodes learn",
        alt=(
            "Test accuracy at the best learning rate by which links keep their first weights, for "
            f"both kinds of first weights, and by learning rate for {first}."
        ),
        panels=(
            Panel(
                x="links that keep their first weights",
                y="test accuracy (%)",
                lines=tuple(
                    line(rows, "frozen", "accuracy", str(init), times=100)
                    for init, rows in best.groupby("init", sort=False)
                ),
                title="each at its best learning rate",
                legend="first weights",
            ),
            Panel(
                x="learning rate",
                y="test accuracy (%)",
                lines=lines(
                    named[named[INIT] == first], "lr", "test_accuracy", "frozen", times=100
                ),
                title=f"first weights {first}",
                log_x=True,
                legend="training",
            ),
        ),
    )


def _own_best(init: str, rows: pd.DataFrame) -> pd.DataFrame:
    accuracy, _ = at_own_best(rows, FREEZE)
    return pd.DataFrame(
        [
            {"init": init, "frozen": freeze, "repeat": repeat, "accuracy": right}
            for freeze, values in accuracy.items()
            for repeat, right in enumerate(values)
        ]
    )


CLAIM = Claim(
    id="where_learning",
    section="2.5.6",
    sentence="Learning happens in the links before and after the hidden nodes.",
    statistic=(
        "test accuracy with the first weights of the links to the hidden nodes, to the output "
        "nodes, or of all kept as they are, each at its own best learning rate, for both kinds of "
        "first weights"
    ),
    rule=(
        "reproduced if keeping the first weights of either half of the links costs at least one "
        "point of test accuracy and a network that keeps all gets less than 20 % right, with both "
        "kinds of first weights; not reproduced if one of these is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
)
