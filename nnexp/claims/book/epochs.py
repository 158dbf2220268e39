"""The same training data, several times over."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nnexp.analysis import overfitting_onset, words
from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import POINTS, above
from nnexp.claims.first_weights import INIT, NOTE, by_init
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.published_line import published_line, published_notes
from nnexp.claims.verdict import combine

ONCE, JUDGED = 1, 5
"""The book's comparison: five passes against one."""

_GAIN = 0.005
"""A tenth of the errors that one epoch leaves (5 %), for five times the work: with less nobody
would say that it helps."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Finding:
    """Whether five epochs beat one by half a point, at each learning rate and first weights."""
    parts, found = [], []
    for init, lr, rows in _slices(table):
        accuracy = by_level(rows, "epochs", _METRIC)
        parts.append(
            above(
                accuracy[JUDGED] - accuracy[ONCE],
                _GAIN,
                f"test accuracy after {JUDGED} epochs less that after {ONCE} ({init}, lr {lr:g})",
                f"with {init} and lr {lr:g}, {JUDGED} epochs are more accurate than {ONCE}, by",
                labels(rows),
                POINTS,
            )
        )
        found.append(f"{init}, lr {lr:g}: {_most_accurate(rows)}")
    last = int(table["epochs"].max())
    best = f"of epochs {ONCE} to {last} the most accurate on average is, {'; '.join(found)}"
    return combine("epochs", parts, (best, NOTE))


def _slices(table: pd.DataFrame) -> Iterator[tuple[str, float, pd.DataFrame]]:
    for init, rows in by_init(table):
        for lr, part in rows.groupby("lr", sort=True):
            yield init, float(str(lr)), part


def _most_accurate(rows: pd.DataFrame) -> str:
    onset = overfitting_onset(rows.rename(columns={"epochs": "epoch"}), _METRIC)
    possible = [int(str(epoch)) for epoch in onset.confidence_set]
    return f"epoch {onset.estimate:g} (may be {words.epochs(possible)})"


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
            title=f"lr {float(str(lr)):g}",
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
        f"reproduced if {JUDGED} epochs are at least half a point more accurate than one at each "
        "learning rate and with both kinds of first weights; not reproduced if the gain is "
        "clearly smaller somewhere"
    ),
    judge=judge,
    chart=chart,
)
