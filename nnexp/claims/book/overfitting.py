"""Many epochs on all of the training data and on few, and what they do to unseen data."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from nnexp.analysis import overfitting_onset
from nnexp.analysis.finding import Finding
from nnexp.analysis.samples import plain
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.decline import decline_of, declines
from nnexp.claims.evidence import POINTS
from nnexp.claims.first_weights import NOTE, by_init
from nnexp.claims.verdict import combine

SIZE = "data.train_size"

JUDGED_LR = 0.2
"""The rate of the book's experiment with epochs, where it sees accuracy fall after five to
seven; the others are told beside."""

_HARM = 0.002
"""The standard error of an accuracy of 96 % on 10,000 test images: a smaller fall on these would
say nothing about other images."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Finding:
    """Whether accuracy falls by the last epoch, on all training data and on few."""
    parts: list[Finding] = []
    others: list[str] = []
    losses: list[str] = []
    trained: list[str] = []
    for init, size, lr, rows in _slices(table):
        if lr == JUDGED_LR:
            parts.append(declines(rows, _HARM, f"with {init} and {_said(size)}", _METRIC))
            losses.append(f"{init}, {_said(size)}: {_by_loss(rows)}")
            trained.append(f"{init}, {_said(size)}: {_on_training_data(rows)}")
        else:
            lost = POINTS.shown(decline_of(rows, _METRIC)[0])
            others.append(f"{init}, {_said(size)}, lr {lr:g}: {lost}")
    cautions = [
        f"test loss is lowest, {'; '.join(losses)}",
        "accuracy on training data at the best epoch for test accuracy and at the last, "
        f"{'; '.join(trained)}",
        NOTE,
    ]
    if others:
        cautions.insert(
            0, f"lost from the best epoch to the last at other rates, {'; '.join(others)}"
        )
    return combine("overfitting", parts, cautions)


def _slices(table: pd.DataFrame) -> Iterator[tuple[str, float, float, pd.DataFrame]]:
    """Rows of each kind of first weights, size of training set (infinite for all) and rate."""
    sized = table.assign(_size=table[SIZE].map(_size))
    for init, of_init in by_init(sized):
        for (size, lr), rows in of_init.groupby(["_size", "lr"], sort=True):
            yield init, float(str(size)), float(str(lr)), rows.drop(columns="_size")


def _size(value: object) -> float:
    size = plain(value)
    return math.inf if size is None else float(size)


def _said(size: float) -> str:
    return "all training samples" if math.isinf(size) else f"{size:,.0f} training samples"


def _by_loss(rows: pd.DataFrame) -> str:
    onset = overfitting_onset(rows.rename(columns={"epochs": "epoch"}), "test_loss")
    return f"after epoch {onset.estimate:g} ({onset.verdict})"


def _on_training_data(rows: pd.DataFrame) -> str:
    """Accuracy on the training data where that on test data is best, and at the end.

    What is worse on unseen data and better on training data is overfitted; what is worse on both
    has taken steps that are too large.
    """
    best = rows.groupby("epochs")[_METRIC].mean().idxmax()
    ends = (rows.loc[rows["epochs"] == at, "train_accuracy"].mean()
            for at in (best, rows["epochs"].max()))  # fmt: skip
    return " and ".join(f"{100 * accuracy:.1f} %" for accuracy in ends)


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
                    y=f"test accuracy (%), {_said(float(str(size))).replace('training ', '')}",
                    lines=lines(rows.sort_values("lr"), "epochs", _METRIC, "lr", times=100),
                    title=f"{_said(float(str(size)))}, {init}",
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
        "test accuracy lost from the best epoch to the last one, on all training samples and on "
        f"few, at lr {JUDGED_LR:g}, for both kinds of first weights"
    ),
    rule=(
        "reproduced if the last epoch is at least 0.2 points less accurate than the best one on "
        "all training samples and on few, with both kinds of first weights; not reproduced if the "
        "loss is clearly smaller somewhere"
    ),
    judge=judge,
    chart=chart,
)
