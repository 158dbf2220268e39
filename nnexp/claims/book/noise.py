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
from nnexp.language.said import said

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
            said(
                "accuracy lost to {noise:.0%} wrong labels, lr {large:g} less lr {moderate:g}",
                noise=noise,
                large=large,
                moderate=moderate,
            ),
            said(
                "{noise:.0%} wrong labels cost a learning rate of {large:g} more test accuracy "
                "than one of {moderate:g}, by",
                noise=noise,
                large=large,
                moderate=moderate,
            ),
            labels(table),
            POINTS,
            # The variance of a difference is at most twice the sum of both.
            2 * sum(shared(accuracy[0.0, lr], accuracy[noise, lr], table) for lr in harm),
        ),
        (
            better(
                accuracy[noise, moderate],
                accuracy[noise, large],
                said(
                    "test accuracy with wrong labels, lr {moderate:g} less lr {large:g}",
                    moderate=moderate,
                    large=large,
                ),
                said(
                    "with these labels a learning rate of {moderate:g} is better, by",
                    moderate=moderate,
                ),
                table,
            ),
        ),
        cautions=(_without_noise(clean),),
    )


def _without_noise(gain: float) -> str:
    """How many points a smaller rate gains without wrong labels."""
    if gain < 1:
        return said(
            "without wrong labels the smaller rate is {points:.1f} points better: it is noise that "
            "makes moderation pay"
            if gain > 0
            else "without wrong labels the smaller rate is {points:.1f} points worse: it is noise "
            "that makes moderation pay",
            points=abs(gain),
        )
    return said(
        "the smaller rate is {gain:.1f} points better without wrong labels as well", gain=gain
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
