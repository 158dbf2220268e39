"""Sweeps of a user's own function from end to end: called, typed, in trouble, changed, stopped."""

import logging
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from own_functions import descend, noted, restless, troubled

import nnexp
from nnexp.cli.main import main
from nnexp.sweeps import VerificationError

HERE = Path(__file__).parent

MODEL = '''
"""A model in a file of a user's."""

from typing import Literal

from helper import noise

def train(lr: float, width: int = 2, kind: Literal["plain", "noisy"] = "plain", *, seed: int):
    """Descend.

    Args:
        lr: how far a step goes.
    """
    place = 1.0 + seed / 2**32
    while True:
        place *= 1 - lr / width
        place += noise() if kind == "noisy" else 0
        yield {"train_mse": place**2, "validation_mse": place**2 + 0.01, "test_mse": place**2}
'''

HELPER = """
import random

def noise():
    return random.gauss(0, 0.01)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a model of a user's in it."""
    (tmp_path / "my_model.py").write_text(MODEL)
    (tmp_path / "helper.py").write_text(HELPER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    yield tmp_path
    for name in ("my_model", "helper"):
        sys.modules.pop(name, None)


def swept(folder, model, /, name="out", **settings):
    given = {"store.path": str(folder / "store.sqlite"), "engine": "threads", "engine.workers": 1}
    given |= {key.replace("__", "."): value for key, value in settings.items()}
    return nnexp.sweep(model, given, directory=folder / name, quiet=True)


def test_troubles_of_all_kinds_are_rows_and_the_sweep_goes_on(tmp_path, caplog):
    troubles = ["none", "raises", "exits", "sleeps", "spins", "asks"]
    found = swept(
        tmp_path,
        troubled,
        trouble=troubles,
        repeats=1,
        engine="processes",
        engine__workers=2,
        engine__timeout=1.0,
    )
    ended = found.table.set_index("trouble")[["status", "reason"]].T.to_dict("list")
    late = "took longer than engine.timeout=1 seconds; stopped in epoch 2"
    assert ended == {
        "none": ["ok", ""],
        "raises": ["error", "ValueError: two lines"],
        "exits": ["error", "sys.exit(3) was called"],
        "sleeps": ["timeout", late],
        "spins": ["timeout", late],
        "asks": ["error", "EOFError: EOF when reading a line"],
    }
    assert 'in _go_wrong\n    raise ValueError("two\\nlines")' in caplog.text


@pytest.mark.slow
def test_a_run_that_ends_its_process_is_a_row_too(tmp_path):
    found = swept(tmp_path, troubled, trouble=["none", "dies"], repeats=1, engine="processes")
    assert found.table["status"].tolist() == ["ok", "error"]
    assert found.table["reason"].iloc[1].startswith("its worker process was killed")


GROWING = """
import time, warnings
import numpy as np
import nnexp

kept = []

def grow(size: int, *, seed: int):
    kept.append(np.ones(size * 1_000_000 // 8))
    time.sleep(1.2)  # joblib looks at a worker's memory once a second
    return {"validation_loss": float(size)}

if __name__ == "__main__":
    warnings.simplefilter("error")
    found = nnexp.sweep(grow, size=[1, 400, 401, 402], repeats=2,
                        engine="processes", directory="out", quiet=True)
    print(found.table["status"].tolist().count("ok"))
"""


@pytest.mark.slow
def test_workers_that_grow_are_replaced_whatever_warnings_are(tmp_path):
    (tmp_path / "growing.py").write_text(GROWING)
    done = subprocess.run(
        [sys.executable, "growing.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "8\n", done.stderr


def test_what_is_said_is_logged_and_threads_are_limited(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    found = swept(tmp_path, noted, lr=[0.1, 0.2], repeats=1, engine="processes")
    assert found.table["threads"].tolist() == [1, 1]
    assert "said:\ntrained by 0.2\nUserWarning: mind the step" in caplog.text


def test_a_model_that_does_not_repeat_is_told(tmp_path):
    with pytest.raises(VerificationError, match="when trained alone"):
        swept(tmp_path, restless, epochs=[1, 3], repeats=1, verify="prefix")


def test_shorter_trainings_are_beginnings_and_longer_ones_go_on(tmp_path):
    short = swept(tmp_path, descend, lr=[0.1, 0.3], epochs=[1, 3], repeats=2)
    assert (short.counts.trained, len(short.table)) == (4, 8)
    long = swept(tmp_path, descend, "long", lr=[0.1, 0.3], epochs=[3, 6], repeats=2)
    assert (long.counts.extended, long.counts.epochs_trained) == (4, 12)
    whole = nnexp.sweep(
        descend,
        {"store.path": str(tmp_path / "other.sqlite"), "engine": "threads"},
        lr=[0.1, 0.3],
        epochs=[3, 6],
        repeats=2,
        directory=tmp_path / "whole",
        quiet=True,
    )
    assert whole.table_hash == long.table_hash


def test_the_same_repeat_has_the_same_seed_at_every_point(tmp_path):
    found = swept(tmp_path, troubled, trouble=["none", "raised"], repeats=3)
    seen = found.table.pivot(index="repeat", columns="trouble", values="validation_accuracy")
    assert np.array_equal(seen["none"], seen["raised"])
    assert len(set(seen["none"])) > 1


def test_the_users_own_generators_are_left_as_they_were(tmp_path):
    np.random.seed(3)  # noqa: NPY002
    expected = np.random.random()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    swept(tmp_path, descend, lr=0.1, epochs=2, repeats=1)
    assert np.random.random() == expected  # noqa: NPY002


# Files


def command(*words):
    return main(["-m", "train=my_model.py:train", "repeats=2", "hydra.sweep.dir=out", *words])


def test_a_changed_source_is_told_and_trained_again_and_its_helper_counts(folder, capsys):
    from nnexp.trainables.function.code import read_function

    def again():
        sys.modules.pop("helper", None)
        found = swept(folder, read_function(Path("my_model.py"), "train"), lr=[0.1, 0.5], epochs=2)
        return found.counts.trained

    assert again() == 10
    assert again() == 0
    (folder / "helper.py").write_text(HELPER.replace("0.01", "0.02"))
    assert again() == 10
    (folder / "my_model.py").write_text(MODEL.replace("import Literal", "import Literal  # why"))
    assert again() == 10
    (folder / "helper.py").write_text(HELPER)
    (folder / "my_model.py").write_text(MODEL)
    assert again() == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lr=0.1", "width=abc", "epochs=2"], "width=abc: must be a whole number; for example "
         "width=2; my_model.py:train takes it as int"),
        (["lr=0.1", "widht=3", "epochs=2"], "widht=3: there is no setting 'widht' (did you mean "
         "'width'?); my_model.py:train has lr, width, kind, epochs, seed"),
        (["epochs=2"], "lr: has no default in my_model.py:train; give it, for example lr=0.1"),
        (["lr=0.1", "epochs=2", "train=other.py:train"], "train=my_model.py:train "
         "train=other.py:train: a sweep is of one model; name one"),
        (["lr=0.1", "epochs=2", "+lr=3"], "+lr=3: write lr=3"),
        (["lr=range(0,0)", "epochs=2"], "lr=range(0,0): the range is empty or endless; write "
         "range(start,stop,step), which leaves stop out"),
        (["lr=interval(0,1)", "epochs=2"], "lr=interval(0,1): names no values; list them or use "
         "range(start,stop,step)"),
        (["lr=0.1", "epochs=2", "hydra.verbose=true"], "hydra.verbose=true: with train= Hydra "
         "composes nothing; of its settings there is hydra.sweep.dir=DIR"),
        (["+point=3", "epochs=2"], "+point=3: must be names and values in braces, for example "
         "'+point={lr:0.1,epochs:5}'"),
        (["lr=0.1", "epochs=2", "--cfg", "job"], "--cfg: is about the configuration of the "
         "built-in network, which a model of your own has none of; --help with train= shows its "
         "settings"),
        (["lr=0.1", "epochs=2", "repeats=0"], "repeats=0: must be a whole number at least 1 and at "
         "most 100000; for example repeats=30"),
    ],
)  # fmt: skip
def test_a_wrong_command_is_one_line(folder, capsys, words, message):
    assert command(*words) == 2
    assert capsys.readouterr().err == f"nnexp: error: {message}\n"
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("my_model.py", "train=my_model.py: must name a file and a function; for example "
         "train=my_model.py:train"),
        ("no_model.py:train", "train=no_model.py:train: there is no file no_model.py"),
        ("my_model.py:trian", "train=my_model.py:trian: my_model.py has no function trian (did you "
         "mean 'train'?); it has train"),
    ],
)  # fmt: skip
def test_a_model_that_is_not_there_is_one_line(folder, capsys, named, message):
    assert main(["-m", f"train={named}", "lr=0.1"]) == 2
    assert capsys.readouterr().err == f"nnexp: error: {message}\n"


