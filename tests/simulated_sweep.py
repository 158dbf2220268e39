"""Tables and curves of sweeps that were never run, with the columns of real ones.

The response follows what the book measured: accuracy has a hump over log lr, falls
off a little with too many epochs, and grows slowly with hidden nodes.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nnexp.settings import GridPoint, flatten, parse, unflatten

METRICS = (
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "test_loss",
    "test_accuracy",
    "weight_norm",
    "saturation",
    "seconds",
)


def simulate(
    axes: Mapping[str, Sequence[Any]],
    repeats: int = 5,
    fails: Callable[[Mapping[str, Any]], str] = lambda row: "",
    validation: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Table, curves and swept names of a full grid over `axes`.

    Args:
        axes: values of each swept setting under its dotted name.
        repeats: trials of each grid point.
        fails: the reason of a trial's failure from its settings and repeat, "" for none.
        validation: whether there is validation data.
    """
    combinations = [
        dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())
    ]
    return simulate_points(combinations, repeats, fails, validation)


def simulate_points(
    combinations: Sequence[Mapping[str, Any]],
    repeats: int = 5,
    fails: Callable[[Mapping[str, Any]], str] = lambda row: "",
    validation: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """As `simulate`, for listed settings that need not make a full grid."""
    points = [parse(unflatten(combination))[0] for combination in combinations]
    longest = max(point.epochs for point in points)
    trials, curves, seen = [], [], set()
    for point, repeat in itertools.product(points, range(repeats)):
        settings: dict[str, Any] = flatten(point)
        run = {**settings, "repeat": repeat}
        run.pop("epochs")
        run["run_id"] = hashlib.sha256(repr(sorted(run.items())).encode()).hexdigest()[:16]
        curve = _curve(point, repeat, longest, validation)
        reason = fails({**settings, "repeat": repeat})
        last = dict(zip(METRICS, curve[point.epochs - 1], strict=True))
        last["seconds"] = float(curve[: point.epochs, -1].sum())
        trials.append(
            {
                **settings,
                "repeat": repeat,
                "run_id": run["run_id"],
                "target": "simulated",
                "status": "diverged" if reason else "ok",
                "reason": reason,
                **(dict.fromkeys(METRICS, np.nan) if reason else last),
                "data_fingerprint": "0" * 64,
            }
        )
        if run["run_id"] not in seen:
            seen.add(run["run_id"])
            kept = 1 if reason else longest
            curves += [
                {**run, "epoch": epoch + 1, **dict(zip(METRICS, curve[epoch], strict=True))}
                for epoch in range(kept)
            ]
    table = pd.DataFrame(trials)
    swept = tuple(
        name
        for name in flatten(points[0])
        if len({str(flatten(point)[name]) for point in points}) > 1
    )
    return table, pd.DataFrame(curves), swept


def _curve(point: GridPoint, repeat: int, epochs: int, validation: bool) -> np.ndarray:
    """(epochs, metrics) of one run; the same repeat draws the same noise for every lr."""
    generator = np.random.default_rng([repeat, point.seed, sum(point.hidden_nodes)])
    epoch = np.arange(1, epochs + 1)
    ideal = 0.2 / np.sqrt(epoch)
    miss = 0.035 + 0.006 * np.log(point.lr / ideal) ** 2
    miss += 0.08 * np.exp(-epoch * point.lr * 20)
    miss += 0.3 / (10 + sum(point.hidden_nodes)) + 0.002 * point.training.batch_size**0.5
    miss += {"fan_in": 0.0, "fan_out": 0.01}.get(point.network.init, 0.03)
    harm = 0.0008 * np.maximum(0, epoch - 6) * min(point.lr, 1)
    noise = generator.normal(0, 0.0025) + generator.normal(0, 0.001, epochs)
    test = np.clip(miss + harm + noise, 0.001, 0.9)
    held = np.clip(miss + harm + noise + generator.normal(0, 0.002, epochs), 0.001, 0.9)
    train = np.clip(0.8 * miss * np.exp(-0.15 * epoch) + 0.002 + np.abs(noise) / 3, 0.0005, 0.9)
    empty = np.full(epochs, np.nan)
    seconds = np.full(epochs, 0.05 + 0.002 * sum(point.hidden_nodes))
    columns = (
        1.6 * train,
        1 - train,
        1.6 * held if validation else empty,
        1 - held if validation else empty,
        1.6 * test,
        1 - test,
        10 + epoch.astype(float),
        np.clip(0.1 * epoch / epochs, 0, 1),
        seconds * generator.uniform(0.9, 1.1, epochs),
    )
    return np.stack(columns, axis=1)
