"""Learning rates where the training data are repeated more and more often."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd

from nnexp.analysis import interaction
from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import FACTOR, POINTS, verdict_of
from nnexp.claims.first_weights import INIT, NOTE, by_init
from nnexp.claims.regret import regrets
from nnexp.claims.verdict import combine

_SMALLER = math.log10(0.8)
"""A fifth less over ten times the epochs: a smaller change would not move the choice from one
of the rates that people try (0.1, 0.2, 0.3) to another."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Finding:
    """Whether ten times the epochs lower the best learning rate by more than a fifth."""
    parts, lost = [], []
    for init, rows in by_init(table):
        parts.append(_change(init, rows))
        lost.append(f"{init}: {_kept_rate(rows)}")
    return combine("smaller_steps", parts, (*lost, NOTE))


def _change(init: str, rows: pd.DataFrame) -> Finding:
    """The exponent of the best rate as a factor over ten times the epochs, with a verdict."""
    found = interaction(rows, _METRIC, "lr", "epochs", ((INIT, init),))
    low, high = found.interval
    verdict, compared = verdict_of(low, high, _SMALLER, FACTOR, side=-1)
    return dataclasses.replace(
        found,
        metric=f"best learning rate at ten times the epochs over the one before ({init})",
        estimate=10**found.estimate,
        interval=(10**low, 10**high),
        verdict=verdict,
        sentence=(
            f"{found.sentence} Over ten times the epochs: "
            f"{FACTOR.shown(found.estimate)} (95 % interval {FACTOR.shown(low)} to "
            f"{FACTOR.shown(high)}), {compared}."
        ),
        # Those of the interaction would tell the exponent from 0, not from this margin.
        repeats_needed=None,
    )


def _kept_rate(rows: pd.DataFrame) -> str:
    """What it costs to keep the rate that is best for the fewest epochs."""
    few, many = (rows[rows["epochs"] == end(rows["epochs"])] for end in (min, max))
    before, after = (regrets(part, "lr", _METRIC) for part in (few, many))
    rate = before.found.candidates[int(before.mean.argmin())]
    epochs = int(many["epochs"].iloc[0])
    start = f"after {epochs} epochs the rate that is best at first, {rate},"
    if rate not in after.found.candidates:
        return f"{start} diverges"
    place = after.found.candidates.index(rate)
    costs = POINTS.shown(float(after.mean[place]))
    return f"{start} costs {costs} against the best"


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
                title=f"first weights {init}",
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
        "exponent of the best learning rate over the number of epochs, as the factor that ten "
        "times the epochs make, for both kinds of first weights"
    ),
    rule=(
        "reproduced if ten times the epochs lower the best learning rate to less than 0.8 of it "
        "with both kinds of first weights; not reproduced if one is clearly lowered less"
    ),
    judge=judge,
    chart=chart,
)