def test_several_values_without_m_are_told(folder, capsys):
    assert main(["train=my_model.py:train", "lr=0.1,0.2", "epochs=2"]) == 2
    assert "lr: several values make a sweep; add -m to run it" in capsys.readouterr().err


def test_help_and_completion_know_the_settings(folder, capsys, monkeypatch):
    assert main(["train=my_model.py:train", "--help"]) == 0
    text = capsys.readouterr().out
    assert "  lr=…                                 how far a step goes" in text
    assert "one of plain, noisy; e.g. kind=plain" in text
    typed = {"w": "width=", "kind=plain,n": "kind=plain,noisy", "rep": "repeats="}
    for line, expected in typed.items():
        monkeypatch.setenv("COMP_LINE", f"nnexp -m train=my_model.py:train {line}")
        assert main(["-sc", "query=bash"]) == 0
        assert capsys.readouterr().out == f"{expected}\n"


def test_a_plan_says_what_would_be_trained_and_writes_nothing(folder, capsys):
    before = sorted(folder.iterdir())
    assert command("lr=0.1,0.3", "epochs=1,5", "plan=true", "engine.workers=1") == 0
    assert "Runs    4 after merging: 4 to train" in capsys.readouterr().out
    assert [one for one in sorted(folder.iterdir()) if one.name != "__pycache__"] == before


