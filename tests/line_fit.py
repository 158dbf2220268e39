"""A trainable whose errors are better the lower: a polynomial fitted to points round by round.

Its budget is called `rounds`, its measure is no share, and nothing of it is a network.
"""

from __future__ import annotations

import dataclasses
import json
import time

import numpy as np
from random_walk import Home, Walk

from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.settings import Spec
from nnexp.trainables.outcome import Curve, Outcome

SETTINGS = {
    "pace": Spec("share of the error mended", "number", "pace=0.1", role="tuned", scale="log"),
    "terms": Spec(
        "powers of x", "integer", "terms=2,4", low=1, role="tuned", scale="linear", costly=True
    ),
    "rounds": Spec("rounds of mending", "integer", "rounds=9", low=1, role="budget", scale="log"),
    "seed": Spec("of all draws", "integer", "seed=1", role="replicate"),
    "shape": Spec("what is fitted", "choice", "shape=wave", choices=("wave", "bow"), role="task"),
}

POINTS = 40


@dataclasses.dataclass(frozen=True)
class Task:
    """A grid point."""

    pace: float = 0.3
    terms: int = 4
    rounds: int = 20
    seed: int = 1
    shape: str = "wave"


def _errors(part, **more):
    return Metric(
        f"{part}_rmse", f"root mean squared error, {part} points", part, "lower", unit="cm", **more
    )


@dataclasses.dataclass(frozen=True)
class LineFit(Walk):
    """See `nnexp.trainables.trainable.Trainable`."""

    name: str = "line_fit"

    @property
    def columns(self) -> Columns:
        known = {"chooses": True, "bounds": (0.0, float("inf")), "margin": 0.05}
        metrics = (
            _errors("train"),
            _errors("validation", **known),
            _errors("test", **known),
            Metric("seconds", "of fitting", better="lower", unit="s"),
        )
        return Columns(SETTINGS, {one.name: one for one in metrics})

    def canonical(self, point, content):
        return point

    def describe(self, settings, content, target):
        known = {name: settings[name] for name in ("pace", "terms")}
        known |= {"data": content.fingerprint, "revision": self.revision, "target": target}
        return json.dumps({**known, "trainable": self.name}, sort_keys=True)

    def is_prefix(self, settings):
        return True

    def with_budget(self, point, budget):
        return dataclasses.replace(point, rounds=budget)

    def with_settings(self, point, values):
        return dataclasses.replace(point, **values)

    def source(self, point):
        return "shape", point.shape

    def load(self, points):
        return {
            self.source(one): Home(one.shape, one.shape.encode().hex(), float(one.shape == "wave"))
            for one in points
        }

    def train(self, point, repeat, prepared, *, start, should_stop, memo):
        rng = np.random.default_rng([point.seed, repeat])
        x = rng.uniform(-1, 1, 3 * POINTS)
        y = (np.sin(3 * x) if prepared else x**2) + 0.2 * rng.standard_normal(len(x))
        powers = np.vander(x, point.terms + 1)
        parts = [slice(POINTS * place, POINTS * (place + 1)) for place in range(3)]
        done, state = start or (0, None)
        weights = np.zeros(point.terms + 1) if state is None else state["weights"].copy()
        rows, status, reason = [], "ok", ""
        for round_ in range(done + 1, point.rounds + 1):
            if why := should_stop():
                status, reason = why, f"stopped in round {round_}"
                break
            began = time.perf_counter()
            seen = powers[parts[0]]
            weights = weights - point.pace * seen.T @ (seen @ weights - y[parts[0]]) / POINTS
            if np.abs(weights).max() > 1e6:
                status, reason = "diverged", f"weights beyond measure in round {round_}"
                break
            spent = time.perf_counter() - began
            wrong = [
                float(np.sqrt(np.mean((powers[one] @ weights - y[one]) ** 2))) for one in parts
            ]
            rows.append([*wrong, spent])
        curve = Curve(done + 1, np.array(rows, dtype=float).reshape(-1, 4))
        return Outcome(status, reason, curve, {"weights": weights} if done + len(rows) else None)


LINE_FIT = LineFit()
