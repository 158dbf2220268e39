"""Links that keep their first weights, before the hidden nodes, after them, or both."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.accuracy import better, mostly_wrong
from nnexp.claims.chart import Chart, Panel, line, lines
from nnexp.claims.claim import Claim
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, at_own_best
from nnexp.claims.verdict import all_of, combine
from nnexp.language.said import joined, said

FREEZE = "training.freeze"
NONE, HIDDEN, OUTPUT, ALL = "none", "hidden", "output", "all"

_NAMES = {
    NONE: "all links learn",
    HIDDEN: "links to the hidden nodes frozen",
    OUTPUT: "links to the output nodes frozen",
    ALL: "all links frozen",
}


def judge(table: pd.DataFrame) -> Judgement:
    """Whether the links on both sides of the hidden nodes must learn, and nothing else does."""
    parts: dict[str, tuple[Judgement, Judgement]] = {}
    others = []
    for init, rows in by_init(table):
        accuracy, _ = at_own_best(rows, FREEZE)
        parts[init] = _parts(init, accuracy, rows)
        others.append(
            said(
                "{init}: {all:.1f} % with all, {after:.1f} % with the links to the output nodes "
                "alone, {before:.1f} % with those to the hidden nodes alone",
                init=init,
                all=100 * accuracy[NONE].mean(),
                after=100 * accuracy[HIDDEN].mean(),
                before=100 * accuracy[OUTPUT].mean(),
            )
        )
    core, nothing = parts.pop(BOOKS)
    told = joined("{one}; {more}", others)
    return combine(
        core,
        (nothing, *(part for one in parts.values() for part in one)),
        (said("test accuracy of networks that learn, {others}", others=told), NOTE),
    )


def _parts(init: str, accuracy: Levels, rows: pd.DataFrame) -> tuple[Judgement, Judgement]:
    frozen = tuple(
        better(
            accuracy[NONE],
            accuracy[freeze],
            said("test accuracy lost with the links {which} frozen", which=which),
            said(
                "with {init}, keeping the first weights of the links {which} costs",
                init=init,
                which=which,
            ),
            rows,
        )
        for freeze, which in ((HIDDEN, "to the hidden nodes"), (OUTPUT, "to the output nodes"))
    )
    nothing = mostly_wrong(
        accuracy[ALL],
        said("test accuracy with all links frozen ({init})", init=init),
        said("with {init} and all of them kept the network gets right", init=init),
        rows,
    )
    return all_of(said("both kinds of links learn ({init})", init=init), frozen), nothing


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by what is frozen, and by learning rate."""
    named = table.assign(frozen=table[FREEZE].map(_NAMES))
    best = pd.concat([_own_best(init, rows) for init, rows in by_init(table)], ignore_index=True)
    first = str(table[INIT].iloc[0])
    return Chart(
        title="Both the links before and those after the hidden nodes learn",
        alt=said(
            "Test accuracy at the best learning rate by which links keep their first weights, for "
            "both kinds of first weights, and by learning rate for {init}.",
            init=first,
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
                title=said("first weights {init}", init=first),
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
        "core: keeping the first weights of either half of the links costs accuracy with the "
        "book's first weights, fan_out; also: it does with the others, and a network that keeps "
        "all gets less than half right"
    ),
    judge=judge,
    chart=chart,
)
