"""Learning rates from far too small to far too large."""

from __future__ import annotations

import pandas as pd

from nnexp.analysis import sweet_spot
from nnexp.claims.accuracy import better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.verdict import all_of, combine
from nnexp.claims.wording import passes, sentence_of
from nnexp.language.said import said
from nnexp.trainables.book.columns import BOOK

SWEET = {"mnist": 0.2}
"""The rate that the book settles on for its network, chosen before ours were trained."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether a learning rate between the ends of the grid beats both of them."""
    parts = {init: _beats_both(init, rows) for init, rows in by_init(table)}
    core = parts.pop(BOOKS)
    best = tuple(_best(init, rows) for init, rows in by_init(table))
    return combine(core, tuple(parts.values()), (*best, NOTE))


def _beats_both(init: str, rows: pd.DataFrame) -> Judgement:
    accuracy = by_level(rows, "lr", _METRIC)
    sweet = _sweet(rows)
    return all_of(
        said("better than both ends ({init})", init=init),
        tuple(
            better(
                accuracy[sweet],
                accuracy[end],
                said("test accuracy of lr {sweet:g} less that of {end:g}", sweet=sweet, end=end),
                said(
                    "with {init} a learning rate of {sweet:g} is better than {end:g}, by",
                    init=init,
                    sweet=sweet,
                    end=end,
                ),
                rows,
            )
            for end in (min(accuracy), max(accuracy))
        ),
    )


def _sweet(rows: pd.DataFrame) -> float:
    """The book's rate, or on other data the middle one of the grid, which no data choose."""
    rates = sorted({float(rate) for rate in rows["lr"]})
    books = SWEET.get(str(rows["data"].iloc[0])) if "data" in rows else None
    return books if books in rates else rates[len(rates) // 2]


def _best(init: str, rows: pd.DataFrame) -> str:
    return sentence_of(sweet_spot(rows, _METRIC, "lr", ((INIT, init),), columns=BOOK))


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
        alt=said(
            "Test accuracy by learning rate after {passes}, for both kinds of first weights.",
            passes=passes(epochs),
        ),
        panels=(panel,),
        notes=published_notes(panel),
    )


CLAIM = Claim(
    id="lr_sweet_spot",
    section="2.5.4",
    sentence="The learning rate has a sweet spot: both smaller and larger rates are worse.",
    statistic=(
        "test accuracy of the rate that the book settles on, 0.2, less that of the smallest and of "
        "the largest tried, for both kinds of first weights"
    ),
    rule=(
        "core: the book's rate (the middle of the grid on other data) is more accurate than the "
        "smallest and than the largest rate with its first weights, fan_out; also: it is with the "
        "others"
    ),
    judge=judge,
    chart=chart,
)
