"""Learning rates where the training data are repeated more and more often."""

from __future__ import annotations

import pandas as pd

from nnexp.analysis import interaction
from nnexp.claims.accuracy import better, shared
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import combine
from nnexp.claims.wording import sentence_of
from nnexp.language.said import said
from nnexp.trainables.book.columns import BOOK

SMALLER, LARGER = {"mnist": 0.1}, {"mnist": 0.2}
"""The rates of the book's two curves over epochs, by data."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether after many epochs a smaller rate is better, by more than after one."""
    parts: dict[str, tuple[Judgement, Judgement]] = {}
    told = []
    for init, rows in by_init(table):
        parts[init] = _parts(init, rows)
        found = interaction(rows, _METRIC, "lr", "epochs", ((INIT, init),), columns=BOOK)
        told.append(sentence_of(found))
    core, growing = parts.pop(BOOKS)
    others = (part for one in parts.values() for part in one)
    return combine(core, (growing, *others), (*told, NOTE))


def _parts(init: str, rows: pd.DataFrame) -> tuple[Judgement, Judgement]:
    accuracy = by_level(rows, ["epochs", "lr"], _METRIC)
    few, many = (end(epochs for epochs, _ in accuracy) for end in (min, max))
    small, large = _rates(rows)
    after = better(
        accuracy[many, small],
        accuracy[many, large],
        said(
            "test accuracy of lr {small:g} less that of {large:g} after {many} epochs ({init})",
            small=small,
            large=large,
            many=many,
            init=init,
        ),
        said(
            "with {init}, after {many} epochs a learning rate of {small:g} is better than "
            "{large:g}, by",
            init=init,
            many=many,
            small=small,
            large=large,
        ),
        rows,
    )
    gains = {epochs: accuracy[epochs, small] - accuracy[epochs, large] for epochs in (few, many)}
    grows = above(
        gains[many] - gains[few],
        0.0,
        said(
            "what {small:g} gains over {large:g} after {many} epochs, less that after {few} "
            "({init})",
            small=small,
            large=large,
            many=many,
            few=few,
            init=init,
        ),
        said(
            "with {init}, {small:g} gains on {large:g} from epoch {few} to {many}",
            init=init,
            small=small,
            large=large,
            few=few,
            many=many,
        ),
        labels(rows),
        POINTS,
        # The variance of a difference is at most twice the sum of both.
        2 * sum(shared(accuracy[at, small], accuracy[at, large], rows) for at in (few, many)),
    )
    return after, grows


def _rates(rows: pd.DataFrame) -> tuple[float, float]:
    """The book's two rates, or on other data the middle of the grid and the next larger one."""
    rates = sorted({float(rate) for rate in rows["lr"]})
    data = str(rows["data"].iloc[0]) if "data" in rows else ""
    if data in SMALLER:
        return SMALLER[data], LARGER[data]
    middle = len(rates) // 2
    return rates[middle - 1], rates[middle]


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by learning rate for each number of epochs, a panel per first weights."""
    return Chart(
        title="The more epochs, the smaller the best learning rate",
        alt=(
            "Test accuracy by learning rate for several numbers of epochs, and both kinds of "
            "first weights."
        ),
        panels=tuple(
            Panel(
                x="learning rate",
                y="test accuracy (%)",
                lines=lines(rows, "lr", _METRIC, "epochs", times=100),
                title=said("first weights {init}", init=init),
                log_x=True,
                legend="epochs",
            )
            for init, rows in by_init(table)
        ),
    )


CLAIM = Claim(
    id="smaller_steps",
    section="2.5.5",
    sentence="With more epochs a smaller learning rate is better.",
    statistic=(
        "test accuracy of the smaller of the book's two rates, 0.1, less that of the larger, 0.2, "
        "after the most epochs and after one, for both kinds of first weights"
    ),
    rule=(
        "core: after the most epochs the smaller rate is more accurate than the larger with the "
        "book's first weights, fan_out (on other data, of the two in the middle of the grid); "
        "also: by more than after one epoch, and both with the other first weights"
    ),
    judge=judge,
    chart=chart,
)
