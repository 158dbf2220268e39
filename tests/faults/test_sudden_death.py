"""Sweeps and their workers killed with SIGKILL at random moments, a hundred of them in patience.

After each kill what was complete is still there to the bit, and the sweep that is at last left
alone ends with the table of one that nothing happened to, having trained nothing twice.
"""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing

import psutil
import pytest
from forked_sweeps import EPOCHS, RUNS, outcome
from patience import PATIENT
from worker_processes import workers_of

SEED = 20261124

DRIVER_KILLS = 80 if PATIENT else 25
PROCESS_DRIVER_KILLS = 8
WORKER_KILLS = 12


def complete(folder):
    """Complete runs: their curves hold measured seconds, which tell one training from another."""
    path = folder / "store.sqlite"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path, timeout=30)) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not reader.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            return {}
        rows = reader.execute("SELECT run_id, curve FROM runs WHERE epochs = ?", [EPOCHS])
        return dict(rows.fetchall())


def see_the_end(forks, folder, undisturbed, settings, seen):
    """Let the sweep be, and see that its table is the undisturbed one's."""
    status, said = forks.run(folder, settings=settings)
    assert status == 0, said
    answer = outcome(folder)
    assert answer["hash"] == undisturbed["hash"]
    assert answer["failed"] == 0
    assert answer["reused"] == len(seen)
    last = complete(folder)
    assert len(last) == RUNS
    assert {run: last[run] for run in seen} == seen


def killed_until_done(forks, undisturbed, tmp_path, kills, settings, moment):
    """Kill sweeps at random moments, in a new folder whenever one is through."""
    killed = folders = finished = 0
    fell = []
    while killed < kills:
        folder = tmp_path / f"sweep{folders}"
        folder.mkdir()
        folders += 1
        seen = {}
        for _ in range(8):
            process = forks.start(folder, settings=settings)
            time.sleep(moment())
            # Its workers die with it; see `begin_worker`.
            os.kill(process, signal.SIGKILL)
            if forks.wait(process) == 0:
                finished += 1
                break
            killed += 1
            now = complete(folder)
            assert {run: now[run] for run in seen} == seen
            fell.append(len(now))
            seen = now
        else:
            see_the_end(forks, folder, undisturbed, settings, seen)
            continue
        assert outcome(folder)["hash"] == undisturbed["hash"]
    return killed, finished, fell


@pytest.mark.slow
def test_drivers_killed_at_random_moments(forks, undisturbed, tmp_path, record_property):
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    longest = 1.1 * undisturbed["seconds"]
    killed, finished, fell = killed_until_done(
        forks, undisturbed, tmp_path, DRIVER_KILLS, {}, lambda: chance.uniform(0, longest)
    )
    record_property("tried", killed)
    print(f"{killed} killed, {finished} were done before; complete runs at a kill: {fell}")
    assert killed >= DRIVER_KILLS
    # They fell before, between and after runs.
    assert len(set(fell)) > 3


@pytest.mark.slow
def test_drivers_of_worker_processes_killed(forks, undisturbed, tmp_path, record_property):
    chance = random.Random(SEED + 1)
    print(f"seed {SEED + 1}")
    settings = {"engine": "processes", "engine.workers": 2}
    killed, _, fell = killed_until_done(
        forks, undisturbed, tmp_path, PROCESS_DRIVER_KILLS, settings, lambda: chance.uniform(0.2, 3)
    )
    record_property("tried", killed)
    print(f"complete runs at a kill: {fell}")
    assert killed >= PROCESS_DRIVER_KILLS
    see_nobody_left(tmp_path)


def see_nobody_left(tmp_path, seconds=10):
    """Workers of killed drivers have gone, too."""
    deadline = time.monotonic() + seconds
    while left := [
        other for other in psutil.process_iter(["cwd"]) if str(tmp_path) in str(other.info["cwd"])
    ]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


@pytest.mark.slow
def test_workers_killed_at_random_moments(forks, undisturbed, tmp_path, record_property):
    """Runs may be given up after several kills each; the same sweep again trains them."""
    chance = random.Random(SEED + 2)
    print(f"seed {SEED + 2}")
    settings = {"engine": "processes", "engine.workers": 2}
    killed = sweeps = 0
    while killed < WORKER_KILLS:
        folder = tmp_path / f"sweep{sweeps}"
        folder.mkdir()
        sweeps += 1
        process = forks.start(folder, settings=settings)
        for _ in range(3):
            time.sleep(chance.uniform(0.1, 2.5))
            if workers := workers_of(process):
                chance.choice(workers).kill()
                killed += 1
        assert forks.wait(process) == 0, (folder / "said.txt").read_text()
        if (answer := outcome(folder))["failed"]:
            assert forks.run(folder, settings=settings)[0] == 0
            answer = outcome(folder)
        assert answer["hash"] == undisturbed["hash"]
        assert len(complete(folder)) == RUNS
    record_property("tried", killed)
    see_nobody_left(tmp_path)
