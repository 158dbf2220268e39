import contextlib
import functools
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from nnexp.errors import WrongInputError
from nnexp.store import FinishedRun, StoreError, open_store
from nnexp.store.migration import SCHEMA_VERSION
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.outcome import Curve, Outcome

OTHER_FILE = "take another file with store.path=other.sqlite"


def outcome(epochs=1, value=0.5):
    values = np.full((epochs, len(METRICS)), value)
    weights = np.full((2, 3), value, dtype=np.float32)
    return Outcome("ok", "", Curve(1, values), {"weights": weights})


def finished(run_id, found, repeat=0, keep=True):
    return FinishedRun(run_id, "{}", 1, repeat, METRICS, found, keep)


def filled(path, runs=50):
    with open_store(path) as store:
        store.put_all([finished(f"run{i}", outcome(3, i / 7), i) for i in range(runs)])
    return path


def message(action):
    with pytest.raises(StoreError) as caught:
        action()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_a_folder(tmp_path):
    assert message(lambda: open_store(tmp_path)) == (
        f"store.path={tmp_path}: is a folder; name a file, for example "
        f"store.path={tmp_path / 'store.sqlite'}"
    )


def test_the_last_folder_is_created(tmp_path):
    open_store(tmp_path / "results" / "store.sqlite").close()
    assert (tmp_path / "results" / "store.sqlite").is_file()


def test_a_folder_that_is_missing_with_its_parent(tmp_path):
    path = tmp_path / "nowhere" / "deep" / "store.sqlite"
    assert message(lambda: open_store(path)) == (
        f"store.path={path}: there is no folder {tmp_path / 'nowhere'}; create it first, "
        f"or {OTHER_FILE}"
    )


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" / "store.sqlite"
    assert message(lambda: open_store(path)).startswith(f"store.path={path}: ")


