"""Every curve ever computed, by run id, in one SQLite file that sweeps may share."""

from __future__ import annotations

import dataclasses
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np

from nnexp.store.faults import StoreError, faults_of
from nnexp.store.file import connect, patiently, transaction
from nnexp.store.records import (
    RunRow,
    StoredRun,
    checkpoint_of,
    checkpoint_row,
    checksum,
    run_of,
    run_row,
)
from nnexp.trainables.outcome import Checkpoint, Curve, Outcome

log = logging.getLogger(__name__)

R = TypeVar("R")

# SQLite's limit on the placeholders of one statement was 999 for long.
_IDS_AT_ONCE = 900

_RUN = (
    "SELECT run_id, settings, seed, repeat, epochs, status, reason, metrics, curve, checksum "
    "FROM runs"
)
_KNOWN = "SELECT run_id FROM runs WHERE run_id IN"
_CHECKPOINT = "SELECT run_id, epoch, state, checksum FROM checkpoints"


Circumstances = tuple[tuple[str, int | str], ...]
"""What decides the bits of a run besides its settings and data, by its names in their JSON."""

_CIRCUMSTANCES = ("kernel_revision", "revision", "target")


@dataclasses.dataclass(frozen=True)
class FinishedRun:
    """A training as it is handed to the store."""

    run_id: str
    settings: str
    """Canonical JSON of the settings, for people who read the file."""
    seed: int
    repeat: int
    metrics: tuple[str, ...]
    """The names of the curve's columns."""
    outcome: Outcome
    keep_checkpoint: bool
    """Whether to keep the last state, so that more epochs continue from it."""


class Store:
    """An open store; made by `open_store`, closed at the end of a `with` block."""

    def __init__(self, path: Path, connection: sqlite3.Connection, patience: float) -> None:
        self.path = path
        self._connection = connection
        self._patience = patience
        self._turn = threading.RLock()
        self._identity = _identity(path)

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

    def displaced(self) -> str | None:
        """What became of the file if it is no longer where it was opened; else None."""
        now = _identity(self.path)
        if now == self._identity:
            return None
        return "was deleted" if now is None else "was replaced by another file"

    def circumstances(self) -> set[Circumstances]:
        """Under which revisions and targets the runs that the store knows were trained.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = self._rows("SELECT DISTINCT settings FROM runs", ())
        return {found for (text,) in rows if (found := circumstances_of(text))}

    def count(self, wanted: Callable[[Mapping[str, Any]], bool]) -> int:
        """How many runs have settings that are wanted.

        Args:
            wanted: asked of the JSON that each run was described by.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = self._rows("SELECT settings, COUNT(*) FROM runs GROUP BY settings", ())
        return sum(number for text, number in rows if wanted(_told(text)))

    def knows(self, run_ids: Iterable[str]) -> set[str]:
        """Those of these runs that the store has a record of.

        Raises:
            StoreError: the file cannot be read.
        """
        return {run_id for (run_id,) in self._rows_in(_KNOWN, run_ids)}

    def get(
        self, run_ids: Iterable[str], metrics: Sequence[str] | None = None
    ) -> dict[str, StoredRun]:
        """What is known of these runs; unknown and damaged ones are left out.

        Args:
            run_ids: of the runs.
            metrics: columns that their curves must have; runs with others are left out as well.

        Raises:
            StoreError: the file cannot be read.
        """
        found: dict[str, StoredRun] = {}
        for row in self._rows_in(f"{_RUN} WHERE run_id IN", run_ids):
            run = self._sound(run_of(row), row[0])
            if run is not None and (metrics is None or run.metrics == tuple(metrics)):
                found[run.run_id] = run
        return found

    def checkpoint(self, run_id: str) -> Checkpoint | None:
        """The last state that was kept of a run and the epoch after which it stood.

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

    def put_all(self, batch: Sequence[FinishedRun]) -> dict[str, StoredRun]:
        """Keep trainings, all or none of them: a kill leaves no half of a run.

        A continued run is appended to what is there. Epochs that are known are never lost,
        whichever of two sweeps comes last.

        Returns:
            What is known of these runs now, by their ids.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._writing():
            known = self.get(finished.run_id for finished in batch)
            runs: list[RunRow] = []
            for finished in batch:
                before = known.get(finished.run_id)
                run = _merge(finished, before)
                known[finished.run_id] = run
                if run is not before:
                    runs.append(run_row(run, finished.settings, finished.seed, finished.repeat))
                self._put_checkpoint(finished, run)
            self._connection.executemany(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", runs
            )
        return known

    def looks(self) -> list[str]:
        """The sweeps that were analysed so far, each once, the oldest first; damaged ones are not.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = self._rows("SELECT look, checksum FROM looks ORDER BY number", ())
        return [look for look, found in rows if found == checksum((look.encode(),))]

    def put_look(self, look: str) -> None:
        """Keep what a sweep asked, as JSON; nothing changes if it is known.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._writing():
            self._connection.execute(
                "INSERT OR IGNORE INTO looks (look, checksum) VALUES (?, ?)",
                (look, checksum((look.encode(),))),
            )

    def _put_checkpoint(self, finished: FinishedRun, run: StoredRun) -> None:
        run_id, outcome = finished.run_id, finished.outcome
        if outcome.status == "diverged":
            self._connection.execute("DELETE FROM checkpoints WHERE run_id = ?", (run_id,))
        elif (
            finished.keep_checkpoint
            and outcome.state is not None
            and _last_epoch(outcome) == run.epochs
        ):
            self._connection.execute(
                "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)",
                checkpoint_row(run_id, run.epochs, outcome.state),
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
        with self._turn, self._faults():
            return patiently(
                lambda: self._connection.execute(query, values).fetchall(), self._patience
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        writing = transaction(self._connection, "IMMEDIATE", self._patience)
        with self._turn, self._faults(), writing:
            yield

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """As `faults_of`, but a file that was taken away is what is wrong, whatever SQLite says."""
        try:
            with faults_of(self.path):
                yield
        except StoreError as error:
            if (displaced := self.displaced()) is None:
                raise
            raise StoreError(
                f"store.path={self.path}: this file {displaced} while it was in use; repeat the "
                "command: what the file that is there does not know is trained again"
            ) from error


def open_store(path: Path | str, patience: float = 30.0) -> Store:
    """Open a store, or create it where there is none.

    Args:
        path: the SQLite file; `~` is the home folder.
        patience: seconds to wait for another program that holds the file.

    Returns:
        The open store, to be used in a `with` block.

    Raises:
        StoreError: it cannot be opened or is not a store of this version.
    """
    path = Path(path).expanduser()
    return Store(path, connect(path, patience), patience)


def circumstances_of(settings: str) -> Circumstances:
    """Revision and target in the canonical JSON of a run's settings; nothing if it is none."""
    told = _told(settings)
    found = tuple((name, told[name]) for name in _CIRCUMSTANCES if name in told)
    return found if all(type(value) in (int, str) for _, value in found) else ()


def _told(settings: Any) -> Mapping[str, Any]:
    """The JSON of a run's settings; nothing if it is none, for a file may hold anything."""
    try:
        told = json.loads(settings)
    except (ValueError, TypeError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another in the same place; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _last_epoch(outcome: Outcome) -> int:
    return outcome.curve.first_epoch - 1 + len(outcome.curve.values)


def _merge(finished: FinishedRun, known: StoredRun | None) -> StoredRun:
    """What is known after a training, from what was known before it and its outcome."""
    run_id, outcome = finished.run_id, finished.outcome
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
    return StoredRun(
        run_id, last, outcome.status, outcome.reason, finished.metrics, Curve(1, values)
    )
