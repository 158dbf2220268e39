"""Training images with copies turned by some degrees, at two learning rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import better
from nnexp.claims.chart import Chart, Panel, lines
from nnexp.claims.claim import Claim
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, by_level
from nnexp.claims.verdict import combine
from nnexp.language.said import said

ANGLE = "data.rotation"
HELPFUL = 10.0
"""Degrees that the book settles on."""

_COPIES = 3
_INIT = "network.init"
_USUAL = "fan_in"
"""First weights of the author's code with turned copies; the others are told beside."""


def judge(table: pd.DataFrame) -> Judgement:
    """Whether copies help beyond their number, and too much turning hurts, at the better rate."""
    usual = _usual(table)
    accuracy = by_level(usual, ["lr", ANGLE, "epochs"], "test_accuracy")
    steep = max(angle for _, angle, _ in accuracy)
    last = {lr: _last(accuracy, lr) for lr in _rates(accuracy)}
    alone = {lr: accuracy[lr, 0.0, _COPIES * epochs] for lr, epochs in last.items()}
    good = max(alone, key=lambda lr: float(np.nanmean(alone[lr])))

    def at_equal_steps(lr: float) -> Judgement:
        return better(
            accuracy[lr, HELPFUL, last[lr]],
            alone[lr],
            said(
                "test accuracy gained by copies turned by {angle:g}° at as many steps, lr {lr:g}",
                angle=HELPFUL,
                lr=lr,
            ),
            said(
                "at a learning rate of {lr:g}, {epochs} epochs with copies turned by {angle:g}° "
                "gain, over {more} epochs of the images alone, which are as many steps,",
                lr=lr,
                epochs=last[lr],
                angle=HELPFUL,
                more=_COPIES * last[lr],
            ),
            usual,
        )

    def at_equal_epochs(lr: float) -> Judgement:
        return better(
            accuracy[lr, HELPFUL, last[lr]],
            accuracy[lr, 0.0, last[lr]],
            said(
                "test accuracy gained by copies turned by {angle:g}° at as many epochs, lr {lr:g}",
                angle=HELPFUL,
                lr=lr,
            ),
            said(
                "at a learning rate of {lr:g}, after {epochs} epochs copies turned by {angle:g}° "
                "gain",
                lr=lr,
                epochs=last[lr],
                angle=HELPFUL,
            ),
            usual,
        )

    too_much = better(
        alone[good],
        accuracy[good, steep, last[good]],
        said(
            "test accuracy lost by copies turned by {angle:g}° at as many steps, lr {lr:g}",
            angle=steep,
            lr=good,
        ),
        said(
            "at a learning rate of {lr:g}, copies turned by {angle:g}° cost, at as many steps,",
            lr=good,
            angle=steep,
        ),
        usual,
    )
    others = [lr for lr in last if lr != good]
    return combine(
        at_equal_steps(good),
        (too_much, *map(at_equal_steps, others), *map(at_equal_epochs, last)),
        cautions=(said("with as many steps the images alone are read best at lr {lr:g}", lr=good),),
    )


def _usual(table: pd.DataFrame) -> pd.DataFrame:
    return table[table[_INIT] == _USUAL] if _INIT in table else table


def _rates(accuracy: Levels) -> list[float]:
    return sorted({lr for lr, _, _ in accuracy})


def _last(accuracy: Levels, lr: float) -> int:
    """The most epochs of every angle for which the images alone have as many steps."""
    angles = {angle for one, angle, _ in accuracy if one == lr}
    common = [
        {epochs for one, other, epochs in accuracy if (one, other) == (lr, angle)}
        for angle in angles
    ]
    steps = {epochs for one, angle, epochs in accuracy if (one, angle) == (lr, 0.0)}
    return int(max(one for one in set.intersection(*common) if _COPIES * one in steps))


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by angle for each number of epochs, a panel per learning rate."""
    usual = _usual(table)
    accuracy = by_level(usual, ["lr", ANGLE, "epochs"], "test_accuracy")
    panels = []
    for lr in _rates(accuracy):
        shown = usual[(usual["lr"] == lr) & (usual["epochs"] <= _last(accuracy, lr))]
        panels.append(
            Panel(
                title=said("learning rate {lr:g}", lr=lr),
                x="angle of the copies (degrees; 0: no copies)",
                y="test accuracy (%)",
                lines=lines(
                    shown.sort_values("epochs"), ANGLE, "test_accuracy", "epochs", times=100
                ),
                legend="epochs",
            )
        )
    return Chart(
        title="Turned copies: where they help, and where they hurt",
        alt=(
            "Test accuracy by the angle of the turned copies, one line per number of epochs, for "
            "each learning rate."
        ),
        panels=tuple(panels),
    )


CLAIM = Claim(
    id="rotation",
    section="3.3",
    sentence="Turned copies of the images make better training data; too much turning hurts.",
    statistic=(
        "test accuracy with copies of each training image turned both ways by some degrees, less "
        "that without copies, after as many steps and after as many epochs"
    ),
    rule=(
        "core: at the learning rate at which the images alone are read best, copies turned by 10° "
        "gain accuracy over the images alone trained for as many steps; also: copies turned by the "
        "largest angle cost some there; and copies turned by 10° gain at the other rate at as many "
        "steps, and at each at as many epochs"
    ),
    judge=judge,
    chart=chart,
)
