"""How large the first weights should be."""

from __future__ import annotations

import pandas as pd

from nnexp.claims.accuracy import as_good, better
from nnexp.claims.chart import Chart, Line, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, at_own_best, under
from nnexp.claims.verdict import combine
from nnexp.language.said import joined, said

FAN_IN = "fan_in"
UNSCALED = ("uniform", 2.0)
"""Uniform from -1 to 1, whatever the number of links: the book's simplest choice."""

_NAMES = {
    ("fan_in", 1.0): "1/√incoming",
    ("fan_out", 1.0): "1/√next layer",
    ("uniform", 1.0): "uniform ±0.5",
    ("uniform", 2.0): "uniform ±1",
}


def judge(table: pd.DataFrame) -> Judgement:
    """Whether 1/√incoming links does as well as any other size, and better than no scaling."""
    accuracy, _ = at_own_best(table, ["network.init", "network.init_scale"])
    chosen, _ = at_own_best(
        table, ["network.init", "network.init_scale"], report="validation_accuracy"
    )
    usual = accuracy[FAN_IN, 1.0]
    best = max(chosen, key=lambda level: chosen[level].mean())
    scales = under(accuracy, FAN_IN)
    largest, smallest = max(scales), min(scales)
    small = 100 * (usual - scales[smallest]).mean()
    return combine(
        better(
            usual,
            accuracy[UNSCALED],
            "test accuracy lost by first weights from -1 to 1, whatever the number of links",
            "first weights from -1 to 1, not scaled by the number of links, cost",
            table,
        ),
        (
            better(
                usual,
                scales[largest],
                said("test accuracy lost by first weights {scale:g} times as large", scale=largest),
                said("first weights {scale:g} times as large cost", scale=largest),
                table,
            ),
            as_good(
                usual,
                accuracy[best],
                said(
                    "test accuracy of first weights of 1/√incoming links less that of {best}",
                    best=_name(best),
                ),
                said(
                    "first weights of deviation 1/√incoming links give the accuracy of the best "
                    "others tried ({best}, chosen on validation data) plus",
                    best=_name(best),
                ),
                table,
            ),
        ),
        cautions=(
            said(
                "small matters less than not large: {scale:g} times the size costs {lost:.1f} "
                "points",
                scale=smallest,
                lost=small,
            ),
            *_of_the_others(accuracy),
        ),
    )


def _of_the_others(accuracy: Levels) -> tuple[str, ...]:
    """What the ways to begin without a scale of their own give."""
    others = [
        said("{name} {share:.1f} %", name=_NAMES[level], share=100 * accuracy[level].mean())
        for level in _NAMES
        if level in accuracy
    ]
    told = said("test accuracies: {others}", others=joined("{one}, {more}", others))
    return (told,) if others else ()


def _name(level: tuple[str, float]) -> str:
    if level in _NAMES:
        return _NAMES[level]
    name = _NAMES.get((level[0], 1.0), level[0])
    return said("{scale:g} times {name}", scale=level[1], name=name)


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy at the best learning rate by scale of the first weights."""
    accuracy, chosen = at_own_best(table, ["network.init", "network.init_scale"])
    shown = pd.DataFrame(
        [
            {"init": init, "scale": scale, "name": _name((init, scale)), "repeat": repeat,
             "accuracy": right, "lr": chosen[init, scale]}
            for (init, scale), values in accuracy.items()
            for repeat, right in enumerate(values)
        ]
    )  # fmt: skip
    normal = shown[shown["init"] == FAN_IN]
    named = shown[shown["name"].isin(_NAMES.values())]
    by_name: Line = line(named, "name", "accuracy", times=100)
    return Chart(
        title="First weights may be small, but must not be large",
        alt=(
            "Test accuracy at the best learning rate by the scale of first weights of deviation "
            "1/√incoming links, and for four ways to draw them."
        ),
        panels=(
            Panel(
                x="factor on 1/√incoming links",
                y="test accuracy (%)",
                lines=(line(normal, "scale", "accuracy", times=100),),
                log_x=True,
            ),
            Panel("first weights", "test accuracy (%)", (by_name,)),
        ),
    )


CLAIM = Claim(
    id="init_scale",
    section="1.16",
    sentence="Start weights should be small and scaled by the number of incoming links.",
    statistic=(
        "test accuracy at the best learning rate, by distribution and scale of the first weights"
    ),
    rule=(
        "core: first weights from -1 to 1, not scaled by links, are less accurate than those of "
        "deviation 1/√incoming links; also: so are those of the largest scale, and the latter are "
        "less than one point worse than the best of all others"
    ),
    judge=judge,
    chart=chart,
)
