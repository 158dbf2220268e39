"""Train the populations anew: `python -m benchmarks.calibration.populations [NAME …]`.

Minutes on two cores; MNIST's needs `NNEXP_DATA_DIR`. Another kind of processor rounds
otherwise, so its populations differ in single samples.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import nnexp
from benchmarks.calibration.populations import METRICS, Population, save


@dataclasses.dataclass(frozen=True)
class Trainings:
    """What a population is trained with, learning rates aside."""

    lr: tuple[float, ...]
    epochs: int
    repeats: int
    settings: Mapping[str, object]
    samples: Mapping[str, int]
    """Of the validation and the test data."""


def _rates(low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(float(f"{rate:.3g}") for rate in np.geomspace(low, high, count))


POPULATIONS = {
    "digits": Trainings(_rates(0.005, 3, 20), 20, 200, {}, {"validation": 288, "test": 359}),
    "diverging": Trainings(
        _rates(0.02, 0.8, 12),
        20,
        200,
        {"network.activation": "relu", "network.output_activation": "linear", "network.bias": True},
        {"validation": 288, "test": 359},
    ),
    "few_validation": Trainings(
        _rates(0.01, 3, 8),
        10,
        200,
        {"data.validation": 20, "data.train_size": 200},
        {"validation": 20, "test": 359},
    ),
    "noisy_labels": Trainings(
        _rates(0.01, 1, 8),
        20,
        200,
        {"data.label_noise": 0.3, "data.train_size": 300},
        {"validation": 288, "test": 359},
    ),
    "mnist": Trainings(
        _rates(0.01, 1, 8),
        10,
        60,
        {"data": "mnist", "data.train_size": 3000, "data.validation": 2000},
        {"validation": 2000, "test": 10_000},
    ),
    "xor": Trainings(
        _rates(0.1, 10, 8),
        40,
        200,
        {"data": "xor", "data.validation": 0, "hidden_nodes": 3, "network.bias": True},
        {"test": 4},
    ),
}


def train(name: str) -> Population:
    """All trainings of a population."""
    asked = POPULATIONS[name]
    with tempfile.TemporaryDirectory() as folder:
        found = nnexp.sweep(
            {
                **asked.settings,
                "lr": list(asked.lr),
                "epochs": asked.epochs,
                "repeats": asked.repeats,
                "store.path": str(Path(folder) / "store.sqlite"),
            },
            directory=Path(folder) / "sweep",
        )
        return population_of(name, found.curves, found.table, asked)


def population_of(
    name: str, curves: pd.DataFrame, table: pd.DataFrame, asked: Trainings
) -> Population:
    """The curves of a sweep as arrays."""
    rates = np.sort(table["lr"].unique())
    shape = (len(rates), asked.repeats, asked.epochs)
    at = (
        np.searchsorted(rates, curves["lr"].to_numpy()),
        curves["repeat"].to_numpy(),
        curves["epoch"].to_numpy() - 1,
    )
    metrics = {}
    for metric in METRICS:
        if metric.partition("_")[0] in asked.samples:
            metrics[metric] = np.full(shape, np.nan)
            metrics[metric][at] = curves[metric].to_numpy()
    return Population(name, rates, metrics)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and keep them."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration.populations", description=__doc__
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(POPULATIONS))
    chosen = parser.parse_args(arguments).names or list(POPULATIONS)
    if unknown := [name for name in chosen if name not in POPULATIONS]:
        parser.error(f"{unknown[0]}: must be one of {', '.join(POPULATIONS)}")
    for name in chosen:
        population = train(name)
        path = save(population, dict(POPULATIONS[name].samples))
        print(
            f"{path.name}: {len(population.lr)} learning rates, "
            f"{population.diverged.shape[1]} repeats, {population.diverged.mean():.1%} diverged, "
            f"{path.stat().st_size / 1000:,.0f} kB"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
