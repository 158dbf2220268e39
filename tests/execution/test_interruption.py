"""Signals and sudden death, of the driver and of its workers, in processes of their own."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from small_grids import points
from nnexp.settings import parse, unflatten
from nnexp.sweeps import run_sweep

folder, engine, grid = Path(sys.argv[1]), sys.argv[2], eval(sys.argv[3])
settings = {{"repeats": 2, "store.path": str(folder / "store.sqlite"), "engine": engine}}
settings |= {{"engine.workers": 2}}
result = run_sweep(points(**grid), parse(unflatten(settings))[1], folder / "out")
print(result.table_hash, result.counts.trained, result.counts.extended, result.counts.reused)
"""

# Eight runs of a second or so, each also asked for at fewer epochs.
GRID = {"lr": [0.1, 0.2, 0.3, 0.4], "epochs": [10, 100], "hidden_nodes": [20]}
ENDLESS = {"epochs": [1_000_000], "lr": [0.1, 0.2]}


def start(folder, engine="threads", grid=GRID):
    folder.mkdir(exist_ok=True)
    script = SCRIPT.format(here=str(Path(__file__).parents[1]))
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder), engine, repr(grid)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process, seconds=120):
    out, err = process.communicate(timeout=seconds)
    assert process.returncode == 0, err
    digest, *counts = out.split()
    return digest, [int(count) for count in counts]


def stored(folder):
    """run_id -> (epochs, status) of everything that the store holds."""
    path = folder / "store.sqlite"
    if not path.exists():
        return {}
    with sqlite3.connect(path) as reader:
        try:
            rows = reader.execute("SELECT run_id, epochs, status FROM runs").fetchall()
        except sqlite3.OperationalError:
            rows = []
    reader.close()
    return {run_id: (epochs, status) for run_id, epochs, status in rows}


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def busy(process):
    """Worker processes of a driver that have burnt some time."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
        return [child for child in children if sum(child.cpu_times()[:2]) > 0.5]
    except psutil.Error:
        return []


def session(process):
    """Every process that a driver left behind."""
    found = []
    for other in psutil.process_iter():
        try:
            if os.getsid(other.pid) == process.pid and other.status() != psutil.STATUS_ZOMBIE:
                found.append(other)
        except (psutil.Error, ProcessLookupError):
            continue
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return finish(start(tmp_path_factory.mktemp("undisturbed") / "a"))[0]


def training_has_begun(process, engine):
    announced = process.stderr.readline()
    assert "to train" in announced
    if engine == "processes":
        wait_for(lambda: len(busy(process)) >= 2)
    else:
        spent = sum(psutil.Process(process.pid).cpu_times()[:2])
        wait_for(lambda: sum(psutil.Process(process.pid).cpu_times()[:2]) > spent + 1)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["threads", "processes"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_sweep_in_two_seconds_and_leaves_nobody(tmp_path, engine, number):
    process = start(tmp_path / "a", engine, ENDLESS)
    training_has_begun(process, engine)
    sent = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - sent < 2
    # The signal goes on to whoever had it before: Python's own KeyboardInterrupt, or the end.
    assert process.returncode == -number
    assert re.search(
        r"Stopped\. 0 of 4 runs are complete and kept in .*store\.sqlite; "
        r"repeat the same command to go on from there\.",
        err,
    )
    wait_for(lambda: not session(process), seconds=5)


@pytest.mark.slow
def test_ctrl_c_to_the_whole_group_as_a_terminal_sends_it(tmp_path):
    process = start(tmp_path / "a", "processes", ENDLESS)
    training_has_begun(process, "processes")
    sent = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - sent < 2
    assert process.returncode == -signal.SIGINT
    assert err.count("Traceback") == 1, err
    wait_for(lambda: not session(process), seconds=5)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_an_interrupted_sweep_goes_on_where_it_stopped(tmp_path, engine, undisturbed):
    folder = tmp_path / "a"
    process = start(folder, engine)
    wait_for(lambda: any(status == "ok" for _, status in stored(folder).values()))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    before = stored(folder)
    digest, (trained, extended, reused) = finish(start(folder, engine))
    assert digest == undisturbed
    complete = [run for run, (epochs, _) in before.items() if epochs == 100]
    assert reused == len(complete)
    assert extended == len(before) - len(complete)
    assert trained == 8 - len(before)
    if engine == "threads":
        assert extended > 0


@pytest.mark.slow
def test_a_driver_that_is_killed_takes_its_workers_with_it(tmp_path):
    process = start(tmp_path / "a", "processes", ENDLESS)
    training_has_begun(process, "processes")
    assert len(session(process)) > 1
    process.kill()
    process.communicate(timeout=30)
    wait_for(lambda: not session(process), seconds=5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_killed_workers_are_replaced_and_no_bit_differs(tmp_path, seed, undisturbed):
    chance = random.Random(seed)
    process = start(tmp_path / "a", "processes")
    killed = 0
    while killed < 3 and process.poll() is None:
        workers = busy(process)
        if workers:
            chance.choice(workers).kill()
            killed += 1
        time.sleep(chance.uniform(0.2, 1.5))
    digest, (trained, _, _) = finish(process)
    assert killed > 0
    assert digest == undisturbed
    assert trained == 8
    wait_for(lambda: not session(process), seconds=5)
