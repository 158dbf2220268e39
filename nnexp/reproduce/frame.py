"""The frame that a claim is judged by: a sweep's table, or what was measured besides."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from nnexp.claims.claim import Claim, Probe, Trained
from nnexp.datasets import Dataset, Encoded, encode, load, split
from nnexp.network import Network
from nnexp.reproduce.grid import (
    Measurements,
    ReproduceError,
    Trainings,
    read_measurements,
    read_trainings,
)
from nnexp.settings import DataSettings, GridPoint, flatten
from nnexp.store import open_store
from nnexp.sweeping import SweepResult, run_sweep
from nnexp.training import train


@dataclasses.dataclass(frozen=True)
class Frame:
    """What was measured, and what that took."""

    rows: pd.DataFrame
    sweep: str
    """The command of the sweep of trainings; empty for an experiment of its own."""
    size: str
    """How much was run, in words."""
    trained: int
    """Runs that the store did not have."""


def frame_of(claim: Claim, directory: Path, *, quick: bool) -> Frame:
    """Run what a claim needs and the store lacks.

    Args:
        claim: what to run.
        directory: folder of the claim's sweep; created when it is missing.
        quick: whether to take a quick look.

    Raises:
        NnexpError: the sweep file is wrong, or the sweep cannot be run.
    """
    if claim.experiment is not None:
        return _measured(claim, read_measurements(claim, quick=quick))
    asked = read_trainings(claim, quick=quick)
    result = run_sweep(asked.points, asked.sweep, directory, console=Console(quiet=True))
    failed = result.table.loc[result.table["status"] != "ok", "reason"]
    if len(failed) == len(result.table):
        raise ReproduceError(f"{claim.id}: every trial failed, the first with: {failed.iloc[0]}")
    rows = result.table if claim.probe is None else _probed(claim.probe, asked, result)
    runs = result.counts.trained + result.counts.extended + result.counts.reused
    return Frame(
        rows=rows,
        sweep=asked.command,
        size=f"{len(result.table):,} trials by {runs:,} trainings",
        trained=result.counts.trained + result.counts.extended,
    )


def _measured(claim: Claim, asked: Measurements) -> Frame:
    assert claim.experiment is not None  # noqa: S101 - the caller has looked
    rows: list[dict[str, Any]] = []
    for point in asked.points:
        for repeat in range(asked.repeats):
            own = {**point, "seed": asked.seed, "repeat": repeat}
            rows += [{**own, **row} for row in claim.experiment(point, asked.seed, repeat)]
    size = f"{len(asked.points):,} settings × {asked.repeats:,} repeats"
    return Frame(pd.DataFrame(rows), "", size, 0)


def _probed(probe: Probe, asked: Trainings, result: SweepResult) -> pd.DataFrame:
    """The rows that a probe has for each network of a sweep that was trained to its end."""
    rows: list[dict[str, Any]] = []
    # The table has the trials in the order of the grid, all repeats of a point together.
    trials = itertools.product(asked.points, range(asked.sweep.repeats))
    endings = zip(result.table["run_id"], result.table["status"], strict=True)
    with open_store(asked.sweep.store.path) as store:
        for (point, repeat), (run_id, status) in zip(trials, endings, strict=True):
            if status != "ok":
                continue
            settings = flatten(point)
            own = {name: settings[name] for name in (*result.swept, "seed")}
            trained = _trained(point, repeat, store.checkpoint(str(run_id)))
            rows += [{**own, "repeat": repeat, **row} for row in probe(trained)]
    return pd.DataFrame(rows)


def _trained(point: GridPoint, repeat: int, kept: tuple[int, Network] | None) -> Trained:
    """The network of a trial, trained again where the store has only its later epochs."""
    dataset = _dataset(point.data)
    network = kept[1] if kept is not None and kept[0] == point.epochs else None
    if network is None:
        encoded = _encoded(point.data, point.training.dtype)
        network = train(point, repeat, dataset, encoded).network
    assert network is not None  # noqa: S101 - a trial that is ok was trained to its end
    rows = split(dataset, point.data, point.seed, repeat)
    return Trained(network, point, repeat, dataset, rows)


@functools.lru_cache(maxsize=4)
def _dataset(settings: DataSettings) -> Dataset:
    return load(settings)


@functools.lru_cache(maxsize=2)
def _encoded(settings: DataSettings, dtype: str) -> Encoded:
    return encode(_dataset(settings), settings.input_range, dtype)
