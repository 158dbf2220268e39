"""Sweeps that are killed, in real processes, end with the table of an undisturbed one."""

import json
import os
import random
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import yaml
from patience import PATIENT
from worker_processes import workers_of

# A few seconds of training, so that kills fall before, between and within runs.
LAST = 150
GRID = ["-m", "lr=0.05,0.1,0.2,0.3", f"epochs=40,{LAST}", "hidden_nodes=30", "repeats=4"]
KILLS = 20 if PATIENT else 10


def start(folder: Path, *more: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "nnexp", *GRID, "hydra.sweep.dir=out", *more],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(folder: Path, *more: str) -> dict:
    process = start(folder, *more)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return yaml.safe_load((folder / "out" / "sweep.yaml").read_text())


def stored(folder: Path) -> dict[str, tuple]:
    """The complete runs and their curves, whose measured seconds tell one training from another."""
    path = folder / "results" / "store.sqlite"
    if not path.exists():
        return {}
    connection = sqlite3.connect(path)
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            return {}
        rows = connection.execute("SELECT run_id, epochs, curve FROM runs WHERE epochs = ?", [LAST])
        return {run_id: (epochs, curve) for run_id, epochs, curve in rows}
    finally:
        connection.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict:
    return finish(tmp_path_factory.mktemp("undisturbed"))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_killed_at_random_moments_nothing_complete_is_trained_again(tmp_path, undisturbed, engine):
    moments = random.Random(7)
    seen: dict[str, tuple] = {}
    killed = 0
    for _ in range(KILLS // 2):
        process = start(tmp_path, f"engine={engine}")
        time.sleep(moments.uniform(0.5, 6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        now = stored(tmp_path)
        assert {run_id: now[run_id] for run_id in seen} == seen
        seen = now
    record = finish(tmp_path, f"engine={engine}")
    last = stored(tmp_path)
    assert {run_id: last[run_id] for run_id in seen} == seen
    assert killed > 0
    assert len(last) == 16
    assert record["table_hash"] == undisturbed["table_hash"]
    assert record["runs"]["reused"] == len(seen)


@pytest.mark.slow
def test_the_folder_of_a_killed_sweep_says_what_it_was_and_what_goes_on(tmp_path, undisturbed):
    process = start(tmp_path)
    while not stored(tmp_path) and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "the sweep ended before it could be killed"
    show = [sys.executable, "-m", "nnexp.show", "--json", "out"]
    (found,) = json.loads(subprocess.check_output(show, cwd=tmp_path))
    assert (found["finished"], found["trials"]) == (False, 32)
    words = shlex.split(found["resume"])
    assert words[0] == "python"
    subprocess.run([sys.executable, *words[1:]], cwd=tmp_path, check=True, capture_output=True)
    record = yaml.safe_load((tmp_path / "out" / "sweep.yaml").read_text())
    assert record["table_hash"] == undisturbed["table_hash"]
    assert record["runs"]["reused"] > 0


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_stopped_politely_it_keeps_what_is_complete(tmp_path, undisturbed, engine, number, status):
    process = start(tmp_path, f"engine={engine}", f"epochs={LAST},100000")
    while not stored(tmp_path) and process.poll() is None:
        time.sleep(0.1)
        if (tmp_path / "results" / "store.sqlite").exists():
            break
    time.sleep(4)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    began = time.monotonic()
    _, said = process.communicate(timeout=30)
    # Two seconds are promised; a busy machine gets a little more before the test calls it broken.
    assert time.monotonic() - began < 6
    assert process.returncode == status
    assert "repeat the same command to go on from there" in said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    assert finish(tmp_path, f"engine={engine}")["table_hash"] == undisturbed["table_hash"]


@pytest.mark.slow
def test_a_killed_worker_costs_its_own_run_only(tmp_path, undisturbed):
    process = start(tmp_path, "engine=processes", "engine.workers=2")
    victim = None
    while process.poll() is None and victim is None:
        workers = workers_of(process.pid)
        victim = workers[0] if workers and stored(tmp_path) else None
        time.sleep(0.05)
    assert victim is not None, "the sweep ended before a worker could be killed"
    os.kill(victim.pid, signal.SIGKILL)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    record = yaml.safe_load((tmp_path / "out" / "sweep.yaml").read_text())
    assert record["table_hash"] == undisturbed["table_hash"]
