"""A small world in which trainings cost nothing: error rates over lr and epochs, and noise."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from nnexp.deciding import Asked, Decision, Point, Question, Results, Step, Stop, decisions

TOTAL = "total_epochs"
CURVED = ("validation_accuracy", "validation_loss")


@dataclasses.dataclass(frozen=True)
class World:
    """A dip over log lr whose error rates fall with the epochs, and rise again after some.

    They fall with the hidden nodes, too, where these are an axis.
    """

    best: float = 0.3
    curvature: float = 0.01
    deviation: float = 0.003
    harm: float = 0.0
    """Error rate that each epoch after `turn` adds."""
    turn: int = 10
    wall: float = math.inf
    """Learning rate from which on everything diverges."""
    broken: bool = False
    """Whether every training raises."""
    seed: int = 0

    def curve(self, lr: float, nodes: int, repeat: int, epochs: int) -> np.ndarray:
        """(epochs,) validation accuracy."""
        rng = np.random.default_rng((self.seed, repeat, round(lr * 1e9), nodes))
        shared = np.random.default_rng((self.seed, repeat)).standard_normal()
        epoch = np.arange(1, epochs + 1)
        mean = 0.05 + self.curvature * (math.log(lr) - math.log(self.best)) ** 2
        mean = mean + (0.1 * math.exp(-nodes / 20) if nodes else 0.0)
        mean = mean + 0.1 * np.exp(-epoch / 2) + self.harm * np.maximum(epoch - self.turn, 0)
        noise = rng.standard_normal(400)[:epochs]
        drawn: np.ndarray = 1 - mean - self.deviation * (noise + shared)
        return drawn

    def frames(self, asked: Iterable[Asked]) -> Results:
        """Table and curves of trials."""
        rows, curves = [], []
        longest: dict[tuple[float, int, int], int] = {}
        for one in asked:
            lr, epochs = (float(str(dict(one.point)[name])) for name in ("lr", "epochs"))
            nodes = int(str(dict(one.point).get("hidden_nodes", 0)))
            for repeat in one.repeats:
                gone = lr >= self.wall
                value = math.nan if gone else self.curve(lr, nodes, repeat, int(epochs))[-1]
                status = "diverged" if gone else "ok"
                rows.append(
                    (lr, nodes, int(epochs), repeat, status, value, value - 0.01, 1 - value)
                )
                run = lr, nodes, repeat
                longest[run] = max(longest.get(run, 0), int(epochs))
        for run, epochs in longest.items():
            lr, nodes, repeat = run
            gone = lr >= self.wall
            curve = self.curve(*run, epochs)[: 1 if gone else None]
            status = "diverged" if gone else "ok"
            curves += [(*run, epochs, e, status, v, 1 - v) for e, v in enumerate(curve, 1)]
        if self.broken:
            rows = [(*row[:4], "error", math.nan, math.nan, math.nan) for row in rows]
            curves = []
        metrics = ["validation_accuracy", "test_accuracy", "validation_loss"]
        names = ["lr", "hidden_nodes", "epochs", "repeat", "status", *metrics]
        return Results(
            pd.DataFrame(rows, columns=names),
            pd.DataFrame(
                curves, columns=["lr", "hidden_nodes", "repeat", TOTAL, "epoch", "status", *CURVED]
            ),
        )


def driven(
    question: Question, world: World, stop_before: int | None = None
) -> tuple[Decision, list[Step]]:
    """The decision, and its steps; without time for the step of that place if one is given."""
    deciding = decisions(question)
    steps, asked = [next(deciding)], list[Asked]()
    while True:
        stop = stop_before == len(steps) - 1
        asked += steps[-1].asked
        try:
            steps.append(deciding.send(Stop() if stop else world.frames(asked)))
        except StopIteration as end:
            return end.value, steps


def trials(steps: Iterable[Step]) -> list[tuple[Point, int]]:
    """Every trial that was asked for, in order."""
    return [(one.point, r) for step in steps for one in step.asked for r in one.repeats]
