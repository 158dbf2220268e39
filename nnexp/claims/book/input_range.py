"""Inputs from 0.01 to 1, or from -1 to 1, on several problems."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.accuracy import as_good, better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, at_own_best
from nnexp.claims.verdict import all_of, combine
from nnexp.language.said import joined, said

POSITIVE, BALANCED = "[0.01,1.0]", "[-1.0,1.0]"
_SETTINGS = ("data", "network.bias", "data.input_range")


def judge(table: pd.DataFrame) -> Judgement:
    """Whether one problem is as well off with balanced inputs and another one needs positive."""
    accuracy, _ = at_own_best(table, _SETTINGS)
    selected, _ = at_own_best(table, _SETTINGS, report="validation_accuracy")
    gains, lean = _gains(accuracy), _gains(selected)
    # Validation data say which problem leans which way, test data whether it is so.
    balanced, positive = (end(lean, key=lambda name: lean[name].mean()) for end in (max, min))
    listed = joined(
        "{one}, {more}",
        [
            said("{problem} {gain:+.1f}", problem=_name(name), gain=100 * gain.mean())
            for name, gain in gains.items()
        ],
    )
    return combine(
        all_of(
            "each range serves on some problem",
            (
                better(
                    accuracy[*positive, POSITIVE],
                    accuracy[*positive, BALANCED],
                    said(
                        "test accuracy, inputs 0.01 to 1 less inputs -1 to 1, {problem}",
                        problem=_name(positive),
                    ),
                    said(
                        "on {problem}, inputs from 0.01 to 1 are better than from -1 to 1, by",
                        problem=_name(positive),
                    ),
                    table[table["data"] == positive[0]],
                ),
                as_good(
                    accuracy[*balanced, BALANCED],
                    accuracy[*balanced, POSITIVE],
                    said(
                        "test accuracy, inputs -1 to 1 less inputs 0.01 to 1, {problem}",
                        problem=_name(balanced),
                    ),
                    said(
                        "on {problem}, inputs from -1 to 1 have the accuracy of 0.01 to 1 plus",
                        problem=_name(balanced),
                    ),
                    table[table["data"] == balanced[0]],
                ),
            ),
        ),
        cautions=(
            said(
                "points gained by inputs from -1 to 1, each at its best learning rate: {gains}",
                gains=listed,
            ),
            *_of_xor(accuracy),
        ),
    )


def _gains(accuracy: Levels) -> Levels:
    """(repeats,) accuracy with balanced inputs less that with positive ones, by problem."""
    return {
        (name, bias): values - accuracy[name, bias, POSITIVE]
        for (name, bias, place), values in accuracy.items()
        if place == BALANCED
    }


def _name(problem: tuple[str, bool]) -> str:
    return said("{data} with biases", data=problem[0]) if problem[1] else problem[0]


def _of_xor(accuracy: Levels) -> tuple[str, ...]:
    """Why balanced inputs fail there, if they do."""
    known = accuracy.get(("xor", False, BALANCED))
    if known is None or known.max() >= 1:
        return ()
    return (
        "without biases a sigmoid network cannot learn XOR from inputs of -1 and 1 at all: "
        "opposite inputs make hidden outputs h and 1 - h, to both of which no output node without "
        "a bias can say yes, or to both no, as it must",
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by learning rate for each range, a panel per problem."""
    return Chart(
        title="Which range of inputs is better, problem by problem",
        alt="Test accuracy by learning rate for several ranges of inputs, a panel per data set.",
        panels=tuple(
            Panel(
                title=_name((str(name), bool(bias))),
                x="learning rate",
                y="test accuracy (%)",
                lines=lines(part, "lr", "test_accuracy", "data.input_range", times=100),
                log_x=True,
                legend="inputs",
            )
            for (name, bias), part in table.groupby(["data", "network.bias"], sort=False)
        ),
    )


CLAIM = Claim(
    id="input_range",
    section="1.16",
    sentence="Inputs from 0.01 to 0.99 or from -1 to 1, depending on the problem, work well.",
    statistic=(
        "test accuracy of inputs from -1 to 1 less that of inputs from 0.01 to 1, each at its "
        "own best learning rate, problem by problem"
    ),
    rule=(
        "core: on one problem inputs from 0.01 to 1 are better, and on another inputs from -1 to 1 "
        "are as good, less than one point worse (which problems, validation data say)"
    ),
    judge=judge,
    chart=chart,
)
