"""Opening the one SQLite file that a store is, and its schema."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from nnexp.files.bounded import file_size
from nnexp.store.faults import (
    NoStoreError,
    StoreError,
    faults_of,
    is_busy,
    lacks_maps,
    no_locks,
)
from nnexp.store.migration import SCHEMA_VERSION, SCHEMAS, migrate

# Marks the file as ours (PRAGMA application_id): the bytes "nnxp".
_APPLICATION = 0x6E6E7870

# Each attempt waits this long inside SQLite, where a signal cannot reach us.
_ATTEMPT_MS = 200

T = TypeVar("T")


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """Open the store's file, or create it with its folder.

    Raises `StoreError` when it cannot be, or holds something else than a store of ours.
    """
    try:
        _see_folder(path)
        _see_files(path)
    except OSError as error:
        raise StoreError(
            f"store.path={path}: this place cannot be reached ({error.strerror}); "
            "take another file with store.path=other.sqlite"
        ) from error
    with faults_of(path, opening=True):
        try:
            return _opened(path, patience, shared=True)
        except sqlite3.Error as error:
            if not lacks_maps(error):
                raise
            return _opened(path, patience, shared=False)


def _opened(path: Path, patience: float, *, shared: bool) -> sqlite3.Connection:
    """A connection to a store; not `shared` on a file system without memory that programs share."""
    # Two threads use the connection, one at a time: the driver that writes, and joblib's
    # that asks for checkpoints when it hands out the next run.
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        # A damaged text must reach its checksum rather than fail on the way.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute(f"PRAGMA busy_timeout = {_ATTEMPT_MS}")
        try:
            _adopt(connection, path, shared=shared)
        except sqlite3.Error as error:
            # Where nothing can be locked all is busy for ever, whoever is there.
            if not is_busy(error):
                raise
            if not can_lock(path):
                raise no_locks(path) from error
            patiently(lambda: _adopt(connection, path, shared=shared), patience)
    except BaseException:
        connection.close()
        raise
    return connection


def can_lock(path: Path) -> bool:
    """Whether files beside `path` can be locked; tried on a new one, as SQLite locks its own."""
    try:
        import fcntl
    except ImportError:  # Windows locks whatever it opens
        return True
    try:
        with tempfile.NamedTemporaryFile(prefix=f"{path.name}-", dir=path.parent) as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
    except OSError:  # what is wrong with the folder SQLite tells better
        pass
    return True


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
    if str(path) == ":memory:":
        raise NoStoreError(
            f"store.path={path}: would keep nothing; name a file, for example "
            "store.path=store.sqlite"
        )
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


def _see_files(path: Path) -> None:
    """Refuse what is no file in the place of the store or of one that SQLite keeps beside it."""
    for place in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        try:
            file_size(place)
        except FileNotFoundError:
            continue
        except OSError as error:
            if error.errno == errno.EINVAL:  # what else there is SQLite tells
                name = "" if place == path else f"{place.name} beside it "
                raise NoStoreError(
                    f"store.path={path}: {name}{error.strerror}; move it away, "
                    "or take another file with store.path=other.sqlite"
                ) from error


def _adopt(connection: sqlite3.Connection, path: Path, *, shared: bool) -> None:
    """See that the file is a store of this version; make an empty one into a store."""
    if not shared:
        # A connection that has the file to itself reads and leaves WAL without shared memory.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    # Functions that a hostile file names in its schema are not run on its behalf.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # One look, not several: another sweep may make the store between two.
    with transaction(connection, "DEFERRED"):
        version = _version(connection, path)
    journal = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    if not shared:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA locking_mode = NORMAL")
    elif version is None or journal == "wal":
        # Not durable against power failure at the very last moment, but against killing at any.
        # A store without WAL was made where there is none, and others may be using it there.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    # The first look after a change of modes puts it into force.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version != SCHEMA_VERSION:
        with transaction(connection, "IMMEDIATE"):
            # Two sweeps may create or migrate the same store: the second finds it done.
            version = _version(connection, path)
            if version is None:
                _create(connection)
            elif version != SCHEMA_VERSION:
                migrate(connection, version, path)


def _version(connection: sqlite3.Connection, path: Path) -> int | None:
    """The schema that the file has, None if it is empty; refuse what is no store of ours."""
    if _number(connection, "application_id") == _APPLICATION:
        version = _number(connection, "user_version")
        if version not in SCHEMAS:
            raise NoStoreError(
                f"store.path={path}: written by a newer nnexp (schema {version}, this one reads "
                f"{SCHEMA_VERSION}); update nnexp or take another file with "
                "store.path=other.sqlite"
            )
        _see_schema(connection, SCHEMAS[version], path)
        return version
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise NoStoreError(
            f"store.path={path}: this file is a database of another program; "
            "take another file with store.path=other.sqlite"
        )
    return None


def _create(connection: sqlite3.Connection) -> None:
    for statement in SCHEMAS[SCHEMA_VERSION]:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")


def _see_schema(connection: sqlite3.Connection, schema: Sequence[str], path: Path) -> None:
    """See that the tables are ours and nothing else: a view or trigger would run as we read."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if sorted(_one_line(sql) for (sql,) in found) != sorted(map(_one_line, schema)):
        raise NoStoreError(
            f"store.path={path}: its tables are not those that nnexp makes; move it away and "
            "repeat the command, or take another file with store.path=other.sqlite"
        )


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
