"""First weights that are all 0, or all alike, and inputs of 0."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from nnexp import datasets
from nnexp.claims.accuracy import mostly_wrong
from nnexp.claims.chart import Chart, Line, Panel, line
from nnexp.claims.claim import Claim, Measured, Trained
from nnexp.claims.evidence import always
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import at_own_best, labels
from nnexp.claims.sample import targets_of
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import combine
from nnexp.language.said import said
from nnexp.network.reference import steps

_SAMPLES = 20
_RANDOM = "fan_in"
_OFFSET, _ZERO = "[0.01,1.0]", "[0.0,1.0]"
_BEGIN = {
    (_RANDOM, _OFFSET): "random, 0.01 to 1",
    ("zero", _OFFSET): "all 0, 0.01 to 1",
    ("constant", _OFFSET): "all 1, 0.01 to 1",
    (_RANDOM, _ZERO): "random, 0 to 1",
}


def probe(trained: Trained) -> Iterable[Measured]:
    """How many links from inputs of 0 one step by the book's rule moves, and how many there are.

    Returns:
        One row, over some training samples: the links from inputs of exactly 0, those of them
        that moved, and the links from other inputs that moved.
    """
    point, network = trained.point, trained.network
    rows = trained.split.train[:_SAMPLES]
    inputs = datasets.scaled(trained.dataset, rows, point.data.input_range)
    targets = targets_of(trained.dataset.labels[rows], trained.dataset.classes)
    of_zeros = moved = others_moved = 0
    for x, target in zip(inputs, targets, strict=True):
        hidden = steps(network, x, target, point.training.backpropagation)[0][0]
        zero = x == 0
        of_zeros += int(zero.sum()) * len(hidden)
        moved += int(np.count_nonzero(hidden[:, zero]))
        others_moved += int(np.count_nonzero(hidden[:, ~zero]))
    yield {"links_of_zeros": of_zeros, "moved": moved, "others_moved": others_moved}


def judge(frame: pd.DataFrame) -> Judgement:
    """Whether weights that begin at 0, or alike, keep a network from learning; and inputs of 0."""
    accuracy, _ = at_own_best(frame, ["network.init", "data.input_range"])
    usual, dark = accuracy[_RANDOM, _OFFSET], accuracy[_RANDOM, _ZERO]
    stopped = {
        what: mostly_wrong(
            right,
            said("test accuracy with {what}", what=what),
            said("with {what} networks get right", what=what),
            frame,
        )
        for what, right in (
            ("first weights of 0", accuracy["zero", _OFFSET]),
            ("first weights that are all 1", accuracy["constant", _OFFSET]),
            ("inputs of 0 instead of 0.01", dark),
        )
    }
    core, *others = stopped.values()
    return combine(
        core,
        (_still(frame), *others),
        cautions=(
            "weights that are alike do not stop moving, but all hidden nodes stay copies of one "
            "another",
            said(
                "inputs of 0 change accuracy by {change}: they keep only their own links from "
                "moving, and only for their sample",
                change=POINTS.shown(float((dark - usual).mean())),
            ),
        ),
    )


def _still(frame: pd.DataFrame) -> Judgement:
    """Whether the links from inputs of 0 stay where they are, in every step that was taken."""
    part = frame[(frame["network.init"] == _RANDOM) & (frame["data.input_range"] == _ZERO)]
    stays = (part["moved"] == 0) & (part["links_of_zeros"] > 0) & (part["others_moved"] > 0)
    return always(
        stays.to_numpy(),
        "networks whose links from inputs of 0 do not move, while others do",
        "a step moves no link from an input of 0, while it moves others, in",
        labels(part),
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy at the best learning rate of each way to begin."""
    accuracy, _ = at_own_best(table, ["network.init", "data.input_range"])
    shown = pd.DataFrame(
        [
            {"begin": _BEGIN[init, name], "repeat": repeat, "accuracy": right}
            for (init, name), values in accuracy.items()
            for repeat, right in enumerate(values)
        ]
    )
    only: Line = line(shown, "begin", "accuracy", times=100)
    return Chart(
        title="Weights must differ to begin with; inputs of 0 do no harm",
        alt="Test accuracy at the best learning rate, by first weights and range of inputs.",
        panels=(Panel("first weights, range of inputs", "test accuracy (%)", (only,)),),
    )


CLAIM = Claim(
    id="zeros",
    section="1.16",
    sentence="Zero inputs and zero weights stop a network learning.",
    statistic=(
        "test accuracy at the best learning rate, with first weights random, 0 or 1, and with "
        "inputs from 0.01 or from 0, and links from inputs of 0 that a step moves"
    ),
    rule=(
        "core: networks with first weights of 0 get less than half right, as those do that have "
        "not learned; also: a link from an input of 0 does not move in that step; and networks "
        "with first weights of 1, and with inputs of 0, get less than half right"
    ),
    judge=judge,
    chart=chart,
    probe=probe,
)
