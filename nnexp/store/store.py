"""Every curve ever computed, by run id, in one SQLite file that sweeps may share."""

from __future__ import annotations

import dataclasses
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np

from nnexp.network import Network
from nnexp.store.faults import StoreError, faults_of
from nnexp.store.file import connect, patiently, transaction
from nnexp.store.records import (
    RunRow,
    StoredRun,
    checkpoint_of,
    checkpoint_row,
    run_of,
    run_row,
)
from nnexp.training import Curve, Outcome

log = logging.getLogger(__name__)

R = TypeVar("R")

# SQLite's limit on the placeholders of one statement was 999 for long.
_IDS_AT_ONCE = 900

_RUN = "SELECT run_id, settings, seed, repeat, epochs, status, reason, curve, checksum FROM runs"
_CHECKPOINT = "SELECT run_id, epoch, network, weights, checksum FROM checkpoints"


@dataclasses.dataclass(frozen=True)
class Finished:
    """A training as it is handed to the store."""

    run_id: str
    settings: str
    """Canonical JSON of the settings, for people who read the file."""
    seed: int
    repeat: int
    outcome: Outcome
    keep_checkpoint: bool
    """Whether to keep the last weights, so that more epochs continue from them."""


class Store:
    """An open store; made by `open_store`, closed at the end of a `with` block."""

    def __init__(self, path: Path, connection: sqlite3.Connection, patience: float) -> None:
        self.path = path
        self._connection = connection
        self._patience = patience
        self._turn = threading.RLock()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was put is kept."""
        with self._turn:
            self._connection.close()

    def get(self, run_ids: Iterable[str]) -> dict[str, StoredRun]:
        """What is known of these runs; unknown and damaged ones are left out.

        Raises:
            StoreError: the file cannot be read.
        """
        found: dict[str, StoredRun] = {}
        for row in self._rows_in(f"{_RUN} WHERE run_id IN", run_ids):
            run = self._sound(run_of(row), row[0])
            if run is not None:
                found[run.run_id] = run
        return found

    def checkpoint(self, run_id: str) -> tuple[int, Network] | None:
        """The last weights that were kept of a run and the epoch after which they stood.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = self._rows(f"{_CHECKPOINT} WHERE run_id = ?", (run_id,))
        return self._sound(checkpoint_of(rows[0]), run_id) if rows else None

    def checkpoints(self, run_ids: Iterable[str]) -> dict[str, int]:
        """The epoch of each run's checkpoint; runs without one are left out.

        Raises:
            StoreError: the file cannot be read.
        """
        query = "SELECT run_id, epoch FROM checkpoints WHERE run_id IN"
        return dict(self._rows_in(query, run_ids))

    def put(
        self,
        run_id: str,
        settings: str,
        seed: int,
        repeat: int,
        outcome: Outcome,
        keep_checkpoint: bool,
    ) -> None:
        """Keep one training; see `put_all`."""
        self.put_all([Finished(run_id, settings, seed, repeat, outcome, keep_checkpoint)])

    def put_all(self, batch: Sequence[Finished]) -> None:
        """Keep trainings, all or none of them: a kill leaves no half of a run.

        A continued run is appended to what is there. Epochs that are known are never lost,
        whichever of two sweeps comes last.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._writing():
            known = self.get(finished.run_id for finished in batch)
            runs: list[RunRow] = []
            for finished in batch:
                before = known.get(finished.run_id)
                run = _merge(finished.run_id, before, finished.outcome)
                known[finished.run_id] = run
                if run is not before:
                    runs.append(run_row(run, finished.settings, finished.seed, finished.repeat))
                self._put_checkpoint(finished, run)
            self._connection.executemany(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", runs
            )

    def _put_checkpoint(self, finished: Finished, run: StoredRun) -> None:
        run_id, outcome = finished.run_id, finished.outcome
        if outcome.status == "diverged":
            self._connection.execute("DELETE FROM checkpoints WHERE run_id = ?", (run_id,))
        elif (
            finished.keep_checkpoint
            and outcome.network is not None
            and _last_epoch(outcome) == run.epochs
        ):
            self._connection.execute(
                "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?)",
                checkpoint_row(run_id, run.epochs, outcome.network),
            )

    def _sound(self, record: R | None, run_id: str) -> R | None:
        if record is None:
            log.warning(
                "store.path=%s: the record of run %s is damaged; it is trained again",
                self.path,
                run_id,
            )
        return record

    def _rows_in(self, query: str, run_ids: Iterable[str]) -> Iterator[Any]:
        wanted = list(run_ids)
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            part = wanted[start : start + _IDS_AT_ONCE]
            yield from self._rows(f"{query} ({','.join('?' * len(part))})", part)

    def _rows(self, query: str, values: Sequence[str]) -> list[Any]:
        with self._turn, faults_of(self.path):
            return patiently(
                lambda: self._connection.execute(query, values).fetchall(), self._patience
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        writing = transaction(self._connection, "IMMEDIATE", self._patience)
        with self._turn, faults_of(self.path), writing:
            yield


def open_store(path: Path | str, patience: float = 30.0) -> Store:
    """Open a store, or create it where there is none.

    Args:
        path: the SQLite file.
        patience: seconds to wait for another program that holds the file.

    Returns:
        The open store, to be used in a `with` block.

    Raises:
        StoreError: it cannot be opened or is not a store of this version.
    """
    path = Path(path)
    return Store(path, connect(path, patience), patience)


def _last_epoch(outcome: Outcome) -> int:
    return outcome.curve.first_epoch - 1 + len(outcome.curve.values)


def _merge(run_id: str, known: StoredRun | None, outcome: Outcome) -> StoredRun:
    """What is known after a training, from what was known before it and its outcome."""
    first, last = outcome.curve.first_epoch, _last_epoch(outcome)
    epochs = 0 if known is None else known.epochs
    if first - 1 > epochs:
        raise StoreError(
            f"run {run_id}: epochs {first} to {last} continue a run of which only {epochs} are "
            "known; repeat the command: it is trained from the start"
        )
    if known is not None and last <= epochs:
        # Another sweep got further, or a fresh attempt failed earlier: only news of a failure.
        settled = known.status == "diverged" or (outcome.status == "ok" and last < epochs)
        if settled or (known.status, known.reason) == (outcome.status, outcome.reason):
            return known
        return dataclasses.replace(known, status=outcome.status, reason=outcome.reason)
    before = () if known is None else (known.curve.values[: first - 1],)
    values = np.concatenate([*before, outcome.curve.values])
    return StoredRun(run_id, last, outcome.status, outcome.reason, Curve(1, values))
