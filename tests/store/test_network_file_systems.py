"""Stores where files cannot be locked, or memory not be shared: on network file systems."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from nnexp.store import open_store

# Sorts what is there, puts one more run, and says how the file is kept.
VISIT = """
import sqlite3, sys
import numpy as np
from nnexp.errors import WrongInputError
from nnexp.store import FinishedRun, StoreError, open_store
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.outcome import Curve, Outcome
path, name = sys.argv[1:]
outcome = Outcome("ok", "", Curve(1, np.ones((2, len(METRICS)))), None)
try:
    with open_store(path, patience=60) as store:
        print(*sorted(store.get(["a", "b", "c", "d"])))
        store.put_all([FinishedRun(name, "{}", 1, 0, METRICS, outcome, False)])
        print(store._connection.execute("PRAGMA journal_mode").fetchone()[0])
        # A second sweep may use it at the same time.
        with open_store(path) as second:
            assert name in second.get([name])
except StoreError as error:
    print(isinstance(error, WrongInputError), error)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    if sys.platform != "linux" or shutil.which("gcc") is None:
        pytest.skip("needs gcc, on Linux: it takes locks and shared maps away from a program")
    built = tmp_path_factory.mktemp("preload") / "no_locks.so"
    source = Path(__file__).with_name("no_locks.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", built, source, "-ldl"], check=True)
    return built


def visit(library, path, name, **lacking):
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(path), name],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **lacking, "LD_PRELOAD": str(library)},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_without_shared_memory_a_store_is_kept_without_wal(library, tmp_path):
    path = tmp_path / "store.sqlite"
    assert visit(library, path, "a", NOMAP="1") == ["", "delete"]
    assert visit(library, path, "b", NOMAP="1") == ["a", "delete"]
    # Others may still be using it there, so it stays as it is on a machine that could do more.
    assert visit(library, path, "c") == ["a b", "delete"]
    with open_store(path) as store:
        assert set(store.get(["a", "b", "c"])) == {"a", "b", "c"}


def test_a_store_that_was_made_with_wal_is_taken_along(library, tmp_path):
    path = tmp_path / "store.sqlite"
    assert visit(library, path, "a") == ["", "wal"]
    # Killed before it tidied up: what the last sweep wrote is in the file beside the store.
    with closing(sqlite3.connect(path)) as last, closing(sqlite3.connect(path)) as held:
        held.execute("SELECT count(*) FROM runs").fetchone()
        last.execute("UPDATE runs SET run_id = run_id")
        last.commit()
        copy = tmp_path / "moved.sqlite"
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", f"{copy}{end}")
    assert visit(library, copy, "b", NOMAP="1") == ["a", "delete"]
    assert visit(library, copy, "c", NOMAP="1") == ["a b", "delete"]


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
@pytest.mark.parametrize("known", [False, True])
def test_without_locks_the_file_system_is_named_and_a_place_that_would_do(
    library, tmp_path, number, known
):
    path = tmp_path / "results" / "store.sqlite"
    if known:
        open_store(path).close()
    # It does not wait either, for a minute here, as if somebody held the file.
    [line] = visit(library, path, "a", NOLOCK=str(number))
    assert line.startswith(
        f"True store.path={path}: its file system, a network one perhaps, lets no program lock "
        "this file"
    )
    assert line.endswith(
        "; keep the store on a disk of this machine, for example "
        f"store.path={Path(tempfile.gettempdir()) / 'store.sqlite'}"
    )
    assert [one.name for one in path.parent.iterdir()] in ([], ["store.sqlite"])
