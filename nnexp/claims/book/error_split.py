"""How an output error is shared out among the hidden nodes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import as_good, mostly_right
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.experiment import Experiment, choice, number, whole
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import at_own_best
from nnexp.claims.plain_training import (
    HiddenError,
    accuracy,
    train_plainly,
    transposed,
)
from nnexp.claims.sample import sample
from nnexp.claims.verdict import all_of, combine
from nnexp.language.said import said
from nnexp.metrics import Metric
from nnexp.settings import SOURCES, Scalar, as_number, as_whole

PLAIN, BY_WEIGHT, BY_SIZE = "not normalised", "split by weight", "split by size of weight"


def _by_weight(weights: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Each output's error in proportion to the weights of its links, as the book divides it."""
    shares: np.ndarray = (weights / weights.sum(axis=1, keepdims=True)).T @ errors
    return shares


def _by_size(weights: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """The same with the sum of absolute weights, which cannot come near to 0."""
    shares: np.ndarray = (weights / np.abs(weights).sum(axis=1, keepdims=True)).T @ errors
    return shares


SPLITS: Mapping[str, HiddenError] = {PLAIN: transposed, BY_WEIGHT: _by_weight, BY_SIZE: _by_size}


def measure(values: Mapping[str, Scalar], seed: int, repeat: int) -> Mapping[str, float]:
    """Training with one way to split errors, at one learning rate.

    Args:
        values: `split`, `lr`, and `data`, `train_size`, `hidden_nodes`, `epochs`.
        seed: base seed.
        repeat: samples and first weights differ between repeats only.
    """
    data = sample(str(values["data"]), as_whole(values["train_size"]), seed, repeat)
    network = train_plainly(
        data,
        as_whole(values["hidden_nodes"]),
        as_number(values["lr"]),
        as_whole(values["epochs"]),
        seed,
        repeat,
        hidden_error=SPLITS[str(values["split"])],
    )
    return {
        "validation_accuracy": accuracy(network, data.validation_inputs, data.validation_labels),
        "test_accuracy": accuracy(network, data.test_inputs, data.test_labels),
    }


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether the plain transpose is no worse than a split, each at its own learning rate."""
    right, chosen = at_own_best(frame, "split")
    # Each repeat has test images of its own.
    rows = frame.drop(columns="data", errors="ignore")
    by_weight, by_size = (
        as_good(
            right[PLAIN],
            right[name],
            said(
                "test accuracy with errors {plain} less that with errors {name}",
                plain=PLAIN,
                name=name,
            ),
            said(
                "each at its best learning rate ({one:g} and {other:g}), errors {plain} give the "
                "accuracy of errors {name} plus",
                one=chosen[PLAIN],
                other=chosen[name],
                plain=PLAIN,
                name=name,
            ),
            rows,
        )
        for name in (BY_WEIGHT, BY_SIZE)
    )
    learns = mostly_right(
        right[PLAIN],
        said("test accuracy with errors {plain}", plain=PLAIN),
        said("with errors {plain}, networks get right", plain=PLAIN),
        rows,
    )
    return combine(
        all_of("it learns, as well as with the book's split", (by_weight, learns)),
        (by_size,),
        cautions=(
            "a split by weight divides by sums of positive and negative weights, which may come "
            "near to 0: as the book writes it, it is for weights of one sign",
        ),
    )


def chart(frame: pd.DataFrame) -> Chart:
    """Test accuracy by learning rate for each way to split errors."""
    panel = Panel(
        x="learning rate",
        y="test accuracy (%)",
        lines=lines(frame, "lr", "test_accuracy", "split", times=100),
        log_x=True,
        legend="hidden errors",
    )
    return Chart(
        title="Errors need not be normalised to be shared out",
        alt="Test accuracy by learning rate, for three ways to share out errors to hidden nodes.",
        panels=(panel,),
    )


_SETTINGS = {
    "split": choice("how output errors are shared out to hidden nodes", *SPLITS),
    "lr": number("learning rate"),
    "data": choice("the data set", *SOURCES),
    "train_size": whole("training samples"),
    "hidden_nodes": whole("nodes of the hidden layer"),
    "epochs": whole("passes over the training data"),
}

_METRICS = (
    Metric(
        "validation_accuracy",
        "share of right answers",
        "validation",
        "higher",
        "percent",
        chooses=True,
    ),
    Metric(
        "test_accuracy",
        "share of right answers on test data",
        "test",
        "higher",
        "percent",
        chooses=True,
    ),
)

CLAIM = Claim(
    id="error_split",
    section="1.13",
    sentence="Dropping the normalising factor of the error split works as well.",
    statistic=(
        "test accuracy with hidden errors by the plain transpose and by two proportional splits, "
        "each at its own best learning rate"
    ),
    rule=(
        "core: the plain transpose gets more than half right and is less than one point worse than "
        "the book's split by weight; also: less than that worse than a split by size of weight"
    ),
    judge=judge,
    chart=chart,
    experiment=Experiment("error_split", _SETTINGS, _METRICS, measure),
)
