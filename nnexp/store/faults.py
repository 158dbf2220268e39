"""What can be wrong with a store file, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nnexp.errors import NnexpError, WrongInputError


class StoreError(NnexpError):
    """The store cannot be opened, read or written."""


class NoStoreError(StoreError, WrongInputError):
    """The place that was named is none for a store, or holds something else."""


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn every fault of SQLite inside the block into a `StoreError` about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        kind = NoStoreError if _name(error).startswith("SQLITE_NOTADB") else StoreError
        raise kind(f"store.path={path}: {_advice(error, path)}") from error
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged schema repeats its bytes.
        damage = sqlite3.DatabaseError("its schema is not text")
        damage.sqlite_errorname = "SQLITE_CORRUPT"
        raise StoreError(f"store.path={path}: {_advice(damage, path)}") from error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program holds the file, so that waiting may help."""
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _name(error: sqlite3.Error) -> str:
    return str(getattr(error, "sqlite_errorname", "") or "")


def _advice(error: sqlite3.Error, path: Path) -> str:
    name, told = _name(error), " ".join(str(error).split())
    if is_busy(error):
        return (
            "another program keeps this file locked; wait until it is done, "
            "or take another file with store.path=other.sqlite"
        )
    if name.startswith("SQLITE_NOTADB"):
        return (
            "this file is not a store (not an SQLite database); "
            "take another file with store.path=other.sqlite"
        )
    if name.startswith("SQLITE_CORRUPT"):
        return (
            f"this file is damaged ({told}); move it away (with {path.name}-wal beside it) and "
            "repeat the command: what it held is trained again"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return (
            "this file or its folder is read-only; make both writable, "
            "or take another file with store.path=other.sqlite"
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return (
            f"this file cannot be opened ({told}); see that {path.parent} is a folder you may "
            "write to, or take another file with store.path=other.sqlite"
        )
    if name.startswith("SQLITE_FULL"):
        return "the disk is full; make room and repeat the command: what is complete is kept"
    if name.startswith("SQLITE_IOERR"):
        return (
            f"the disk cannot be read or written ({told}, {name}); make room or mend it, and "
            "repeat the command: what is complete is kept"
        )
    return f"{told} ({name or type(error).__name__}); take another file with store.path=…"
