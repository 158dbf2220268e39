"""Stores that are damaged, foreign, locked or shared, seen by whole sweeps.

A sweep on a damaged store either ends with the undisturbed table or refuses the store in one
line; after what the line says to do, the table is the undisturbed one's.
"""

import random
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from forked_sweeps import RUNS, outcome

import nnexp
from nnexp.store import StoreError

SEED = 7
SMALL = {"lr": [0.1, 0.3], "epochs": [1, 3], "hidden_nodes": 3, "repeats": 2}


def sweep(folder, **more):
    return nnexp.sweep(
        {"store.path": str(folder / "store.sqlite"), **SMALL, **more}, directory=folder
    )


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The bytes of a good store, and the hash of its sweep."""
    folder = tmp_path_factory.mktemp("good")
    result = sweep(folder)
    return (folder / "store.sqlite").read_bytes(), result.table_hash


def see_right_or_refused(folder, content, truth):
    """Whether the store was refused."""
    path = folder / "store.sqlite"
    for beside in ("", "-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.write_bytes(content)
    try:
        assert sweep(folder).table_hash == truth
    except StoreError as error:
        assert "\n" not in str(error)  # noqa: PT017 -- either is right
        path.unlink()
        assert sweep(folder).table_hash == truth
        return True
    return False


def test_cut_off_at_every_tenth(tmp_path, good, record_property):
    content, truth = good
    refused = 0
    for tenth in range(10):
        refused += see_right_or_refused(tmp_path, content[: len(content) * tenth // 10], truth)
    record_property("tried", 10)
    assert refused > 3


@pytest.mark.slow
def test_flipped_bits(tmp_path, good, record_property):
    content, truth = good
    chance = random.Random(SEED)
    flips, refused = 120, 0
    for _ in range(flips):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        refused += see_right_or_refused(tmp_path, flipped, truth)
    record_property("tried", flips)
    assert 0 < refused < flips


def test_of_a_newer_nnexp(tmp_path, good, record_property):
    content, truth = good
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"written by a newer nnexp \(schema 99, this one reads"):
        sweep(tmp_path)
    assert path.read_bytes() == before
    assert sweep(tmp_path, **{"store.path": str(tmp_path / "other.sqlite")}).table_hash == truth
    record_property("tried", 1)


def test_locked_for_a_while_by_somebody_else(tmp_path, good, record_property):
    content, truth = good
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")

    def let_go():
        time.sleep(0.7)
        other.execute("ROLLBACK")

    thread = threading.Thread(target=let_go)
    thread.start()
    result = sweep(tmp_path)
    thread.join()
    other.close()
    assert result.table_hash == truth
    assert result.counts.reused == 4
    record_property("tried", 1)


@pytest.mark.slow
def test_opened_by_three_sweeps_at_once(forks, undisturbed, tmp_path, record_property):
    """All finish with the same table, and no row is lost."""
    processes, folders = [], []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        folders.append(folder)
        settings = {"store.path": str(tmp_path / "store.sqlite")}
        processes.append(forks.start(folder, settings=settings))
    assert [forks.wait(process) for process in processes] == [0, 0, 0]
    assert {outcome(folder)["hash"] for folder in folders} == {undisturbed["hash"]}
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert reader.execute("SELECT count(*) FROM runs").fetchone() == (RUNS,)
        assert reader.execute("SELECT count(*) FROM checkpoints").fetchone() == (RUNS,)
    record_property("tried", 3)
