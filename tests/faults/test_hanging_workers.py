"""Workers that hang where they cannot be asked: stopped by the system, in the middle of a run."""

import os
import signal
import threading
import time

import psutil
import pytest
from forked_sweeps import RUNS, outcome
from worker_processes import workers_of


@pytest.mark.slow
def test_workers_that_are_stopped_are_replaced(forks, undisturbed, tmp_path, record_property):
    settings = {"engine": "processes", "engine.workers": 2, "engine.timeout": 10}
    process = forks.start(tmp_path, settings=settings, silence=5)
    stopped = []
    deadline = time.monotonic() + 60
    while len(stopped) < 2 and time.monotonic() < deadline:
        for worker in workers_of(process):
            if worker not in stopped:
                os.kill(worker.pid, signal.SIGSTOP)
                stopped.append(worker)
        time.sleep(0.02)
    assert len(stopped) == 2, (tmp_path / "said.txt").read_text()
    # A test that hangs itself would be no news.
    patience = threading.Timer(120, os.killpg, (process, signal.SIGKILL))
    patience.start()
    try:
        assert forks.wait(process) == 0, (tmp_path / "said.txt").read_text()
    finally:
        patience.cancel()
    answer = outcome(tmp_path)
    assert answer["hash"] == undisturbed["hash"]
    assert (answer["trained"], answer["failed"]) == (RUNS, 0)
    _, alive = psutil.wait_procs(stopped, timeout=10)
    assert alive == []
    record_property("tried", 2)
