"""A trainable of another kind, for tests: a walk with momentum that knows nothing of networks.

It has memory beyond its place (its speed), a budget named `steps`, data made of one number, and
settings of which one is never read when another is 0.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import os
import signal

import numpy as np

from nnexp.columns import Columns
from nnexp.errors import NnexpError
from nnexp.metrics import Metric
from nnexp.settings import Spec
from nnexp.trainables.outcome import Curve, Outcome

RAISES, DEADLY = 1300.0, 1400.0
"""Pulls at which a walk raises, or kills the process that it runs in."""

SETTINGS = {
    "pull": Spec("how hard it is pulled home", "number", "pull=0.1", role="tuned", scale="log"),
    "momentum": Spec("share of speed kept", "number", "momentum=0.5", role="tuned", scale="linear"),
    "nesterov": Spec("whether to look ahead", "flag", "nesterov=true", role="tuned"),
    "steps": Spec("steps taken", "integer", "steps=3", role="budget", scale="log", costly=True),
    "decay": Spec("whether steps shrink to nothing", "flag", "decay=true", role="tuned"),
    "seed": Spec("of all draws", "integer", "seed=1", role="replicate"),
    "home": Spec("where home is", "number", "home=0", role="task"),
}


@dataclasses.dataclass(frozen=True)
class Start:
    """A grid point."""

    pull: float = 0.1
    momentum: float = 0.5
    nesterov: bool = False
    steps: int = 4
    decay: bool = False
    seed: int = 1
    home: float = 0.0


@dataclasses.dataclass(frozen=True)
class Home:
    """Its data: one number."""

    name: str
    fingerprint: str
    place: float
    classes: int | None = None
    same_test: int | None = None
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class NowhereError(NnexpError):
    """Data that cannot be read."""


@dataclasses.dataclass(frozen=True)
class Walk:
    """See `nnexp.trainables.trainable.Trainable`."""

    name: str = "walk"
    revision: str = "a"

    @property
    def columns(self) -> Columns:
        metrics = (
            Metric("validation_distance", "from home", "validation", "lower", chooses=True),
            Metric("speed", "of the walk"),
        )
        return Columns(settings=SETTINGS, metrics={one.name: one for one in metrics})

    def target(self) -> str:
        return "any machine"

    def flat(self, point):
        return dataclasses.asdict(point)

    def canonical(self, point, content):
        if point.momentum == 0 and point.nesterov:
            return dataclasses.replace(point, nesterov=False)
        return point

    def describe(self, settings, content, target):
        known = {name: settings[name] for name in ("pull", "momentum", "nesterov", "decay")}
        if settings["decay"]:
            known["steps"] = settings["steps"]
        known |= {"home": content.fingerprint, "revision": self.revision, "target": target}
        known["trainable"] = self.name
        return json.dumps(known, sort_keys=True, separators=(",", ":"))

    def is_prefix(self, settings):
        return not settings["decay"]

    def with_budget(self, point, budget):
        return dataclasses.replace(point, steps=budget)

    def with_settings(self, point, values):
        return dataclasses.replace(point, **values)

    def lacks_validation(self, point):
        return None

    def source(self, point):
        return "home", str(point.home)

    def named(self, source):
        return " ".join(source)

    def guessing(self, content):
        return None

    def load(self, points):
        if any(math.isnan(point.home) for point in points):
            raise NowhereError("home=nan: must be a number; for example home=0")
        return {
            self.source(point): Home(
                f"{point.home:g}",
                hashlib.sha256(str(point.home).encode()).hexdigest(),
                point.home,
            )
            for point in points
        }

    def reads(self, point, fingerprint):
        return fingerprint

    def prepare(self, point, content):
        return content.place

    def received(self, name, fingerprint, fetch):
        return fetch()

    def memo(self, *, several):
        return {}

    def warm(self, point, prepared, memo, tell):
        pass

    def train(self, point, repeat, prepared, *, start, should_stop, memo):
        if point.pull == RAISES:
            raise ZeroDivisionError("by nought")
        if point.pull == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        done, state = start or (0, None)
        place = np.array([prepared + 3.0]) if state is None else state["place"].copy()
        speed = np.zeros(1) if state is None else state["speed"].copy()
        rows = []
        status, reason = "ok", ""
        for step in range(done + 1, point.steps + 1):
            if why := should_stop():
                status, reason = why, f"stopped in step {step}"
                break
            draw = np.random.default_rng([point.seed, repeat, step]).normal()
            ahead = place + point.momentum * speed if point.nesterov else place
            size = 1 - (step - 1) / point.steps if point.decay else 1.0
            faster = point.momentum * speed - size * (point.pull * (ahead - prepared) + 0.01 * draw)
            if not np.isfinite(place + faster).all() or abs(place[0] + faster[0]) > 1e6:
                status, reason = "diverged", f"lost in step {step}; try a smaller pull"
                break
            speed = faster
            place = place + speed
            rows.append([abs(float(place[0]) - prepared), float(speed[0])])
        curve = Curve(done + 1, np.array(rows, dtype=float).reshape(-1, 2))
        walked = done + len(rows) > 0
        return Outcome(status, reason, curve, {"place": place, "speed": speed} if walked else None)

    def seconds(self, point, epochs, content):
        return 1e-5 * epochs

    def timed(self, trainings, data, at_once):
        return [1e-5 * steps for _, steps in trainings]

    def memory(self, point, content):
        return 1_000

    def too_large(self, point, content, room, at_once):
        return "a walk needs 1 kB of memory; free some"


WALK = Walk()
