"""The frame that a claim is judged by: a sweep's table, or what was measured besides."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from nnexp.claims.claim import Claim, Probe, Trained
from nnexp.claims.experiment import Experiment
from nnexp.datasets import Dataset, Encoded, encode, load, split
from nnexp.observers.terminal import progress
from nnexp.reproduce.grid import (
    Measurements,
    ReproduceError,
    Trainings,
    read_measurements,
    read_trainings,
)
from nnexp.reproduce.kept import kept
from nnexp.settings import DataSettings, GridPoint
from nnexp.store import open_store
from nnexp.sweeps import SweepData, run_sweep
from nnexp.trainables.book.networks import network_of
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.trainable import Trainable


@dataclasses.dataclass(frozen=True)
class Frame:
    """What was measured, and what that took."""

    rows: pd.DataFrame
    """What the claim is judged by."""
    table: pd.DataFrame | None
    """One row per trial of the trainings; None for an experiment of its own."""
    sweep: str
    """The command of the sweep of trainings; empty for an experiment of its own."""
    size: tuple[str, Mapping[str, str]]
    """How much was run: a template, and the numbers for it."""


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
        return _experiment(claim.experiment, read_measurements(claim, quick=quick), directory)
    return _sweep(claim, read_trainings(claim, quick=quick), directory)


def _experiment(experiment: Experiment, asked: Measurements, directory: Path) -> Frame:
    result = _swept(asked, directory, experiment)
    table = _finished(result.table)
    columns = experiment.columns
    measured = table.dropna(subset=list(columns.metrics), how="all")
    rows = measured[[*columns.settings, "repeat", *columns.metrics]].reset_index(drop=True)
    numbers = {"settings": f"{len(asked.points):,}", "repeats": f"{asked.sweep.repeats:,}"}
    return Frame(rows, None, "", ("{settings} settings × {repeats} repeats", numbers))


def _sweep(claim: Claim, asked: Trainings, directory: Path) -> Frame:
    result = _swept(asked, directory)
    table, probe = result.table, claim.probe
    _finished(table)
    rows = table
    if probe is not None:
        besides = "" if claim.reads is None else claim.reads()
        about = [result.table_hash, besides]
        rows = kept(directory, about, lambda: _probed(probe, asked, table))
    counts = result.counts
    runs = counts.trained + counts.extended + counts.reused
    numbers = {"trials": f"{len(table):,}", "runs": f"{runs:,}"}
    return Frame(rows, table, asked.command, ("{trials} trials by {runs} trainings", numbers))


def _swept(
    asked: Measurements | Trainings, directory: Path, trainable: Trainable | None = None
) -> SweepData:
    """Somebody who watches sees how far a sweep is; a log has its one line per claim."""
    console = Console(stderr=True, quiet=not sys.stderr.isatty())
    return run_sweep(
        asked.points,
        asked.sweep,
        directory,
        trainable=trainable,
        console=console,
        observers={"terminal": progress(console)},
    )


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    """The trials that finished, one at least."""
    failed = table.loc[table["status"] != "ok", "reason"]
    if len(failed) == len(table):
        raise ReproduceError(f"every trial failed, the first with: {failed.iloc[0]}")
    return table[table["status"] == "ok"]


def _probed(probe: Probe, asked: Trainings, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that a probe has for each network that was trained to its end."""
    rows: list[dict[str, Any]] = []
    # The table has the trials in the order of the grid, all repeats of a point together.
    trials = itertools.product(asked.points, range(asked.sweep.repeats))
    kept_columns = table.drop(columns=["target", "reason", "data_fingerprint"])
    known: list[Any] = kept_columns.to_dict("records")
    with open_store(asked.sweep.store.path) as store:
        for (point, repeat), own in zip(trials, known, strict=True):
            if own["status"] == "ok":
                trained = _trained(point, repeat, store.checkpoint(str(own["run_id"])))
                rows += [{**own, **row} for row in probe(trained)]
    return pd.DataFrame(rows)


def _trained(point: GridPoint, repeat: int, kept: Checkpoint | None) -> Trained:
    """The network of a trial, trained again where the store has only its later epochs."""
    dataset = _dataset(point.data)
    network = network_of(
        point, repeat, kept, dataset, lambda: _encoded(point.data, point.training.dtype)
    )
    rows = split(dataset, point.data, point.seed, repeat)
    return Trained(network, point, repeat, dataset, rows)


@functools.lru_cache(maxsize=4)
def _dataset(settings: DataSettings) -> Dataset:
    return load(settings)


@functools.lru_cache(maxsize=2)
def _encoded(settings: DataSettings, dtype: str) -> Encoded:
    return encode(_dataset(settings), settings.input_range, dtype, settings.rotation)
