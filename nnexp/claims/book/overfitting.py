"""Many epochs on all of the training data and on few, and what they do to unseen data."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from nnexp.analysis import overfitting_onset
from nnexp.analysis.sentence import plain
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.decline import decline_of, declines
from nnexp.claims.evidence import AS_GOOD, not_worse
from nnexp.claims.first_weights import BOOKS, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import all_of, combine
from nnexp.columns import cell_value
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
            where = f"with {init} and {_said(size)}"
            parts[init, size] = all_of(
                "worse on unseen data and not on training data",
                (declines(rows, where, _METRIC), _remembers(rows, where)),
            )
            losses.append(f"{init}, {_said(size)}: {_by_loss(rows)}")
        else:
            lost = POINTS.shown(decline_of(rows, _METRIC))
            others.append(f"{init}, {_said(size)}, lr {lr:g}: {lost}")
    cautions = [
        f"test loss is lowest, {'; '.join(losses)}",
        NOTE,
    ]
    if others:
        cautions.insert(
            0, f"lost from the best epoch to the last at other rates, {'; '.join(others)}"
        )
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


def _said(size: float) -> str:
    return "all training samples" if math.isinf(size) else f"{size:,.0f} training samples"


def _by_loss(rows: pd.DataFrame) -> str:
    onset = overfitting_onset(rows.rename(columns={"epochs": "epoch"}), "test_loss", columns=BOOK)
    return f"after epoch {onset.estimate:g} ({plain(onset.words.verdict(onset))})"


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
        f"accuracy on training data after epoch {last} less that after {best} ({where})",
        f"{where}, accuracy on training data is after epoch {last} that after epoch {best} plus",
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
                    y=f"test accuracy (%), {_said(as_number(size)).replace('training ', '')}",
                    lines=lines(rows.sort_values("lr"), "epochs", _METRIC, "lr", times=100),
                    title=f"{_said(as_number(size))}, {init}",
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