def test_not_a_database(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("lr accuracy\n" * 100)
    assert message(lambda: open_store(path)) == (
        f"store.path={path}: this file is not a store (not an SQLite database); {OTHER_FILE}"
    )
    assert path.read_text().startswith("lr accuracy")


def test_a_database_of_another_program(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE addresses (name TEXT)")
    other.close()
    before = path.read_bytes()
    assert message(lambda: open_store(path)) == (
        f"store.path={path}: this file is a database of another program; {OTHER_FILE}"
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, 0, -1, 2**31 - 1])
def test_a_schema_of_the_future(tmp_path, version):
    path = filled(tmp_path / "store.sqlite", runs=1)
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {version}")
    other.close()
    assert message(lambda: open_store(path)) == (
        f"store.path={path}: written by a newer nnexp (schema {version}, this one reads "
        f"{SCHEMA_VERSION}); update nnexp or {OTHER_FILE}"
    )


def test_locked_by_another_program(tmp_path):
    path = filled(tmp_path / "store.sqlite", runs=1)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with open_store(path, patience=0.1) as store:
        assert set(store.get(["run0"])) == {"run0"}
        text = message(lambda: store.put_all([finished("b", outcome(), keep=False)]))
        assert text == (
            f"store.path={path}: another program keeps this file locked; wait until it is done, "
            f"or {OTHER_FILE}"
        )
        blocker.execute("ROLLBACK")
        blocker.close()
        store.put_all([finished("b", outcome(), keep=False)])
        assert set(store.get(["b"])) == {"b"}


def test_cut_off(tmp_path):
    path = filled(tmp_path / "store.sqlite", runs=200)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    def use():
        with open_store(path) as store:
            store.get([f"run{i}" for i in range(200)])

    text = message(use)
    assert "this file is damaged" in text
    assert "move it away (with store.sqlite-wal beside it) and repeat the command" in text


def test_an_empty_file_becomes_a_store(tmp_path):
    path = tmp_path / "store.sqlite"
    path.touch()
    filled(path, runs=1)
    with open_store(path) as store:
        assert set(store.get(["run0"])) == {"run0"}


@pytest.mark.parametrize("position", range(20))
def test_a_store_that_another_sweep_makes_meanwhile(tmp_path, monkeypatch, position):
    """Whichever statement it comes before, each finds a store."""
    path = tmp_path / "store.sqlite"
    alone = sqlite3.connect

    class Interrupted(sqlite3.Connection):
        statements = 0

        def execute(self, *words):
            if self.statements == position:
                monkeypatch.setattr(sqlite3, "connect", alone)
                # Where this one is in the middle of a look, the other has to wait for it.
                with contextlib.suppress(StoreError), open_store(path, patience=0):
                    pass
            self.statements += 1
            return super().execute(*words)

    monkeypatch.setattr(sqlite3, "connect", functools.partial(alone, factory=Interrupted))
    with open_store(path) as store:
        store.put_all([finished("a", outcome())])
    with open_store(path) as store:
        assert list(store.get(["a"])) == ["a"]


def test_a_damaged_number_is_noticed_and_its_run_counts_as_unknown(tmp_path, caplog):
    path = filled(tmp_path / "store.sqlite", runs=2)
    needle = np.full(3, 1 / 7).tobytes()
    content = bytearray(path.read_bytes())
    content[content.index(needle) + 2] ^= 4
    path.write_bytes(content)
    with open_store(path) as store:
        assert set(store.get(["run0", "run1"])) == {"run0"}
        assert "the record of run run1 is damaged; it is trained again" in caplog.text
        store.put_all([finished("run1", outcome(3, 1 / 7), 1)])
        assert set(store.get(["run0", "run1"])) == {"run0", "run1"}


@pytest.mark.parametrize(
    "change",
    ["epochs = 2", "epochs = 'x'", "status = 'fine'", "curve = 'text'", "seed = 9", "epochs = 4"],
)
def test_an_altered_record_counts_as_unknown(tmp_path, change):
    path = filled(tmp_path / "store.sqlite", runs=2)
    with sqlite3.connect(path) as other:
        other.execute(f"UPDATE runs SET {change} WHERE run_id = 'run1'")  # noqa: S608
    other.close()
    with open_store(path) as store:
        assert set(store.get(["run0", "run1"])) == {"run0"}


@pytest.mark.parametrize(
    "change",
    ["epoch = 2", "state = '{}'", "state = 'text'", "state = x'00'", "checksum = 1"],
)
def test_an_altered_checkpoint_counts_as_absent(tmp_path, change):
    path = filled(tmp_path / "store.sqlite", runs=2)
    with sqlite3.connect(path) as other:
        other.execute(f"UPDATE checkpoints SET {change} WHERE run_id = 'run1'")  # noqa: S608
    other.close()
    with open_store(path) as store:
        assert store.checkpoint("run0") is not None
        assert store.checkpoint("run1") is None


def test_any_flipped_bit_is_harmless_or_one_clear_line(tmp_path):
    """Never a wrong number, never another kind of error."""
    source = filled(tmp_path / "source.sqlite", runs=30)
    content = source.read_bytes()
    truth = {f"run{i}": np.full((3, len(METRICS)), i / 7).tobytes() for i in range(30)}
    chance = random.Random(5)
    outcomes = set()
    for number in range(150):
        path = tmp_path / f"flipped{number}.sqlite"
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            with open_store(path, patience=0.1) as store:
                known = store.get(truth)
                store.checkpoint("run3")
        except StoreError as error:
            outcomes.add("refused in one line" if len(str(error).splitlines()) == 1 else "noise")
            continue
        assert all(run.curve.values.tobytes() == truth[name] for name, run in known.items())
        outcomes.add("whole" if len(known) == len(truth) else "partly")
    assert {"whole", "partly"} <= outcomes <= {"whole", "partly", "refused in one line"}


FILL_THE_DISK = """
import resource, signal, sys
import numpy as np
from nnexp.store import FinishedRun, StoreError, open_store
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.outcome import Curve, Outcome
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_store(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    values = np.full((50, len(METRICS)), 0.5)
    for number in range(10_000):
        try:
            ok = Outcome("ok", "", Curve(1, values), None)
            store.put_all([FinishedRun(f"run{number}", "{}", 1, 0, METRICS, ok, False)])
        except StoreError as error:
            print(number)
            print(error)
            break
"""


def test_a_full_disk_keeps_what_is_complete(tmp_path):
    path = tmp_path / "store.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    number, text = done.stdout.splitlines()
    assert int(number) > 10
    assert "repeat the command: what is complete is kept" in text
    with open_store(path) as store:
        kept = store.get([f"run{i}" for i in range(int(number) + 1)])
        assert set(kept) == {f"run{i}" for i in range(int(number))}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


# Root is not stopped by permissions, so root becomes somebody else; only after the imports, as
# somebody else may not be allowed to read the environment that nnexp is installed in.
OPEN = """
import os, sys
import numpy
from nnexp.store import StoreError, open_store
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    with open_store(sys.argv[1]):
        print("opened")
except StoreError as error:
    print(error)
"""


def opened_by_someone_else(path):
    """What an ordinary user meets."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "NUMBA_CACHE_DIR": "/dev/null", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stderr == "", done.stderr[-900:]
    return done.stdout.strip()


def test_a_read_only_file_or_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("read_only")
    path = filled(folder / "store.sqlite", runs=1)
    # Tests on several cores nest their folders deeper.
    for parent in (folder, *folder.parents):
        if parent == Path(tempfile.gettempdir()):
            break
        parent.chmod(0o755)
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        text = opened_by_someone_else(path)
        assert text.startswith(f"store.path={path}: this file ")
        assert "\n" not in text
        new = opened_by_someone_else(folder / "new.sqlite")
        assert new.startswith(f"store.path={folder / 'new.sqlite'}: this file cannot be opened")
        deep = opened_by_someone_else(folder / "new" / "store.sqlite")
        assert "cannot be created (Permission denied)" in deep
    finally:
        folder.chmod(0o755)


def test_memory_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert message(lambda: open_store(":memory:")) == (
        "store.path=:memory:: would keep nothing; name a file, for example store.path=store.sqlite"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
def test_what_is_no_file_in_the_place_of_one(tmp_path, make, end):
    path = filled(tmp_path / "store.sqlite", runs=1)
    place = tmp_path / f"store.sqlite{end}"
    place.unlink(missing_ok=True)
    make(place)
    kind = "pipe" if make is os.mkfifo else "folder"
    text = message(lambda: open_store(path))
    if end == "" and kind == "folder":
        assert text.startswith(f"store.path={path}: is a folder; name a file")
    else:
        beside = f"{place.name} beside it " if end else ""
        assert text == (
            f"store.path={path}: {beside}is a {kind}, not a file; move it away, or {OTHER_FILE}"
        )


def test_the_file_beside_a_store_that_was_deleted_under_way(tmp_path):
    path = filled(tmp_path / "store.sqlite", runs=2)
    with open_store(path) as store:
        store.put_all([finished("a", outcome(), keep=False)])
        Path(f"{path}-wal").unlink()
        with open_store(path) as second:
            assert message(lambda: second.get(["a"])) == (
                f"store.path={path}: this file or store.sqlite-wal beside it was cut or deleted "
                "while another sweep uses both; wait until that sweep has ended, and repeat the "
                "command: what is complete is kept"
            )
        store.put_all([finished("b", outcome(), keep=False)])
        assert store.displaced() is None
    with open_store(path) as store:
        assert set(store.get(["run0", "run1", "a", "b"])) == {"run0", "run1", "a", "b"}


def test_a_store_that_was_taken_away_under_way(tmp_path):
    path = filled(tmp_path / "store.sqlite", runs=1)
    with open_store(path) as store:
        assert store.displaced() is None
        path.unlink()
        assert store.displaced() == "was deleted"
        path.write_bytes(b"something else" * 1000)
        assert store.displaced() == "was replaced by another file"


def test_what_is_put_in_its_place_is_no_wrong_command(tmp_path):
    path = filled(tmp_path / "store.sqlite", runs=1)
    with open_store(path) as store:
        for one in tmp_path.iterdir():
            one.unlink()
        filled(path, runs=3)
        with open_store(path) as other:
            # The other's schema is younger, so that SQLite reads this one's again, and fails.
            other._connection.execute("CREATE TABLE more (x)")
            store._connection.execute("DROP TABLE runs")
            with pytest.raises(StoreError) as caught:
                store.get(["run0"])
        assert not isinstance(caught.value, WrongInputError)
        assert str(caught.value) == (
            f"store.path={path}: this file was replaced by another file while it was in use; "
            "repeat the command: what the file that is there does not know is trained again"
        )


def test_processors_and_kernels_that_a_store_knows(tmp_path):
    described = [
        '{"kernel_revision":3,"lr":0.1,"target":"one"}',
        '{"kernel_revision":3,"lr":0.2,"target":"one"}',
        '{"kernel_revision":4,"lr":0.1,"target":"two"}',
        "not JSON",
        "[1]",
        '{"kernel_revision":null,"target":"three"}',
    ]
    with open_store(tmp_path / "store.sqlite") as store:
        store.put_all(
            [
                FinishedRun(f"run{i}", text, 1, 0, METRICS, outcome(), False)
                for i, text in enumerate(described)
            ]
        )
        assert store.circumstances() == {
            (("kernel_revision", 3), ("target", "one")),
            (("kernel_revision", 4), ("target", "two")),
        }
        assert store.knows(["run0", "run5", "run6"]) == {"run0", "run5"}
