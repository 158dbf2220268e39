"""Opening the one SQLite file that a store is, and its schema."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from nnexp.store.faults import NoStoreError, StoreError, faults_of, is_busy
from nnexp.training import METRICS

SCHEMA_VERSION = 1

# Marks the file as ours (PRAGMA application_id): the bytes "nnxp".
_APPLICATION = 0x6E6E7870

# Each attempt waits this long inside SQLite, where a signal cannot reach us.
_ATTEMPT_MS = 200

_SCHEMA = (
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

T = TypeVar("T")


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """Open the store's file, or create it with its folder.

    Raises `StoreError` when it cannot be, or holds something else than a store of ours.
    """
    _see_folder(path)
    with faults_of(path):
        # Two threads use the connection, one at a time: the driver that writes, and joblib's
        # that asks for checkpoints when it hands out the next run.
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            # A damaged text must reach its checksum rather than fail on the way.
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            connection.execute(f"PRAGMA busy_timeout = {_ATTEMPT_MS}")
            patiently(lambda: _adopt(connection, path), patience)
        except BaseException:
            connection.close()
            raise
    return connection


def patiently(attempt: Callable[[], T], patience: float) -> T:
    """Repeat an attempt while another program holds the file, for `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return attempt()
        except sqlite3.Error as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str, patience: float = 0.0) -> Iterator[None]:
    """Keep all of what the block does, or none if it raises; `kind` as BEGIN takes it."""
    patiently(lambda: connection.execute(f"BEGIN {kind}"), patience)
    try:
        yield
        patiently(lambda: connection.execute("COMMIT"), patience)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _see_folder(path: Path) -> None:
    folder = path.parent
    if path.is_dir():
        raise NoStoreError(
            f"store.path={path}: is a folder; name a file, for example "
            f"store.path={path / 'store.sqlite'}"
        )
    if not folder.exists() and not folder.parent.is_dir():
        raise NoStoreError(
            f"store.path={path}: there is no folder {folder.parent}; create it first, "
            "or take another file with store.path=other.sqlite"
        )
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"store.path={path}: the folder {folder} cannot be created ({error.strerror}); "
            "take another file with store.path=other.sqlite"
        ) from error


def _adopt(connection: sqlite3.Connection, path: Path) -> None:
    """See that the file is a store of this version; make an empty one into a store."""
    # Functions that a hostile file names in its schema are not run on its behalf.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # One look, not several: another sweep may make the store between two.
    with transaction(connection, "DEFERRED"):
        ours = _see_content(connection, path)
    # Not durable against power failure at the very last moment, but against killing at any.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if not ours:
        with transaction(connection, "IMMEDIATE"):
            # Two sweeps may create the same store: the second finds it made.
            if not _see_content(connection, path):
                _create(connection)


def _see_content(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is a store of this version (else it is empty); refuse all others."""
    if _number(connection, "application_id") == _APPLICATION:
        _see_version(connection, path)
        return True
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise NoStoreError(
            f"store.path={path}: this file is a database of another program; "
            "take another file with store.path=other.sqlite"
        )
    return False


def _create(connection: sqlite3.Connection) -> None:
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.executemany("INSERT INTO metrics VALUES (?, ?)", enumerate(METRICS))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")


def _see_version(connection: sqlite3.Connection, path: Path) -> None:
    version = _number(connection, "user_version")
    if version != SCHEMA_VERSION:
        age = "a newer" if version > SCHEMA_VERSION else "an older"
        raise NoStoreError(
            f"store.path={path}: written by {age} nnexp (schema {version}, this one reads "
            f"{SCHEMA_VERSION}); update nnexp or take another file with store.path=other.sqlite"
        )
    _see_schema(connection, path)
    names = [name for (name,) in connection.execute("SELECT name FROM metrics ORDER BY position")]
    if names != list(METRICS):
        raise NoStoreError(
            f"store.path={path}: holds curves of other metrics ({_shown(names)}); "
            "take another file with store.path=other.sqlite"
        )


def _see_schema(connection: sqlite3.Connection, path: Path) -> None:
    """See that the tables are ours and nothing else: a view or trigger would run as we read."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if sorted(_one_line(sql) for (sql,) in found) != sorted(map(_one_line, _SCHEMA)):
        raise NoStoreError(
            f"store.path={path}: its tables are not those that nnexp makes; move it away and "
            "repeat the command, or take another file with store.path=other.sqlite"
        )


def _shown(names: Sequence[object]) -> str:
    return ", ".join(_one_line(name)[:40] for name in names[:20])


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
