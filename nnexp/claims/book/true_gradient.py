"""The direction of a step, by the gradient and by the book's program."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import as_good
from nnexp.claims.chart import Chart, Panel, line, lines
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import HALF, above
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import at_own_best, by_level, labels
from nnexp.claims.sample import scaled, targets_of
from nnexp.claims.unit import PERCENT
from nnexp.claims.verdict import combine
from nnexp.datasets import generator
from nnexp.language.said import said
from nnexp.network import Network
from nnexp.network.reference import loss, steps

EXACT, BOOK = "exact", "book"

_SAMPLES = 40
_SHORT = 1e-3


def probe(trained: Trained) -> Iterable[Measured]:
    """What one short step by each rule does to a trained network, on samples that train it.

    Returns:
        One row: the share of samples whose error a step of a thousandth by the exact rule
        lowers, the same for the book's rule, and the mean cosine between the hidden steps of
        the two rules.
    """
    draw = generator(trained.point.seed, trained.repeat, "noise")
    rows = draw.permutation(trained.split.train)[:_SAMPLES]
    inputs = scaled(trained.dataset, rows)
    targets = targets_of(trained.dataset.labels[rows], trained.dataset.classes)
    network = Network(
        trained.network.architecture,
        tuple(weights.astype(np.float64) for weights in trained.network.weights),
    )
    lowered: dict[str, list[bool]] = {EXACT: [], BOOK: []}
    cosines = []
    for x, target in zip(inputs, targets, strict=True):
        before = loss(network, x, target)
        taken = {rule: steps(network, x, target, rule)[0] for rule in lowered}
        for rule, step in taken.items():
            moved = Network(
                network.architecture,
                tuple(w + _SHORT * d for w, d in zip(network.weights, step, strict=True)),
            )
            lowered[rule].append(loss(moved, x, target) < before)
        cosines.append(_cosine(taken[EXACT][0], taken[BOOK][0]))
    yield {
        "lowered_by_exact": float(np.mean(lowered[EXACT])),
        "lowered_by_book": float(np.mean(lowered[BOOK])),
        "cosine": float(np.nanmean(cosines)),
    }


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float(np.sum(one * other) / lengths) if lengths > 0 else float("nan")


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether short steps lower the error, and the book's rule learns no worse than the slope."""
    rows = labels(frame)
    accuracy, chosen = at_own_best(frame, "training.backpropagation")
    own = frame[frame["training.backpropagation"] == EXACT]
    own = own[own["lr"] == chosen[EXACT]].assign(_all="all")
    exact, book, cosine = (
        by_level(own, "_all", name)["all"]
        for name in ("lowered_by_exact", "lowered_by_book", "cosine")
    )
    return combine(
        above(
            exact,
            HALF,
            "share of samples whose error a short step down the slope lowers",
            "a short step down the slope lowers the error of its sample in",
            rows,
            PERCENT,
        ),
        (
            above(
                book,
                HALF,
                "share of samples whose error a short step by the book's rule lowers",
                "a short step by the rule of the book's program does in",
                rows,
                PERCENT,
            ),
            as_good(
                accuracy[BOOK],
                accuracy[EXACT],
                "test accuracy by the book's rule less that by the exact rule",
                said(
                    "each at its best learning rate ({one:g} and {other:g}), the book's rule has "
                    "the accuracy of the exact one plus",
                    one=chosen[BOOK],
                    other=chosen[EXACT],
                ),
                frame,
            ),
        ),
        cautions=(
            said(
                "the book's program does not follow the true slope in its hidden layer: the cosine "
                "between the two directions is {cosine:.2f} on average",
                cosine=cosine.mean(),
            ),
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Accuracy of both rules by learning rate, and the cosine between their directions."""
    return Chart(
        title="Both rules go downhill, one of them along the slope",
        alt=(
            "Test accuracy by learning rate for both rules, and cosine between their hidden "
            "steps in networks trained by each."
        ),
        panels=(
            Panel(
                x="learning rate",
                y="test accuracy (%)",
                lines=lines(frame, "lr", "test_accuracy", "training.backpropagation", times=100),
                log_x=True,
                legend="rule",
            ),
            Panel(
                x="learning rate",
                y="cosine between the rules' hidden steps",
                lines=tuple(
                    line(part, "lr", "cosine", str(rule))
                    for rule, part in frame.groupby("training.backpropagation", sort=False)
                ),
                log_x=True,
                legend="rule",
            ),
        ),
    )


CLAIM = Claim(
    id="true_gradient",
    section="1.14",
    sentence="Following the slope improves the weights step by step.",
    statistic=(
        "share of samples whose error one short step lowers, by the exact and by the book's "
        "rule, and test accuracy of both, each at its own best learning rate"
    ),
    rule=(
        "core: a short step by the exact rule lowers the error of more than half of the samples; "
        "also: one by the book's rule does, and the book's rule is less than one point less "
        "accurate"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
)
