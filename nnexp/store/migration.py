"""Stores of earlier versions, brought to the present schema.

Each schema that was ever released stays here, word for word, with the step to the next one;
`tests/store` has a file of each.
"""

from __future__ import annotations

import json
import logging
import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnexp.store.records import (
    CheckpointRow,
    RunRow,
    are_texts,
    checkpoint_row,
    checksum,
)

log = logging.getLogger(__name__)

_SCHEMA_1 = (
    """CREATE TABLE runs (
        run_id TEXT PRIMARY KEY NOT NULL,
        settings TEXT NOT NULL,
        seed INTEGER NOT NULL,
        repeat INTEGER NOT NULL,
        epochs INTEGER NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        curve BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    """CREATE TABLE checkpoints (
        run_id TEXT PRIMARY KEY NOT NULL,
        epoch INTEGER NOT NULL,
        network TEXT NOT NULL,
        weights BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    "CREATE TABLE metrics (position INTEGER PRIMARY KEY, name TEXT NOT NULL)",
)

_SCHEMA_2 = (
    """CREATE TABLE runs (
        run_id TEXT PRIMARY KEY NOT NULL,
        settings TEXT NOT NULL,
        seed INTEGER NOT NULL,
        repeat INTEGER NOT NULL,
        epochs INTEGER NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        metrics TEXT NOT NULL,
        curve BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    """CREATE TABLE checkpoints (
        run_id TEXT PRIMARY KEY NOT NULL,
        epoch INTEGER NOT NULL,
        state BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
)

_SCHEMA_3 = (
    *_SCHEMA_2,
    """CREATE TABLE looks (
        number INTEGER PRIMARY KEY NOT NULL,
        look TEXT UNIQUE NOT NULL,
        checksum INTEGER NOT NULL
    )""",
)

SCHEMAS: Mapping[int, Sequence[str]] = {1: _SCHEMA_1, 2: _SCHEMA_2, 3: _SCHEMA_3}
"""By version, the newest last."""

SCHEMA_VERSION = max(SCHEMAS)


def migrate(connection: sqlite3.Connection, version: int, path: Path) -> None:
    """Bring a store to the present schema; the caller holds the transaction.

    Every sound record is taken along; damaged ones, which count as absent, are left behind.

    Args:
        connection: inside a transaction that writes.
        version: that the file has now, one of `SCHEMAS`.
        path: of the file, for the log.
    """
    for step in range(version, SCHEMA_VERSION):
        _STEPS[step](connection, path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    log.info(
        "store.path=%s: brought from schema %d to %d; earlier versions of nnexp cannot read it",
        path,
        version,
        SCHEMA_VERSION,
    )


def _from_1(connection: sqlite3.Connection, path: Path) -> None:
    """Metrics become each run's own; weights of a network become named arrays."""
    names = [name for (name,) in connection.execute("SELECT name FROM metrics ORDER BY position")]
    for table in ("runs", "checkpoints"):
        connection.execute(f"ALTER TABLE {table} RENAME TO {table}_1")
    for statement in _SCHEMA_2:
        connection.execute(statement)
    runs = connection.execute(
        "SELECT run_id, settings, seed, repeat, epochs, status, reason, curve, checksum FROM runs_1"
    )
    connection.executemany(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _sound(runs, lambda row: _run_from_1(row, json.dumps(names)), path),
    )
    checkpoints = connection.execute(
        "SELECT run_id, epoch, network, weights, checksum FROM checkpoints_1"
    )
    connection.executemany(
        "INSERT INTO checkpoints VALUES (?, ?, ?, ?)",
        _sound(checkpoints, _checkpoint_from_1, path),
    )
    for table in ("runs_1", "checkpoints_1", "metrics"):
        connection.execute(f"DROP TABLE {table}")


def _from_2(connection: sqlite3.Connection, _path: Path) -> None:
    """What sweeps asked is kept from now on."""
    connection.execute(_SCHEMA_3[-1])


_STEPS: Mapping[int, Callable[[sqlite3.Connection, Path], None]] = {1: _from_1, 2: _from_2}


def _sound(
    rows: sqlite3.Cursor, convert: Callable[[Sequence[Any]], tuple[Any, ...] | None], path: Path
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        converted = convert(row)
        if converted is None:
            log.warning(
                "store.path=%s: the record of run %s is damaged; it is trained again", path, row[0]
            )
        else:
            yield converted


def _run_from_1(row: Sequence[Any], names: str) -> RunRow | None:
    *told, found = row
    try:
        if found != checksum(told) or not are_texts(*told[:2], *told[5:7]):
            return None
    except TypeError:
        return None
    *plain, curve = told
    wanted = (*plain, names, curve)
    return (*wanted, checksum(wanted))


def _checkpoint_from_1(row: Sequence[Any]) -> CheckpointRow | None:
    *told, found = row
    run_id, epoch, description, buffer = told
    try:
        if found != checksum(told) or not are_texts(run_id) or type(epoch) is not int:
            return None
        shape = json.loads(description)
        layers = list(zip(shape["layers"][1:], shape["layers"][:-1], strict=True))
        sizes: dict[str, tuple[int, ...]] = {
            f"weights_{number}": size for number, size in enumerate(layers, start=1)
        }
        if shape["bias"]:
            sizes |= {f"biases_{number}": size[:1] for number, size in enumerate(layers, start=1)}
        return checkpoint_row(run_id, epoch, _cut(buffer, np.dtype(shape["dtype"]), sizes))
    except (TypeError, ValueError, KeyError, OverflowError, RecursionError):
        return None


def _cut(
    buffer: bytes, dtype: np.dtype, sizes: Mapping[str, tuple[int, ...]]
) -> dict[str, np.ndarray]:
    """The arrays that lie one after the other in a buffer."""
    arrays, start = {}, 0
    for name, size in sizes.items():
        arrays[name] = np.frombuffer(buffer, dtype, math.prod(size), start).reshape(size)
        start += arrays[name].nbytes
    if start != len(buffer):
        raise ValueError("weights and their shapes disagree")
    return arrays
