"""Many epochs on all of the training data and on few, and what they do to unseen data."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from nnexp.analysis import overfitting_onset
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.decline import decline_of, declines
from nnexp.claims.evidence import AS_GOOD, not_worse
from nnexp.claims.first_weights import BOOKS, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import all_of, combine
from nnexp.claims.wording import verdict_of
from nnexp.columns import cell_value
from nnexp.language.said import joined, said
from nnexp.settings import as_number
from nnexp.trainables.book.columns import BOOK

SIZE = "data.train_size"

JUDGED_LR = 0.2
"""The rate of the book's experiment with epochs, where it sees accuracy fall after five to
seven; the others are told beside."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether accuracy falls on unseen data by the last epoch, and not on training data."""
    parts: dict[tuple[str, float], Judgement] = {}
    others: list[str] = []
    losses: list[str] = []
    for init, size, lr, rows in _slices(table):
        if lr == JUDGED_LR:
            where = said("with {init} and {samples}", init=init, samples=_samples(size))
            parts[init, size] = all_of(
                "worse on unseen data and not on training data",
                (declines(rows, where, _METRIC), _remembers(rows, where)),
            )
            losses.append(_by_loss(init, size, rows))
        else:
            lost = POINTS.shown(decline_of(rows, _METRIC))
            others.append(
                said(
                    "{init}, {samples}, lr {lr:g}: {lost}",
                    init=init,
                    samples=_samples(size),
                    lr=lr,
                    lost=lost,
                )
            )
    cautions = [
        said("test loss is lowest, {losses}", losses=joined("{one}; {more}", losses)),
        NOTE,
    ]
    if others:
        told = said(
            "lost from the best epoch to the last at other rates, {others}",
            others=joined("{one}; {more}", others),
        )
        cautions.insert(0, told)
    core = parts.pop((BOOKS, math.inf))
    return combine(core, tuple(parts.values()), cautions)


def _slices(table: pd.DataFrame) -> Iterator[tuple[str, float, float, pd.DataFrame]]:
    """Rows of each kind of first weights, size of training set (infinite for all) and rate."""
    sized = table.assign(_size=table[SIZE].map(_size))
    for init, of_init in by_init(sized):
        for (size, lr), rows in of_init.groupby(["_size", "lr"], sort=True):
            yield init, as_number(size), as_number(lr), rows.drop(columns="_size")


def _size(value: object) -> float:
    size = cell_value(value)
    return math.inf if size is None else float(size)


def _samples(size: float) -> str:
    if math.isinf(size):
        return said("all training samples")
    return said("{size:,.0f} training samples", size=size)


def _in_short(size: float) -> str:
    return said("all samples") if math.isinf(size) else said("{size:,.0f} samples", size=size)


def _by_loss(init: str, size: float, rows: pd.DataFrame) -> str:
    onset = overfitting_onset(rows.rename(columns={"epochs": "epoch"}), "test_loss", columns=BOOK)
    return said(
        "{init}, {samples}: after epoch {best:g} ({verdict})",
        init=init,
        samples=_samples(size),
        best=onset.estimate,
        verdict=verdict_of(onset),
    )


def _remembers(rows: pd.DataFrame, where: str) -> Judgement:
    """Whether training data are known as well at the end as where test accuracy is best.

    What is worse on unseen data and not on training data is overfitted; what is worse on both has
    taken steps that are too large.
    """
    unseen, known = (by_level(rows, "epochs", name) for name in (_METRIC, "train_accuracy"))
    best = max(unseen, key=lambda epoch: float(np.nanmean(unseen[epoch])))
    last = max(known)
    return not_worse(
        known[last] - known[best],
        AS_GOOD,
        said(
            "accuracy on training data after epoch {last} less that after {best} ({where})",
            last=last,
            best=best,
            where=where,
        ),
        said(
            "{where}, accuracy on training data is after epoch {last} that after epoch {best} plus",
            where=where,
            last=last,
            best=best,
        ),
        labels(rows),
        POINTS,
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by epochs, a panel for each size and first weights."""
    panels = []
    sized = table.assign(_size=table[SIZE].map(_size))
    for size, of_size in sized.groupby("_size", sort=True):
        for init, rows in by_init(of_size):
            panels.append(
                Panel(
                    x="epochs",
                    # A label of its own gives each size a scale of its own.
                    y=said("test accuracy (%), {samples}", samples=_in_short(as_number(size))),
                    lines=lines(rows.sort_values("lr"), "epochs", _METRIC, "lr", times=100),
                    title=said("{samples}, {init}", samples=_samples(as_number(size)), init=init),
                    legend="lr",
                )
            )
    return Chart(
        title="More epochs: what they do to accuracy on unseen data",
        alt=(
            "Test accuracy by epochs for several learning rates, on few and on all training "
            "samples, for both kinds of first weights."
        ),
        panels=tuple(panels),
    )


CLAIM = Claim(
    id="overfitting",
    section="2.5.5",
    sentence="Too many epochs do more harm than good on unseen data.",
    statistic=(
        "test accuracy lost from the best epoch to the last one, and training accuracy gained, on "
        f"all training samples and on few, at lr {JUDGED_LR:g}, for both kinds of first weights"
    ),
    rule=(
        "core: on all training samples, with the book's first weights, fan_out, test accuracy "
        "falls from its best epoch to the last, and training accuracy does not, by a point or "
        "more; also: so it is on few training samples and with the other first weights"
    ),
    judge=judge,
    chart=chart,
)