@pytest.mark.slow
def test_a_typed_sweep_has_answer_report_and_plots_and_is_loaded_again(folder, capsys):
    words = ["lr=0.1,0.3,1", "width=1,2", "epochs=1,3", "engine=threads", "engine.workers=1"]
    assert command(*words, "store.path=store.sqlite") == 0
    assert "The best setting is lr=1, width=1, epochs=1: " in capsys.readouterr().out
    found = nnexp.load("out")
    assert found.table.groupby("lr")["validation_mse"].mean().idxmin() == 1
    assert len(found.findings()) > 0
    assert Path("out/report.html").is_file()
    assert list(Path("out/plots").glob("*.png"))
    assert command(*words, "store.path=store.sqlite") == 0
    assert nnexp.load("out").counts.trained == 0


# Stopped and gone on with

SCRIPT = """
import sys, time
import nnexp

def train(lr: float, *, seed: int):
    place = seed / 2**32
    while True:
        time.sleep(0.02)
        place -= lr * place
        yield {{"validation_mse": place}}

found = nnexp.sweep(train, lr=[0.1, 0.2, 0.3, 0.4], epochs={epochs}, repeats=3, quiet=True,
                    directory={name!r}, **{{"store.path": {store!r}, "engine.workers": 2}})
print(found.table_hash, found.counts.trained)
"""


