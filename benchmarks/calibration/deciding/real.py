"""The same on real trainings: sweeps drawn from populations of two hundred repeats."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np

from benchmarks.calibration.deciding.driving import Driven, drive
from benchmarks.calibration.deciding.onsets import rise_of
from benchmarks.calibration.deciding.worlds import METRIC, Resampled, columns
from benchmarks.calibration.populations import Population, load
from benchmarks.calibration.rates import Condition, Rate, average, share
from nnexp.deciding import LOOKS, MARGIN, Answer, Question

ERROR, COVERAGE = 0.05, 0.93
STARTS: dict[tuple[str, str], tuple[int, ...]] = {
    ("digits", "around the best"): (7, 13, 19),
    ("digits", "below the best"): (1, 4, 7),
    ("digits", "above the best"): (17, 18, 19),
    ("digits", "halving"): tuple(range(0, 20, 2)),
    ("mnist", "every other"): (1, 3, 5),
    ("few_validation", "every other"): (1, 3, 5),
    ("noisy_labels", "every other"): (1, 3, 5),
    ("diverging", "every other"): (1, 3, 5),
}
"""Places of learning rates that the first grid has."""


def conditions() -> Iterator[Condition]:
    """Every population and first grid."""
    for name, grid in STARTS:
        yield Condition("real", name, grid, "real", LOOKS[-1])


@functools.cache
def _population(name: str) -> Population:
    return load(name)


def measure(condition: Condition, sweeps: int) -> list[Rate]:
    """All rates of one condition."""
    rng = condition.generator()
    population = _population(condition.surface)
    rates, _, epochs = population.metrics["validation_accuracy"].shape
    question = Question(
        {
            "x": STARTS[condition.surface, condition.grid],
            # Of ten values trainings are halved without being asked to.
            "epochs": (epochs,) if condition.grid == "halving" else (epochs // 2, epochs),
        },
        ("sweet_spot", "overfitting"),
        columns(0, rates - 1, whole=True, epochs=epochs),
        METRIC,
    )
    truth = Resampled(rng, population)
    rows = []
    for _ in range(sweeps):
        driven = drive(question, Resampled(rng, population))
        rows.append(_judged(driven, truth) | _given_up(question, driven, truth, epochs))
    return [rate for name in rows[0] for rate in _rate(condition, name, [r[name] for r in rows])]


def _rate(condition: Condition, name: str, values: list[float | None]) -> Iterator[Rate]:
    known = np.array([one for one in values if one is not None])
    bars = {"false": {"high": ERROR}, "best": {"high": ERROR}, "regret": {"high": ERROR}}
    if len(known) < 2:
        return
    if name in ("trainings", "epochs", "share given up"):
        yield Rate(condition, name, *average(known))
    elif name.endswith("coverage"):
        yield Rate(condition, name, *share(known), COVERAGE)
    else:
        yield Rate(condition, name, *share(known), **bars.get(name.split()[0], {}))


def _given_up(
    question: Question, driven: Driven, truth: Resampled, epochs: int
) -> dict[str, float | None]:
    """Whether the best of the first grid was not trained to its end, by how it stood before."""
    first = [float(str(x)) for x in question.axes["x"]]
    best = min(first, key=lambda x: truth.truth(x, epochs))
    return {
        "best given up": best not in driven.finished,
        "share given up": sum(x not in driven.finished for x in first) / len(first),
    }


def _judged(driven: Driven, truth: Resampled) -> dict[str, float | None]:
    decision = driven.decision
    spot = next(one for one in decision.answers if one.goal == "sweet_spot")
    onset = next(one for one in decision.answers if one.goal == "overfitting")
    return {
        **_spot(spot, truth, driven.tried),
        **_onset(onset, truth),
        "trainings": float(decision.trainings),
        "epochs": float(decision.units),
    }


def _spot(answer: Answer, truth: Resampled, tried: frozenset[float]) -> dict[str, float | None]:
    epochs = int(str(dict(answer.where)["epochs"]))
    means = np.array([truth.truth(float(str(x)), epochs) for x in answer.candidates])
    best = int(means.argmin())
    interior = answer.verdict == "interior"
    named = float(str(answer.named))
    regret = truth.truth(named, epochs) - min(truth.truth(x, epochs) for x in tried)
    found: dict[str, float | None] = {
        "decided": answer.settled,
        "interior": interior,
        "false interior": interior and best in (0, len(means) - 1),
        "best excluded": answer.candidates[best] not in answer.left,
        "regret above the margin": regret > MARGIN if answer.settled else None,
    }
    for metric, estimate in answer.estimates.items():
        right = 1 - truth.truth(named, epochs, metric)
        found[f"{metric} coverage"] = estimate.low - 1e-12 <= right <= estimate.high + 1e-12
    return found


def _onset(answer: Answer, truth: Resampled) -> dict[str, float | None]:
    x, last = float(str(dict(answer.where)["x"])), int(str(answer.candidates[-1]))
    rise = rise_of(np.array([truth.truth(x, epoch, answer.metric) for epoch in range(1, last + 1)]))
    told = answer.verdict == "overfits"
    return {
        "onset decided": answer.settled,
        "overfits": told,
        "false overfits": told and rise <= 0,
        "false harmless": answer.settled and not told and rise > MARGIN,
    }
