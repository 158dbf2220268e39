"""How often adaptive sweeps tell overfitting that is none, or miss it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.calibration.deciding.driving import drive
from benchmarks.calibration.deciding.worlds import LENGTH, LONGEST, METRIC, SHAPES, Curves, columns
from benchmarks.calibration.noise import OVER_EPOCHS
from benchmarks.calibration.onsets import NEVER
from benchmarks.calibration.rates import Condition, Rate, average, share
from nnexp.deciding import LOOKS, MARGIN, Question

ERROR = 0.05
GOAL = "overfitting"


def conditions() -> Iterator[Condition]:
    """Every kind of noise around curves that never rise, and normal noise around those that do."""
    for shape in SHAPES:
        for noise in OVER_EPOCHS if shape in NEVER else ("normal",):
            yield Condition(GOAL, shape, f"{LENGTH} epochs at first", noise, LOOKS[-1])


def measure(condition: Condition, sweeps: int) -> list[Rate]:
    """All rates of one condition."""
    rng = condition.generator()
    question = Question({"epochs": (LENGTH,)}, (GOAL,), columns(epochs=LONGEST), METRIC)
    overfits, harmless, settled, units = [], [], [], []
    for _ in range(sweeps):
        curves = Curves(rng, condition.surface, condition.noise)
        decision = drive(question, curves).decision
        (answer,) = decision.answers
        rise = rise_of(curves.mean[: int(str(answer.candidates[-1]))])
        told = answer.verdict == "overfits"
        overfits.append(told)
        harmless.append(answer.settled and not told and rise > MARGIN)
        settled.append(answer.settled)
        units.append(float(decision.units))
    never = condition.surface in NEVER
    return [
        Rate(condition, "false overfits", *share(np.array(overfits)), high=ERROR)
        if never
        else Rate(condition, "overfits", *share(np.array(overfits))),
        Rate(condition, "false harmless", *share(np.array(harmless)), high=ERROR),
        Rate(condition, "decided", *share(np.array(settled))),
        Rate(condition, "epochs", *average(np.array(units))),
    ]


def rise_of(mean: np.ndarray) -> float:
    """How far a mean curve rises from its lowest epoch to its last."""
    return float(mean[-1] - mean.min())
