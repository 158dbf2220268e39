"""Files of every schema there was open today, with all that they hold.

Each file was made by the commit in its name, with runs of tiny networks; beside it lies what
that commit read in it.
"""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from nnexp.store import FinishedRun, StoreError, open_store
from nnexp.store.migration import SCHEMA_VERSION, SCHEMAS
from nnexp.trainables.outcome import Curve, Outcome

FILES = sorted((Path(__file__).parent / "files").glob("*.sqlite"))
OLDEST, EARLIER = (
    next(file for file in FILES if commit in file.name) for commit in ("cfce066", "27a46b9")
)


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def old(request, tmp_path):
    """A copy of an old file, and what it held."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(request.param, path)
    return path, json.loads(request.param.with_suffix(".json").read_text())


def schema_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def digest(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def see_all(path, told):
    """Every curve and checkpoint, to the bit."""
    with open_store(path) as store:
        known = store.get(told)
        assert known.keys() == told.keys()
        for run_id, was in told.items():
            run = known[run_id]
            assert (run.epochs, run.status) == (was["epochs"], was["status"])
            assert run.curve.values.shape == (was["epochs"], len(run.metrics))
            assert digest(run.curve.values) == was["curve"]
            assert run.curve.values[:1, :8].ravel().tolist() == pytest.approx(
                was["first"], nan_ok=True
            )
            assert run.metrics[:2] == ("train_loss", "train_accuracy")
            kept = store.checkpoint(run_id)
            if was["checkpoint"] is None:
                assert kept is None
                continue
            epoch, state = kept
            assert epoch == was["checkpoint"]["epoch"]
            found = [[str(one.dtype), list(one.shape), digest(one)] for one in _in_order(state)]
            assert found == was["checkpoint"]["arrays"]


def _in_order(state):
    """Weights from the first layer to the last, then biases."""
    names = sorted(state, key=lambda name: (not name.startswith("weights"), name))
    return [state[name] for name in names]


def test_there_is_a_file_of_every_schema_before_this_one():
    assert {schema_of(file) for file in FILES} >= set(SCHEMAS) - {SCHEMA_VERSION}


def test_every_curve_and_checkpoint_is_there(old):
    path, told = old
    assert any(run["checkpoint"] for run in told.values())
    assert "diverged" in {run["status"] for run in told.values()}
    see_all(path, told)
    assert schema_of(path) == SCHEMA_VERSION
    # And again, now that there is nothing to bring along.
    see_all(path, told)


def test_settings_seed_and_repeat_stay_as_they_were(old):
    path, _ = old
    query = "SELECT run_id, settings, seed, repeat, reason FROM runs ORDER BY run_id"
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute(query).fetchall()
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(query).fetchall() == before
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert {name for (name,) in tables} == {"runs", "checkpoints", "looks"}


def test_an_old_run_is_continued(old):
    path, told = old
    run_id, was = next((name, run) for name, run in told.items() if run["checkpoint"])
    with open_store(path) as store:
        run = store.get([run_id])[run_id]
        more = Curve(was["epochs"] + 1, np.full((2, len(run.metrics)), 0.25))
        state = {"anything": np.arange(3)}
        ok = Outcome("ok", "", more, state)
        store.put_all([FinishedRun(run_id, "{}", 1, 0, run.metrics, ok, True)])
        longer = store.get([run_id])[run_id]
        assert digest(longer.curve.values[: was["epochs"]]) == was["curve"]
        assert longer.epochs == was["epochs"] + 2
        assert store.checkpoint(run_id)[1]["anything"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "change",
    ["runs SET curve = x'00'", "runs SET epochs = 9", "runs SET checksum = 'x'",
     "runs SET status = x'FF'", "checkpoints SET weights = x'00'", "checkpoints SET epoch = 77",
     "checkpoints SET network = '{}'", "checkpoints SET checksum = NULL OR 1"],
)  # fmt: skip
def test_a_damaged_record_is_left_behind_and_told_and_the_rest_comes_along(
    tmp_path, caplog, change
):
    path = tmp_path / "store.sqlite"
    shutil.copyfile(EARLIER, path)
    told = json.loads(EARLIER.with_suffix(".json").read_text())
    broken = next(name for name, run in told.items() if run["checkpoint"])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE {change} WHERE run_id = ?", (broken,))
        connection.commit()
    with open_store(path) as store:
        if change.startswith("runs"):
            assert store.get(told).keys() == told.keys() - {broken}
        else:
            assert store.get(told).keys() == told.keys()
            assert store.checkpoint(broken) is None
    assert f"the record of run {broken} is damaged; it is trained again" in caplog.text


def test_tables_of_an_old_schema_that_are_not_ours_are_refused(tmp_path):
    path = tmp_path / "store.sqlite"
    shutil.copyfile(EARLIER, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TRIGGER t BEFORE INSERT ON runs BEGIN DELETE FROM runs; END")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="its tables are not those that nnexp makes"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "store.sqlite"
    shutil.copyfile(EARLIER, path)
    told = json.loads(EARLIER.with_suffix(".json").read_text())

    def full(*_arguments):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("nnexp.store.migration.checkpoint_row", full)
        with pytest.raises(StoreError):
            open_store(path)
    assert schema_of(path) == 1
    see_all(path, told)


OPENER = """
import sys
from nnexp.store import open_store
path, *ids = sys.argv[1:]
sys.stdin.readline()
with open_store(path) as store:
    print(len(store.get(ids)), sum(store.checkpoint(name) is not None for name in ids))
"""


def test_many_who_open_an_old_file_at_once_all_find_everything(old):
    path, told = old
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(path), *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for opener in openers:
        opener.stdin.write("go\n")
        opener.stdin.flush()
    checkpoints = sum(run["checkpoint"] is not None for run in told.values())
    answers = [opener.communicate(timeout=60)[0] for opener in openers]
    assert answers == [f"{len(told)} {checkpoints}\n"] * 4
    see_all(path, told)
