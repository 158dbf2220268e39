"""Large inputs and large weights: hidden nodes at the flat ends of their curve."""

from __future__ import annotations

import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import POINTS, above
from nnexp.claims.pairing import Levels, at_own_best, by_level, labels
from nnexp.claims.verdict import combine
from nnexp.settings import DataSettings, as_text

_SATURATED, _MARGIN, _STOPPED = 0.2, 0.02, 0.5
_SETTINGS = ("network.init_scale", "data.input_range")
_USUAL = as_text(DataSettings.input_range)


def judge(table: pd.DataFrame) -> Finding:
    """Whether large weights, and large inputs, saturate hidden nodes and cost accuracy."""
    rows = labels(table)
    accuracy, saturated = _accuracy(table), by_level(_early(table), _SETTINGS, "saturation")
    heavy = max(scale for scale, _ in accuracy)
    wide = max((name for _, name in accuracy), key=_end)
    usual = (1.0, _USUAL)
    parts = []
    for level, said in (
        ((heavy, _USUAL), f"first weights of {heavy:g} times the usual size"),
        ((1.0, wide), f"inputs up to {_end(wide):g} instead of 1"),
    ):
        parts += [
            above(
                saturated[level] - saturated[usual],
                _SATURATED,
                f"share of saturated hidden outputs with {said}, less the usual share",
                f"{said} saturate more of the hidden outputs, by",
                rows,
                POINTS,
            ),
            above(
                accuracy[usual] - accuracy[level],
                _MARGIN,
                f"test accuracy lost by {said}",
                "they cost, at the learning rate that suits them best,",
                rows,
                POINTS,
            ),
        ]
    worse = 100 * min(accuracy[heavy, _USUAL].mean(), accuracy[1.0, wide].mean())
    return combine("saturation", parts, cautions=_how_much_is_left(worse))


def _how_much_is_left(worse: float) -> tuple[str, ...]:
    if worse < 100 * _STOPPED:
        return ()
    return (
        f"learning does not stop: the worse of the two still gets {worse:.0f} %, as the output "
        "nodes go on learning from what the hidden ones say",
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
        "reproduced if the largest weights, and the largest inputs, each saturate at least 20 "
        "points more of the hidden outputs and cost at least two points of accuracy; not "
        "reproduced if one of these is clearly otherwise"
    ),
    judge=judge,
    chart=chart,
)
