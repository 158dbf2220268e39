"""What can be wrong with a store file, in words that say what to do."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nnexp.errors import NnexpError, WrongInputError


class StoreError(NnexpError):
    """The store cannot be opened, read or written."""


class NoStoreError(StoreError, WrongInputError):
    """The place that was named is none for a store, or holds something else."""


@contextmanager
def faults_of(path: Path, *, opening: bool = False) -> Iterator[None]:
    """Turn every fault of SQLite inside the block into a `StoreError` about `path`.

    Args:
        path: of the store.
        opening: whether the block opens it: only then a wrong place is a wrong command. What was
            put in its place while a sweep ran is not.
    """
    try:
        yield
    except sqlite3.Error as error:
        wrong = opening and _name(error).startswith(("SQLITE_NOTADB", *_UNSUITED))
        kind = NoStoreError if wrong else StoreError
        raise kind(f"store.path={path}: {_advice(error, path)}") from error
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged schema repeats its bytes.
        damage = sqlite3.DatabaseError("its schema is not text")
        damage.sqlite_errorname = "SQLITE_CORRUPT"
        raise StoreError(f"store.path={path}: {_advice(damage, path)}") from error


def lacks_maps(error: sqlite3.Error) -> bool:
    """Whether the file system cannot share memory between programs, which WAL needs."""
    return _name(error).startswith("SQLITE_IOERR_SHM")


def no_locks(path: Path) -> NoStoreError:
    """The error of a place whose file system locks no files."""
    return NoStoreError(f"store.path={path}: {_NO_LOCKS}; {_local(path)}")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program holds the file, so that waiting may help."""
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


# Locks, and memory that programs share, are what network file systems often lack.
_UNSUITED = (
    "SQLITE_IOERR_LOCK",
    "SQLITE_IOERR_RDLOCK",
    "SQLITE_IOERR_UNLOCK",
    "SQLITE_IOERR_CHECKRESERVEDLOCK",
    "SQLITE_IOERR_SHM",
)
_NO_LOCKS = "its file system, a network one perhaps, lets no program lock this file"


def _local(path: Path) -> str:
    place = Path(tempfile.gettempdir()) / path.name
    return f"keep the store on a disk of this machine, for example store.path={place}"


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
    if name.startswith(_UNSUITED):
        return f"{_NO_LOCKS} ({name}); {_local(path)}"
    if name == "SQLITE_IOERR_SHORT_READ":
        return (
            f"this file or {path.name}-wal beside it was cut or deleted while another sweep uses "
            "both; wait until that sweep has ended, and repeat the command: what is complete is "
            "kept"
        )
    if name.startswith("SQLITE_FULL"):
        return "the disk is full; make room and repeat the command: what is complete is kept"
    if name.startswith("SQLITE_IOERR"):
        return (
            f"the disk cannot be read or written ({told}, {name}); make room or mend it, and "
            "repeat the command: what is complete is kept"
        )
    return f"{told} ({name or type(error).__name__}); take another file with store.path=…"
