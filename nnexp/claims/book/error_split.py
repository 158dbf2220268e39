"""How an output error is shared out among the hidden nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim, Measured
from nnexp.claims.evidence import PERCENT, POINTS, above, not_worse
from nnexp.claims.pairing import at_own_best, labels
from nnexp.claims.plain_training import (
    HiddenError,
    accuracy,
    train_plainly,
    transposed,
)
from nnexp.claims.sample import sample
from nnexp.claims.verdict import combine
from nnexp.settings import Scalar

PLAIN, BY_WEIGHT, BY_SIZE = "not normalised", "split by weight", "split by size of weight"

_WORSE, _USEFUL = 0.02, 0.7


def _by_weight(weights: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Each output's error in proportion to the weights of its links, as the book divides it."""
    shares: np.ndarray = (weights / weights.sum(axis=1, keepdims=True)).T @ errors
    return shares


def _by_size(weights: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """The same with the sum of absolute weights, which cannot come near to 0."""
    shares: np.ndarray = (weights / np.abs(weights).sum(axis=1, keepdims=True)).T @ errors
    return shares


SPLITS: Mapping[str, HiddenError] = {PLAIN: transposed, BY_WEIGHT: _by_weight, BY_SIZE: _by_size}


def experiment(values: Mapping[str, Scalar], seed: int, repeat: int) -> Iterable[Measured]:
    """Training with one way to split errors, at one learning rate.

    Args:
        values: `split`, `lr`, and `data`, `train_size`, `hidden_nodes`, `epochs`.
        seed: base seed.
        repeat: samples and first weights differ between repeats only.
    """
    data = sample(str(values["data"]), int(str(values["train_size"])), seed, repeat)
    network = train_plainly(
        data,
        int(str(values["hidden_nodes"])),
        float(str(values["lr"])),
        int(str(values["epochs"])),
        seed,
        repeat,
        hidden_error=SPLITS[str(values["split"])],
    )
    yield {
        "validation_accuracy": accuracy(network, data.validation_inputs, data.validation_labels),
        "test_accuracy": accuracy(network, data.test_inputs, data.test_labels),
    }


def judge(frame: pd.DataFrame) -> Finding:
    """Whether the plain transpose is no worse than a split, each at its own learning rate."""
    rows = labels(frame)
    right, chosen = at_own_best(frame, "split")
    splits = [name for name in right if name != PLAIN]
    return combine(
        "error_split",
        (
            *(
                not_worse(
                    right[PLAIN] - right[name],
                    _WORSE,
                    f"test accuracy with errors {PLAIN} less that with errors {name}",
                    f"each at its best learning rate ({chosen[PLAIN]:g} and {chosen[name]:g}), "
                    f"errors {PLAIN} give the accuracy of errors {name} plus",
                    rows,
                    POINTS,
                )
                for name in splits
            ),
            above(
                right[PLAIN],
                _USEFUL,
                f"test accuracy with errors {PLAIN}",
                f"with errors {PLAIN}, networks get right",
                rows,
                PERCENT,
            ),
        ),
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


CLAIM = Claim(
    id="error_split",
    section="1.13",
    sentence="Dropping the normalising factor of the error split works as well.",
    statistic=(
        "test accuracy with hidden errors by the plain transpose and by two proportional splits, "
        "each at its own best learning rate"
    ),
    rule=(
        "reproduced if the plain transpose is less than two points worse than either split (a test "
        "of non-inferiority) and gets more than 70 % right; not reproduced if it is clearly worse "
        "than that"
    ),
    judge=judge,
    chart=chart,
    experiment=experiment,
)
