"""What every engine must do, whoever trains where: one suite, run on each.

Threads and processes of this machine, and clusters of our own by Dask and Ray where these are
installed. What only one engine has (a scheduler that dies, workers that join) is tested beside.
"""

import contextlib
import importlib.util
import io
import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest
import random_walk
from random_walk import DEADLY, RAISES, WALK, Start, Walk
from rich.console import Console
from small_grids import points as networks

from nnexp.settings import ENGINES, SettingsError, parse, unflatten
from nnexp.sweeps import run_sweep
from nnexp.trainables.registry import trainable

pytestmark = pytest.mark.filterwarnings("ignore")


def _engine(name):
    marks = []
    if package := ENGINES[name].package:
        missing = importlib.util.find_spec(package) is None
        marks = [pytest.mark.slow, pytest.mark.skipif(missing, reason=f"needs nnexp[{name}]")]
    return pytest.param(name, marks=marks)


@pytest.fixture(params=[_engine(name) for name in ENGINES])
def engine(request, monkeypatch):
    # Workers that are no children of this process find the tests' own modules as programs do.
    monkeypatch.setenv("PYTHONPATH", str(Path(random_walk.__file__).parent), prepend=os.pathsep)
    return request.param


def sweep(folder, grid, engine="threads", name="out", what=WALK, workers=2, **settings):
    given = {"repeats": 2, "store.path": str(folder / "store.sqlite"), "engine": engine}
    given |= {"engine.workers": workers}
    given |= {key.replace("__", "."): value for key, value in settings.items()}
    console = Console(file=io.StringIO())
    whole = parse(unflatten(given))[1]
    return run_sweep(grid, whole, folder / name, trainable=what, console=console)


def walks(**more):
    return [Start(pull=pull, steps=steps, **more) for pull in (0.1, 0.2, 0.3) for steps in (2, 6)]


# So long that a walk is under way whenever somebody looks.
ENDLESS = 1_000_000


@pytest.mark.parametrize("workers", [1, 2])
def test_the_table_is_the_one_of_a_single_thread(tmp_path, engine, workers):
    book = trainable()
    grid = networks(lr=[0.1, 0.5], epochs=[1, 3], training__batch_size=[1, 8])
    expected = sweep(tmp_path / "a", grid, what=book, workers=1)
    found = sweep(tmp_path / "b", grid, engine, what=book, workers=workers, verify="prefix")
    assert found.table_hash == expected.table_hash
    assert found.counts.trained == expected.counts.trained == 8
    assert len(found.verified) == 3


def test_any_trainable_goes_on_from_its_states_and_data_of_several_sources(tmp_path, engine):
    grid = walks() + walks(home=2.0)
    short = [point for point in grid if point.steps == 2]
    sweep(tmp_path, short, engine, "short")
    found = sweep(tmp_path, grid, engine, "long")
    assert (found.counts.extended, found.counts.trained) == (12, 0)
    assert found.table_hash == sweep(tmp_path / "fresh", grid).table_hash


def test_what_fails_is_a_row_and_the_rest_is_trained(tmp_path, engine):
    grid = [Start(), Start(pull=RAISES), Start(pull=-9.0, steps=50)]
    table = sweep(tmp_path, grid, engine).table
    assert table["status"].tolist() == ["ok", "ok", "error", "error", "diverged", "diverged"]
    assert set(table["reason"][2:4]) == {"ZeroDivisionError: by nought"}
    assert table["validation_distance"].notna().tolist() == [True, True] + [False] * 4
    # What raised is tried again, what diverged is known.
    again = sweep(tmp_path, grid, engine, "again")
    assert (again.counts.trained, again.counts.reused) == (2, 4)


def test_a_run_that_takes_too_long_is_a_row_and_its_complete_epochs_are_kept(tmp_path, engine):
    grid = [Start(steps=steps) for steps in (3, ENDLESS)]
    result = sweep(tmp_path, grid, engine, repeats=1, engine__timeout=0.3)
    assert result.table["status"].tolist() == ["ok", "timeout"]
    assert result.table["reason"][1].startswith("took longer than engine.timeout=0.3 seconds; ")
    assert result.counts.epochs_trained == len(result.curves) > 3


def test_asked_to_stop_at_a_failure_it_hands_out_no_more(tmp_path, engine):
    # The longest goes first.
    grid = [
        Start(pull=RAISES, steps=ENDLESS),
        *[Start(steps=200, seed=seed) for seed in range(1, 200)],
    ]
    result = sweep(tmp_path, grid, engine, workers=1, repeats=1, engine__on_error="stop")
    statuses = result.table["status"].tolist()
    assert statuses.count("error") == 1
    assert statuses.count("not_run") == result.counts.not_run > 0
    assert set(statuses) <= {"ok", "error", "not_run"}


def test_ctrl_c_keeps_what_is_complete_and_the_same_sweep_goes_on(tmp_path, engine):
    grid = [*walks(), Start(pull=0.7, steps=ENDLESS)]

    def interrupt():
        while stored(tmp_path / "store.sqlite") < 6:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    asking = threading.Thread(target=interrupt, daemon=True)
    asking.start()
    # Two workers walk for ever, the third has time for the rest.
    with pytest.raises(KeyboardInterrupt):
        sweep(tmp_path, grid, engine, workers=3)
    asking.join()
    found = sweep(tmp_path, walks(), engine, "rest")
    assert (found.counts.reused, found.counts.trained) == (6, 0)
    assert found.table_hash == sweep(tmp_path / "fresh", walks()).table_hash


def stored(path):
    """How many runs a store has."""
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(path)) as reader:
        try:
            return reader.execute("SELECT count(*) FROM runs").fetchone()[0]
        except sqlite3.OperationalError:  # it is being made
            return 0


@pytest.mark.slow
def test_a_run_that_kills_its_worker_is_found_and_the_rest_is_trained(
    tmp_path, engine, monkeypatch
):
    if engine == "threads":
        pytest.skip("a run on a thread can take the driver down")
    if engine == "dask":  # which else tries each run on three workers, each time
        pytest.importorskip("distributed")  # which brings its part of the configuration
        dask = pytest.importorskip("dask")
        monkeypatch.setitem(dask.config.config["distributed"]["scheduler"], "allowed-failures", 0)
    table = sweep(tmp_path, [*walks(), Start(pull=DEADLY)], engine, repeats=1).table
    assert table["status"].tolist() == ["ok"] * 6 + ["error"]
    assert table["reason"].iloc[-1] == (
        "its worker process was killed, twice when it ran alone (out of memory?)"
    )


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_runs_that_do_not_fit_are_refused_before_any_is_trained(tmp_path, monkeypatch, engine):
    monkeypatch.setattr("nnexp.sweeps.session.free_memory", lambda: 40_000)
    monkeypatch.setattr(Walk, "memory", lambda *_: 30_000)
    with pytest.raises(SettingsError, match=r"engine\.workers=2: training so many"):
        sweep(tmp_path, walks()[:1], engine)
    monkeypatch.setattr(Walk, "memory", lambda *_: 50_000)
    with pytest.raises(SettingsError, match="a walk needs 1 kB of memory; free some"):
        sweep(tmp_path, walks()[:1], engine)
