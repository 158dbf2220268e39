"""Wrong labels, and how much of them small steps let in."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.accuracy import better, shared
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import combine

_FRACTION = 10


def judge(table: pd.DataFrame) -> Judgement:
    """Whether wrong labels harm small steps less than large ones, and small steps win by it."""
    accuracy = by_level(table, ["data.label_noise", "lr"], "test_accuracy")
    noise = max(share for share, _ in accuracy)
    rates = sorted({lr for _, lr in accuracy})
    large = rates[-1]
    moderate = min(rates, key=lambda lr: abs(lr * _FRACTION - large))
    harm = {lr: accuracy[0.0, lr] - accuracy[noise, lr] for lr in (moderate, large)}
    clean = 100 * (accuracy[0.0, moderate] - accuracy[0.0, large]).mean()
    return combine(
        above(
            harm[large] - harm[moderate],
            0.0,
            f"accuracy lost to {noise:.0%} wrong labels, lr {large:g} less lr {moderate:g}",
            f"{noise:.0%} wrong labels cost a learning rate of {large:g} more test accuracy "
            f"than one of {moderate:g}, by",
            labels(table),
            POINTS,
            # The variance of a difference is at most twice the sum of both.
            2 * sum(shared(accuracy[0.0, lr], accuracy[noise, lr], table) for lr in harm),
        ),
        (
            better(
                accuracy[noise, moderate],
                accuracy[noise, large],
                f"test accuracy with wrong labels, lr {moderate:g} less lr {large:g}",
                f"with these labels a learning rate of {moderate:g} is better, by",
                table,
            ),
        ),
        cautions=(
            f"without wrong labels the smaller rate is {abs(clean):.1f} points "
            f"{'better' if clean > 0 else 'worse'}: it is noise that makes moderation pay",
        )
        if clean < 1
        else (f"the smaller rate is {clean:.1f} points better without wrong labels as well",),
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by learning rate, for each share of wrong labels."""
    panel = Panel(
        x="learning rate",
        y="test accuracy (%)",
        lines=lines(table, "lr", "test_accuracy", "data.label_noise", times=100),
        log_x=True,
        legend="wrong labels",
    )
    return Chart(
        title="The more labels are wrong, the smaller the steps should be",
        alt="Test accuracy by learning rate, for several shares of wrong training labels.",
        panels=(panel,),
    )


CLAIM = Claim(
    id="noise",
    section="1.4",
    sentence="Moderated updates limit the effect of wrong or noisy samples.",
    statistic=(
        "test accuracy with and without wrong training labels, at the largest learning rate and "
        "at a tenth of it"
    ),
    rule=(
        "core: wrong labels cost the large rate more accuracy than the moderate one; also: with "
        "them the moderate one is better"
    ),
    judge=judge,
    chart=chart,
)
