"""Large inputs and large weights: hidden nodes at the flat ends of their curve."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.accuracy import better, mostly_wrong
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import above
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, at_own_best, by_level, labels
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import all_of, combine
from nnexp.language.said import said
from nnexp.settings import DataSettings, as_text

_SETTINGS = ("network.init_scale", "data.input_range")
_USUAL = as_text(DataSettings.input_range)


def judge(table: pd.DataFrame) -> Judgement:
    """Whether large weights, and large inputs, saturate hidden nodes and cost accuracy."""
    rows = labels(table)
    accuracy, saturated = _accuracy(table), by_level(_early(table), _SETTINGS, "saturation")
    heavy = max(scale for scale, _ in accuracy)
    wide = max((name for _, name in accuracy), key=_end)
    usual = (1.0, _USUAL)
    statements, stopped = [], []
    for level, what in (
        ((heavy, _USUAL), said("first weights of {scale:g} times the usual size", scale=heavy)),
        ((1.0, wide), said("inputs up to {end:g} instead of 1", end=_end(wide))),
    ):
        saturates = above(
            saturated[level] - saturated[usual],
            0.0,
            said("share of saturated hidden outputs with {what}, less the usual share", what=what),
            said("{what} saturate more of the hidden outputs, by", what=what),
            rows,
            POINTS,
        )
        costs = better(
            accuracy[usual],
            accuracy[level],
            said("test accuracy lost by {what}", what=what),
            "they cost, at the learning rate that suits them best,",
            table,
        )
        statements.append(all_of(said("{what} saturate and harm", what=what), (saturates, costs)))
        stopped.append(
            mostly_wrong(
                accuracy[level],
                said("learning stopped by {what}", what=what),
                said("with {what} networks get right", what=what),
                table,
            )
        )
    core, other = statements
    return combine(
        core,
        (other, *stopped),
        cautions=(
            "where hidden nodes are saturated the output nodes go on learning from what they say",
        ),
    )


def _accuracy(table: pd.DataFrame) -> Levels:
    """(repeats,) test accuracy after the most epochs, at each level's best learning rate."""
    return at_own_best(table[table["epochs"] == table["epochs"].max()], _SETTINGS)[0]


def _early(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that training has changed least, as it saturates nodes, too."""
    least = (table["epochs"] == table["epochs"].min()) & (table["lr"] == table["lr"].min())
    early: pd.DataFrame = table[least]
    return early


def _end(input_range: str) -> float:
    """The upper end of a range as tables have it: `[0.01,1.0]`."""
    return float(input_range.strip("[]").split(",")[1])


def chart(table: pd.DataFrame) -> Chart:
    """Saturation and accuracy by scale of the weights, for each range of inputs."""
    shown = pd.DataFrame(
        [
            {"scale": scale, "inputs": name, "repeat": repeat, "accuracy": right}
            for (scale, name), values in _accuracy(table).items()
            for repeat, right in enumerate(values)
        ]
    )
    return Chart(
        title="Large weights and large inputs saturate a network",
        alt=(
            "Share of saturated hidden outputs after the fewest epochs at the smallest learning "
            "rate, and test accuracy after the most at the best one, by the scale of the first "
            "weights, for several ranges of inputs."
        ),
        panels=(
            Panel(
                x="factor on the first weights",
                y="saturated hidden outputs (%)",
                lines=lines(_early(table), _SETTINGS[0], "saturation", _SETTINGS[1], times=100),
                log_x=True,
                legend="inputs",
            ),
            Panel(
                x="factor on the first weights",
                y="test accuracy (%)",
                lines=lines(shown, "scale", "accuracy", "inputs", times=100),
                log_x=True,
                legend="inputs",
            ),
        ),
    )


CLAIM = Claim(
    id="saturation",
    section="1.16",
    sentence="Large inputs or weights saturate a network and stop it learning.",
    statistic=(
        "share of saturated hidden outputs (slope below 5 % of the steepest) early in training, "
        "and test accuracy at the best learning rate, by scale of first weights and inputs"
    ),
    rule=(
        "core: the largest weights saturate more of the hidden outputs and cost accuracy; also: so "
        "do the largest inputs; and with each of them networks get less than half right, as those "
        "do that have stopped learning"
    ),
    judge=judge,
    chart=chart,
)