@pytest.mark.slow
def test_killed_and_resumed_a_script_has_the_table_of_one_that_was_left_alone(tmp_path):
    def script(name, store="store.sqlite"):
        text = SCRIPT.format(epochs=20, name=name, store=store)
        (tmp_path / "script.py").write_text(text)
        return subprocess.Popen(
            [sys.executable, "script.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
        )

    whole, _ = script("whole", "other.sqlite").communicate()[0].split()
    killed = script("out")
    deadline = time.monotonic() + 60
    while _runs(tmp_path / "store.sqlite") < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    resumed, trained = script("out").communicate()[0].split()
    assert resumed == whole
    assert 0 < int(trained) < 12


def _runs(store):
    import sqlite3

    if not store.exists():
        return 0
    try:
        with sqlite3.connect(store) as connection:
            (found,) = connection.execute("SELECT COUNT(*) FROM runs").fetchone()
    except sqlite3.Error:
        return 0
    finally:
        connection.close()
    return found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_workers_of_dask_train_a_function_that_they_never_saw(folder):
    pytest.importorskip("distributed", reason="needs nnexp[dask]")
    from dask_on_loopback import Cluster

    from nnexp.trainables.function.code import read_function

    train = read_function(Path("my_model.py"), "train")
    grid = {"lr": [0.1, 0.3], "epochs": [1, 3], "repeats": 2}
    here = swept(folder, train, **grid)
    (folder / "my_model.py").write_text("raise ValueError('another file by now')")
    with Cluster(folder / "cluster") as cluster:
        cluster.add(2)
        far = {"engine": "dask", "engine.address": cluster.address, "engine.workers": None}
        there = swept(folder, train, "far", store__path=str(folder / "far.sqlite"), **grid, **far)
    assert there.table_hash == here.table_hash


# Nothing but train= imports code


EVIL = """
from pathlib import Path
Path({marker!r}).touch()
def train(lr: float = 0.1):
    yield {{"validation_loss": lr}}
"""


@pytest.fixture
def evil(tmp_path, monkeypatch):
    """A file that leaves a mark when it is imported; gives whether it was."""
    monkeypatch.chdir(tmp_path)
    marker = tmp_path / "imported"
    (tmp_path / "evil.py").write_text(EVIL.format(marker=str(marker)))
    return marker.exists


def test_a_sweep_file_cannot_name_code(evil, capsys):
    Path("sweeps").mkdir()
    Path("sweeps/mine.yaml").write_text("grid: {lr: [0.1]}\ntrain: evil.py:train\n")
    assert main(["-m", "+sweep=mine"]) == 2
    assert "train: there is no setting 'train'" in capsys.readouterr().err
    assert not evil()


def test_a_configuration_cannot_name_code(evil, capsys):
    Path("conf/network").mkdir(parents=True)
    Path("conf/network/mine.yaml").write_text("# @package _global_\ntrain: evil.py:train\n")
    assert main(["--config-dir", "conf", "network=mine", "plan=true"]) == 2
    assert "train" in capsys.readouterr().err
    assert not evil()


def test_a_record_of_a_sweep_of_code_imports_none(evil, tmp_path):
    found = swept(tmp_path, descend, lr=[0.1, 0.3], epochs=1, repeats=2)
    record = found.directory / "sweep.yaml"
    text = record.read_text().replace("overrides: []", "overrides: ['train=evil.py:train']")
    assert "evil" in text
    record.write_text(text)
    nnexp.load(found.directory)
    assert not evil()


def test_a_store_that_names_code_imports_none(evil, tmp_path):
    import sqlite3

    found = swept(tmp_path, descend, lr=[0.1, 0.3], epochs=1, repeats=2)
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("UPDATE runs SET settings = replace(settings, 'own_functions', 'evil')")
    connection.close()
    again = swept(tmp_path, descend, "again", lr=[0.1, 0.3], epochs=1, repeats=2)
    assert again.table_hash == found.table_hash
    assert not evil()


def test_what_is_open_comes_with_the_sweep_that_settles_it(folder, capsys):
    found = swept(folder, descend, lr=[0.1, 0.2, 0.4], epochs=3, repeats=3)
    after = found.next()
    assert after["lr"] == [0.1, 0.2, 0.4, 0.8]
    assert swept(folder, descend, "more", **after).table["lr"].max() == 0.8

    assert main(["-m", "train=my_model.py:train", "lr=0.1,0.2,0.4", "epochs=3", "repeats=3"]) == 0
    said = capsys.readouterr().out
    assert "nnexp -m train=my_model.py:train lr=0.1,0.2,0.4,0.8 epochs=6" in said
