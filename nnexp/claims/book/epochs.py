"""The same training data, several times over."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nnexp.analysis import overfitting_onset
from nnexp.claims.accuracy import better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.first_weights import BOOKS, INIT, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.verdict import combine
from nnexp.claims.wording import among
from nnexp.language.said import joined, said
from nnexp.settings import as_number, as_whole
from nnexp.trainables.book.columns import BOOK

ONCE, JUDGED = 1, 5
"""The book's comparison: five passes against one."""

CORE = (BOOKS, 0.2)
"""First weights and learning rate of the book's first comparison of epochs."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether five epochs beat one, in the book's setting first and then in the others."""
    parts, found = {}, []
    for init, lr, rows in _slices(table):
        accuracy = by_level(rows, "epochs", _METRIC)
        parts[init, lr] = better(
            accuracy[JUDGED],
            accuracy[ONCE],
            said(
                "test accuracy after {judged} epochs less that after {once} ({init}, lr {lr:g})",
                judged=JUDGED,
                once=ONCE,
                init=init,
                lr=lr,
            ),
            said(
                "with {init} and lr {lr:g}, {judged} epochs are more accurate than {once}, by",
                init=init,
                lr=lr,
                judged=JUDGED,
                once=ONCE,
            ),
            rows,
        )
        found.append(_most_accurate(init, lr, rows))
    last = int(table["epochs"].max())
    best = said(
        "of epochs {once} to {last} the most accurate on average is, {found}",
        once=ONCE,
        last=last,
        found=joined("{one}; {more}", found),
    )
    return combine(parts.pop(CORE), tuple(parts.values()), (best, NOTE))


def _slices(table: pd.DataFrame) -> Iterator[tuple[str, float, pd.DataFrame]]:
    for init, rows in by_init(table):
        for lr, part in rows.groupby("lr", sort=True):
            yield init, as_number(lr), part


def _most_accurate(init: str, lr: float, rows: pd.DataFrame) -> str:
    onset = overfitting_onset(rows.rename(columns={"epochs": "epoch"}), _METRIC, columns=BOOK)
    possible = [as_whole(epoch) for epoch in onset.confidence_set]
    return said(
        "{init}, lr {lr:g}: epoch {best:g} (may be {possible})",
        init=init,
        lr=lr,
        best=onset.estimate,
        possible=among(possible),
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by epochs, a panel for each learning rate."""
    panels = tuple(
        Panel(
            x="epochs",
            y="test accuracy (%)",
            lines=(
                *lines(rows, "epochs", _METRIC, INIT, times=100),
                *published_line(rows, "epochs"),
            ),
            title=said("lr {lr:g}", lr=as_number(lr)),
            legend="first weights",
        )
        for lr, rows in table.groupby("lr", sort=True)
    )
    return Chart(
        title="Repeating the training data helps, the first repetitions most",
        alt="Test accuracy by epochs, for two learning rates and both kinds of first weights.",
        panels=panels,
        notes=published_notes(*panels),
    )


CLAIM = Claim(
    id="epochs",
    section="2.5.5",
    sentence="Training several times over on the same data makes the network better.",
    statistic=(
        f"test accuracy after {JUDGED} epochs less that after one, at two learning rates, for both "
        "kinds of first weights"
    ),
    rule=(
        f"core: {JUDGED} epochs are more accurate than one with the book's first weights, fan_out, "
        "and its lr 0.2; also: they are at the other learning rate and with the other first weights"
    ),
    judge=judge,
    chart=chart,
)
