"""The command line with the real `nnexp.api` behind it, on small sweeps of real digits."""

import inspect
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from recorded_api import Recorder

import nnexp.api
from nnexp.cli.outcomes import point_outcomes
from nnexp.settings import parse, unflatten


def start(directory: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nnexp", *words],
        cwd=directory,
        env={key: value for key, value in os.environ.items() if key != "HYDRA_FULL_ERROR"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test runner in the background may ignore Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def test_the_recorder_of_the_other_tests_takes_what_the_real_one_takes():
    real = inspect.signature(nnexp.api.run).parameters
    recorded = inspect.signature(Recorder().run).parameters
    assert list(real) == list(recorded)


def test_a_sweep_from_the_command_to_its_files(tmp_path):
    process = start(tmp_path, "-m", "lr=0.1,0.3", "epochs=1,2", "hidden_nodes=5", "repeats=2")
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "The best setting is lr=0.3, epochs=2: " in out
    (directory,) = (tmp_path / "results" / "sweep").iterdir()
    assert {"table.csv", "table.parquet", "curves.parquet", "sweep.yaml", "multirun.yaml"} <= {
        path.name for path in directory.iterdir()
    }
    assert "HYDRA" not in out + err


@pytest.mark.slow
def test_diverged_trials_make_the_exit_status(tmp_path):
    process = start(
        tmp_path, "-m", "lr=0.1,900", "epochs=1", "hidden_nodes=5", "repeats=1",
        "network=relu", "network.output_activation=linear",
    )  # fmt: skip
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "nnexp: error: 1 of 2 trials failed (1 diverged); column 'reason' of results/" in err
    assert "Failed: 1 of 2 trials" in out


@pytest.mark.slow
def test_every_grid_point_finds_its_own_rows_in_a_real_table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    grid = [
        {"data.train_size": size, "hidden_nodes": nodes, "network.bias": bias}
        for size in (None, 100)
        for nodes in (0, 5, [5, 4])
        for bias in (False, True)
    ]
    settings = [parse(unflatten({**one, "epochs": 1, "repeats": 2})) for one in grid]
    points = [point for point, _ in settings]
    result = nnexp.api.run(points, settings[0][1], tmp_path / "out", [])
    outcomes = point_outcomes(points, result)
    assert {outcome.statuses for outcome in outcomes} == {("ok", "ok")}
    losses = [outcome.loss for outcome in outcomes]
    assert not any(map(math.isnan, losses))
    assert len(set(losses)) == len(grid)
    # Each alone, and so without any key to look up, must have the loss it has in the grid.
    for position in (0, 5, 11):
        alone = nnexp.api.run([points[position]], settings[0][1], tmp_path / f"{position}", [])
        assert point_outcomes([points[position]], alone)[0].loss == losses[position]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["threads", "processes"])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_sweep_leaves_no_process_and_no_traceback(tmp_path, engine, number, status):
    process = start(tmp_path, "-m", "lr=0.1,0.2,0.3", "epochs=1000000", f"engine={engine}")
    store = tmp_path / "results" / "store.sqlite"
    deadline = time.monotonic() + 60
    children: list[psutil.Process] = []
    while not store.exists() or (engine == "processes" and not children):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
        children = psutil.Process(process.pid).children(recursive=True)
    time.sleep(2)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in err
    assert err.strip().splitlines()[-1].startswith("Stopped.")
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
