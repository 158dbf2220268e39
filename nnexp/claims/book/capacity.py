"""Networks with too few hidden nodes, and with enough."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nnexp.analysis import capacity
from nnexp.claims.accuracy import better, mostly_wrong
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, by_level, under
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.verdict import combine
from nnexp.claims.wording import sentence_of
from nnexp.language.said import said
from nnexp.trainables.book.columns import BOOK

FEW = 3
"""The book's example of too few to hold what there is to learn."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether three nodes, at the best setting tried, get less than the most, and than half."""
    parts: dict[str, tuple[Judgement, Judgement]] = {}
    for init, rows in by_init(table):
        accuracy = by_level(rows, ["hidden_nodes", "lr", "epochs"], _METRIC)
        most = max(size for size, _, _ in accuracy)
        lr, epochs = _usual(rows)
        best = _best(under(accuracy, FEW))
        worse = better(
            accuracy[most, lr, epochs],
            accuracy[FEW, *best],
            said(
                "test accuracy of {most} hidden nodes less that of {few} at their best ({init})",
                most=most,
                few=FEW,
                init=init,
            ),
            said(
                "with {init}, {few} hidden nodes at the best of the settings tried (lr {lr:g}, "
                "{epochs} epochs) are less accurate than {most}, by",
                init=init,
                few=FEW,
                lr=best[0],
                epochs=best[1],
                most=most,
            ),
            rows,
        )
        cannot = mostly_wrong(
            accuracy[FEW, *best],
            said("test accuracy of {few} hidden nodes at their best ({init})", few=FEW, init=init),
            said("with {init}, {few} hidden nodes at their best get right", init=init, few=FEW),
            rows,
        )
        parts[init] = (worse, cannot)
    core, cannot = parts.pop(BOOKS)
    others = (part for one in parts.values() for part in one)
    return combine(core, (cannot, *others), (*_enough(table), NOTE))


def _usual(rows: pd.DataFrame) -> tuple[float, int]:
    """The learning rate and the epochs at which most sizes were trained."""
    sizes = rows.groupby(["lr", "epochs"])["hidden_nodes"].nunique()
    lr, epochs = sizes.index[int(sizes.to_numpy().argmax())]
    return float(lr), int(epochs)


def usual_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the setting at which most sizes were trained."""
    lr, epochs = _usual(table)
    return table[(table["lr"] == lr) & (table["epochs"] == epochs)]


def _best(few: Levels) -> tuple[float, int]:
    """Chosen by the accuracy that is reported, which is in favour of the few nodes."""
    best: tuple[float, int] = max(few, key=lambda setting: few[setting].mean())
    return best


def _enough(table: pd.DataFrame) -> Iterator[str]:
    """How many nodes are enough, in one sentence for each kind of first weights."""
    for init, rows in by_init(usual_rows(table)):
        yield sentence_of(
            capacity(rows, _METRIC, "hidden_nodes", where=((INIT, init),), columns=BOOK)
        )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by hidden nodes, for both kinds of first weights."""
    rows = usual_rows(table)
    lr, epochs = _usual(table)
    panel = Panel(
        x="hidden nodes",
        y="test accuracy (%)",
        lines=(
            *lines(rows, "hidden_nodes", _METRIC, INIT, times=100),
            *published_line(rows, "hidden_nodes"),
        ),
        log_x=True,
        legend="first weights",
    )
    return Chart(
        title="Too few hidden nodes cannot hold what there is to learn",
        alt=said(
            "Test accuracy by hidden nodes after {epochs} epochs at a learning rate of {lr:g}, "
            "for both kinds of first weights.",
            epochs=epochs,
            lr=lr,
        ),
        panels=(panel,),
        notes=published_notes(panel),
    )


CLAIM = Claim(
    id="capacity",
    section="2.5.6",
    sentence="Too few hidden nodes cannot learn the task.",
    statistic=(
        f"test accuracy of the most hidden nodes less that of {FEW}, these at the best of several "
        "learning rates and of more epochs, for both kinds of first weights"
    ),
    rule=(
        f"core: {FEW} hidden nodes are less accurate than the most with the book's first weights, "
        "fan_out, though they are given their best learning rate and more epochs; also: they are "
        "with the others, and get less than half right with either"
    ),
    judge=judge,
    chart=chart,
)
