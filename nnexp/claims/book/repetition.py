"""How often a single training for each setting picks a wrong one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.claims.chart import Chart, Line, Mark, Panel, shares
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above, share_above
from nnexp.claims.first_weights import BOOKS, NOTE, by_init
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level, labels
from nnexp.claims.unit import FINE_POINTS
from nnexp.claims.verdict import all_of, combine
from nnexp.language.said import said

SEVERAL = 5
"""Trainings of each setting that the comparison with one has: what a sweep makes by default."""

SHOWN = (1, 2, 3, 5, 8, 12)

_CHOICES = 10
"""The fewest choices from which a share is worth showing."""

MISLED = 0.05
"""The share of wrong answers that a test is usually granted: who is wrong more often than that
cannot rely on the answer."""

_METRIC = "test_accuracy"


def judge(table: pd.DataFrame) -> Judgement:
    """Whether one training per rate names another than many do, and costs more than several."""
    parts = {init: _misleads(init, rows) for init, rows in by_init(table)}
    told = [_spread(init, rows) for init, rows in by_init(table)]
    return combine(parts.pop(BOOKS), tuple(parts.values()), (*told, NOTE))


def _misleads(init: str, rows: pd.DataFrame) -> Judgement:
    accuracy = by_level(rows, "lr", _METRIC)
    alone, several = (choices(accuracy, count) for count in (1, SEVERAL))
    blocks = len(several.regret)
    of_blocks = alone.regret[: SEVERAL * blocks].reshape(blocks, SEVERAL).mean(axis=1)
    return all_of(
        said("one training misleads and {several} do less ({init})", several=SEVERAL, init=init),
        (
            share_above(
                alone.another,
                MISLED,
                said(
                    "share of choices by one training of each rate that name another ({init})",
                    init=init,
                ),
                said(
                    "with {init}, one training of each learning rate names another as best than "
                    "the mean of all others does, in",
                    init=init,
                ),
                labels(rows),
            ),
            above(
                of_blocks - several.regret,
                0.0,
                said(
                    "accuracy lost by choosing by one training, less that by {several} ({init})",
                    several=SEVERAL,
                    init=init,
                ),
                said(
                    "with {init}, choosing by one training of each costs more accuracy than by "
                    "{several}, by",
                    init=init,
                    several=SEVERAL,
                ),
                labels(rows),
                FINE_POINTS,
            ),
        ),
    )


@dataclasses.dataclass(frozen=True)
class Choices:
    """What choosing by a few trainings of each setting comes to, choice by choice."""

    another: np.ndarray
    """(choices,) whether another setting is named than the mean of all other trainings names."""
    regret: np.ndarray
    """(choices,) accuracy lost against that one, by the means of all other trainings."""


def choices(accuracy: Mapping[float, np.ndarray], count: int) -> Choices:
    """Choices of the setting of the highest mean over some trainings, judged by all others.

    Who trains each setting by itself has another draw of first weights and sample order in each.
    So the first choice meets repeat 0 of the first setting, 1 of the second and so on, and every
    training serves one choice only: the choices are independent of each other.

    Args:
        accuracy: (repeats,) by setting; a training that failed is not picked.
        count: trainings of each setting that a choice rests on.

    Returns:
        repeats // count choices.
    """
    columns = np.stack(
        [np.roll(values, -count * place) for place, values in enumerate(accuracy.values())]
    )
    number = columns.shape[1] // count
    blocks = columns[:, : number * count].reshape(len(columns), number, count)
    present = np.isfinite(blocks)
    sums, counts = np.where(present, blocks, 0.0).sum(axis=2), present.sum(axis=2)
    total = np.nansum(columns, axis=1, keepdims=True)
    known = np.isfinite(columns).sum(axis=1, keepdims=True)
    others = (total - sums) / np.maximum(known - counts, 1)
    # A mean of failures only is no candidate.
    others = np.where(known > counts, others, -np.inf)
    means = blocks.mean(axis=2)
    picked = np.where(np.isfinite(means), means, -np.inf).argmax(axis=0)
    best = others.argmax(axis=0)
    at = np.arange(number)
    return Choices(picked != best, others[best, at] - others[picked, at])


def _spread(init: str, rows: pd.DataFrame) -> str:
    """How far single trainings of the best setting spread."""
    accuracy = by_level(rows, "lr", _METRIC)
    top = max(accuracy, key=lambda one: float(np.nanmean(accuracy[one])))
    spread = float(np.nanstd(accuracy[top], ddof=1))
    return said(
        "{init}: the mean of all trainings is best at {top:g}, where single ones differ by a "
        "standard deviation of {points:.2f} points",
        init=init,
        top=top,
        points=100 * spread,
    )


def chart(table: pd.DataFrame) -> Chart:
    """The share of wrong choices by trainings per setting, for both kinds of first weights."""
    panel = Panel(
        x="trainings of each learning rate",
        y="choices of another rate (%)",
        lines=tuple(_line(init, rows) for init, rows in by_init(table)),
        log_x=True,
        marks=(Mark("what a test is granted", 100 * MISLED),),
        legend="first weights",
    )
    return Chart(
        title="One training of each setting may pick a wrong one",
        alt=(
            "Share of choices that name another learning rate than the mean of all other "
            "trainings, by the number of trainings of each, for both kinds of first weights."
        ),
        panels=(panel,),
    )


def _line(init: str, rows: pd.DataFrame) -> Line:
    accuracy = by_level(rows, "lr", _METRIC)
    repeats = min(map(len, accuracy.values()))
    counts = [count for count in SHOWN if _CHOICES * count <= repeats]
    return shares(init, {count: choices(accuracy, count).another for count in counts})


CLAIM = Claim(
    id="repetition",
    section="2.5.5",
    sentence="A single training for each setting misleads; several show which setting is better.",
    statistic=(
        "share of choices among learning rates, by one training of each, that name another than "
        f"the mean of all others does, and what they cost in accuracy beside choices by {SEVERAL}"
    ),
    rule=(
        "core: with the book's first weights, fan_out, one training of each learning rate names "
        "another than the mean of many in more than 5 % of choices, the share of errors that a "
        f"test is granted, and such choices cost more accuracy than choices by {SEVERAL} "
        "trainings; also: so it is with the other first weights"
    ),
    judge=judge,
    chart=chart,
)
