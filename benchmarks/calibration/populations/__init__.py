"""Real trainings, many repeats of each, to draw sweeps from whose truth is then known.

Simulated worlds are made by those who made the tests, and flatter them. Here the world is a
few thousand trainings of the book's network: a sweep of R repeats is R of its repeats, drawn
with replacement, and the truth is the mean over all of them. `python -m
benchmarks.calibration.populations` trains them anew.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent

METRICS = ("validation_accuracy", "validation_loss", "test_accuracy", "test_loss")


@dataclasses.dataclass(frozen=True, eq=False)
class Population:
    """The learning curves of one grid of learning rates, with far more repeats than users run."""

    name: str
    lr: np.ndarray
    """(rates,) ascending."""
    metrics: dict[str, np.ndarray]
    """(rates, repeats, epochs) float64 by name; NaN from the epoch on in which a run diverged."""

    @property
    def diverged(self) -> np.ndarray:
        """(rates, repeats) whether the run diverged before its last epoch."""
        ends: np.ndarray = ~np.isfinite(next(iter(self.metrics.values()))[:, :, -1])
        return ends


def names() -> tuple[str, ...]:
    """The populations that are kept here."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.npz")))


def load(name: str) -> Population:
    """One population.

    Raises:
        FileNotFoundError: there is none of this name.
    """
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as kept:
        trained = np.arange(kept["epochs"].item()) < kept["complete"][:, :, None]
        metrics = {
            metric: np.where(trained, _restored(metric, kept), np.nan)
            for metric in METRICS
            if metric in kept
        }
        return Population(name, kept["lr"], metrics)


def save(population: Population, samples: dict[str, int], folder: Path = FOLDER) -> Path:
    """Keep a population: accuracies as counts, exactly, losses to three digits.

    Args:
        population: what to keep.
        samples: of the `validation` and the `test` data, of which accuracies are shares.
        folder: where.
    """
    first = next(iter(population.metrics.values()))
    arrays: dict[str, np.ndarray] = {
        "lr": population.lr,
        "epochs": np.array(first.shape[2]),
        "complete": np.isfinite(first).sum(axis=2).astype(np.uint8),
    }
    for metric, values in population.metrics.items():
        known, part = np.nan_to_num(values), metric.partition("_")[0]
        if metric.endswith("accuracy"):
            arrays[f"{part}_samples"] = np.array(samples[part])
            arrays[metric] = np.rint(known * samples[part]).astype(np.uint16)
        else:
            arrays[metric] = known.astype(np.float16)
    path = folder / f"{population.name}.npz"
    np.savez_compressed(path, **arrays)
    return path


def _restored(metric: str, kept: np.lib.npyio.NpzFile) -> np.ndarray:
    values: np.ndarray = kept[metric].astype(np.float64)
    if metric.endswith("accuracy"):
        values /= kept[f"{metric.partition('_')[0]}_samples"].item()
    return values
