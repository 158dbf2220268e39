"""How often a single training for each setting picks a wrong one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.analysis import sweet_spot, words
from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Line, Mark, Panel, shares
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import POINTS, above, share_above
from nnexp.claims.first_weights import NOTE, by_init
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.verdict import combine

SEVERAL = 5
"""Trainings of each setting that the comparison with one has: what a sweep makes by default."""

SHOWN = (1, 2, 3, 5, 8, 12)

_CHOICES = 10
"""The fewest choices from which a share is worth showing."""

_MISLED = 0.05
"""The share of wrong answers that a test is usually granted: who is wrong more often than that
cannot rely on the answer."""

_HELPS = 0.0
"""Any smaller share of wrong choices is what repeating is for."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Finding:
    """Whether one training per rate picks a worse rate too often, and several do so less."""
    parts: list[Finding] = []
    told = []
    for init, rows in by_init(table):
        accuracy = by_level(rows, "lr", _METRIC)
        good = tuple(sweet_spot(rows, _METRIC, "lr").confidence_set)
        alone, several = (wrong_choices(accuracy, good, count) for count in (1, SEVERAL))
        of_blocks = alone[: SEVERAL * len(several)].reshape(len(several), SEVERAL).mean(axis=1)
        parts += [
            share_above(
                alone,
                _MISLED,
                f"share of choices by one training of each rate that are wrong ({init})",
                f"with {init}, one training of each learning rate picks one that is shown to be "
                f"worse than {words.listed(good)} in",
                labels(rows),
            ),
            above(
                of_blocks - several,
                _HELPS,
                f"share of wrong choices by one training less that by {SEVERAL} ({init})",
                f"{SEVERAL} trainings of each lower that share by",
                labels(rows),
                POINTS,
            ),
        ]
        told.append(f"{init}: {_price(accuracy)}")
    return combine("repetition", parts, (*told, NOTE))


def wrong_choices(
    accuracy: Mapping[float, np.ndarray], good: tuple[object, ...], count: int
) -> np.ndarray:
    """Whether the setting of the highest mean over some trainings is not one of the good ones.

    Who trains each setting by itself has another draw of first weights and sample order in each.
    So the first choice meets repeat 0 of the first setting, 1 of the second and so on, and every
    training serves one choice only: the choices are independent of each other.

    Args:
        accuracy: (repeats,) by setting.
        good: settings that are no wrong choice.
        count: trainings of each setting that a choice rests on.

    Returns:
        (repeats // count,) bool.
    """
    settings = tuple(accuracy)
    columns = [np.roll(accuracy[one], -count * place) for place, one in enumerate(settings)]
    choices = len(columns[0]) // count
    means = np.stack([one[: choices * count].reshape(choices, count).mean(axis=1)
                      for one in columns])  # fmt: skip
    # A training that failed is not picked.
    picked = np.where(np.isfinite(means), means, -np.inf).argmax(axis=0)
    wrong = np.array([one not in good for one in settings])
    found: np.ndarray = wrong[picked]
    return found


def _price(accuracy: Mapping[float, np.ndarray]) -> str:
    """What the choice by one training costs on average, and how far single trainings spread."""
    means = {one: float(np.nanmean(values)) for one, values in accuracy.items()}
    best = max(means.values())
    settings = tuple(accuracy)
    columns = np.stack([np.roll(accuracy[one], -place) for place, one in enumerate(settings)])
    picked = np.where(np.isfinite(columns), columns, -np.inf).argmax(axis=0)
    lost = best - np.mean([means[settings[place]] for place in picked])
    top = max(means, key=lambda one: means[one])
    spread = float(np.nanstd(accuracy[top], ddof=1))
    another = np.mean(picked != settings.index(top))
    return (
        f"one training of each picks another than the best mean's {top:g} in "
        f"{100 * another:.0f} %, which costs {100 * lost:.2f} points on average over all choices; "
        f"trainings at {top:g} differ by a standard deviation of {100 * spread:.2f} points"
    )


def chart(table: pd.DataFrame) -> Chart:
    """The share of wrong choices by trainings per setting, for both kinds of first weights."""
    panel = Panel(
        x="trainings of each learning rate",
        y="choices that are wrong (%)",
        lines=tuple(_line(init, rows) for init, rows in by_init(table)),
        log_x=True,
        marks=(Mark("what a test is granted", 100 * _MISLED),),
        legend="first weights",
    )
    return Chart(
        title="One training of each setting may pick a wrong one",
        alt=(
            "Share of choices that pick a learning rate shown to be worse than others, by "
            "the number of trainings of each, for both kinds of first weights."
        ),
        panels=(panel,),
    )


def _line(init: str, rows: pd.DataFrame) -> Line:
    accuracy = by_level(rows, "lr", _METRIC)
    good = tuple(sweet_spot(rows, _METRIC, "lr").confidence_set)
    repeats = min(map(len, accuracy.values()))
    counts = [count for count in SHOWN if _CHOICES * count <= repeats]
    return shares(init, {count: wrong_choices(accuracy, good, count) for count in counts})


CLAIM = Claim(
    id="repetition",
    section="2.5.5",
    sentence="A single training for each setting misleads; several show which setting is better.",
    statistic=(
        "share of choices among learning rates, by one training of each, that pick one shown to be "
        f"worse by all trainings, and how much {SEVERAL} trainings of each lower that share"
    ),
    rule=(
        "reproduced if one training of each learning rate picks a worse one in more than 5 % of "
        f"cases and {SEVERAL} do so less often, with both kinds of first weights; not reproduced "
        "if one of these is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
)
