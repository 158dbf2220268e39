"""`engine=dask` against a real scheduler and worker processes on loopback, some of them killed."""

import asyncio
import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest

pytest.importorskip("distributed", reason="needs nnexp[dask]")

import dask
from dask_on_loopback import Cluster, finish, start, stored, wait_for

from nnexp.execution import dask_cluster, dask_connection
from nnexp.execution.dask_connection import connect, leave, start_here
from nnexp.settings import EngineSettings
from nnexp.trainables.registry import trainable

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

# Twelve runs of half a second or so, each also asked for at fewer epochs.
GRID = {"lr": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "epochs": [10, 100], "hidden_nodes": [20]}
RUNS = 12
ENDLESS = {"epochs": [1_000_000], "lr": [0.1, 0.2]}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return finish(start(tmp_path_factory.mktemp("undisturbed"), GRID))["hash"]


@pytest.fixture
def cluster(tmp_path):
    with Cluster(tmp_path / "cluster") as started:
        started.add(2)
        yield started


def fetched(cluster: Cluster) -> list[dict[str, int]]:
    """How often each data set came over the network, for each worker."""

    def ask():
        from nnexp.execution.remote import CACHE

        return dict(CACHE.fetched)

    return list(cluster.ask(ask).values())


def test_the_table_of_threads_with_data_sent_once_a_worker(tmp_path, cluster, undisturbed):
    joined = {"engine": "dask", "engine__address": cluster.address}
    first = {**GRID, "epochs": [10]}
    assert finish(start(tmp_path / "a", first, **joined))["trained"] == RUNS
    # A second driver, which continues every run: the weights travel, the data need not.
    told = finish(start(tmp_path / "a", GRID, **joined, verify="prefix"))
    assert (told["hash"], told["extended"]) == (undisturbed, RUNS)
    assert [list(counts.values()) for counts in fetched(cluster)] == [[1], [1]]
    assert cluster.tasks() == 0


def test_large_data_are_kept_on_the_workers_disk_for_the_next_one(tmp_path):
    draws = np.random.default_rng(1)
    rows = np.hstack([draws.integers(0, 10, (1500, 1)), draws.integers(0, 255, (1500, 784))])
    np.savetxt(tmp_path / "rows.csv", rows, fmt="%d", delimiter=",")
    grid = {"data": ["csv"], "data.train": [str(tmp_path / "rows.csv")], "epochs": [1]}
    with Cluster(tmp_path / "c", NNEXP_CACHE_DIR=str(tmp_path / "worker's")) as cluster:
        (worker,) = cluster.add(1)
        joined = {"engine": "dask", "engine__address": cluster.address}
        finish(start(tmp_path / "a", {**grid, "lr": [0.1, 0.2]}, **joined))
        assert [sum(counts.values()) for counts in fetched(cluster)] == [1]
        worker.kill()
        worker.wait()
        wait_for(lambda: not cluster.known())
        cluster.add(1)
        told = finish(start(tmp_path / "a", {**grid, "lr": [0.1, 0.2, 0.3]}, **joined))
        assert (told["trained"], told["reused"]) == (2, 4)
        assert fetched(cluster) == [{}]


def test_killed_and_restarted_workers_lose_nothing_that_is_complete(tmp_path, undisturbed):
    folder = tmp_path / "a"
    with Cluster(tmp_path / "c") as cluster:
        cluster.add(2, "--nanny")
        driver = start(folder, GRID, engine="dask", engine__address=cluster.address)
        seen = wait_for(lambda: stored(folder))
        os.kill(next(iter(cluster.ask(lambda: os.getpid()).values())), signal.SIGKILL)
        seen = wait_for(lambda: found if len(found := stored(folder)) > len(seen) else {})
        # What the scheduler has in hand is forgotten, our data among it.
        cluster.restart()
        told = finish(driver)
    assert (told["hash"], told["trained"]) == (undisturbed, RUNS)
    last = stored(folder)
    assert {run: last[run] for run in seen} == seen


def test_a_killed_scheduler_is_one_line_and_the_command_goes_on(tmp_path, undisturbed):
    folder = tmp_path / "a"
    with Cluster(tmp_path / "first") as cluster:
        cluster.add(2)
        driver = start(folder, GRID, engine="dask", engine__address=cluster.address)
        wait_for(lambda: stored(folder))
        cluster.scheduler.kill()
        _, err = driver.communicate(timeout=30)
        assert driver.returncode == 1
        assert err.splitlines()[-1] == (
            f"nnexp: error: engine.address={cluster.address}: the connection to the Dask "
            "scheduler is lost; start it again, or take engine=threads, and repeat the command: "
            "what is complete is kept"
        )
        assert "Traceback" not in err
        # Workers without a scheduler end their training and themselves.
        wait_for(lambda: all(worker.poll() is not None for worker in cluster.workers), 30)
    seen = stored(folder)
    shutil.copytree(folder, tmp_path / "b")
    with Cluster(tmp_path / "second") as cluster:
        cluster.add(2)
        joined = {"engine": "dask", "engine__address": cluster.address}
        again = [finish(start(folder, GRID, **joined)), finish(start(tmp_path / "b", GRID))]
    for told, where in zip(again, (folder, tmp_path / "b"), strict=True):
        assert told["hash"] == undisturbed
        assert told["reused"] == len(seen) > 0
        last = stored(where)
        assert {run: last[run] for run in seen} == seen


def test_ctrl_c_frees_the_workers_of_a_cluster_that_stays(tmp_path, cluster):
    driver = start(tmp_path / "a", ENDLESS, engine="dask", engine__address=cluster.address)
    wait_for(cluster.busy)
    driver.send_signal(signal.SIGINT)
    _, err = driver.communicate(timeout=30)
    assert "Stopped. 0 of 4 runs are complete and kept" in err
    assert driver.returncode == -signal.SIGINT
    wait_for(lambda: not cluster.busy(), 10)
    assert cluster.tasks() == 0
    assert len(cluster.known()) == 2


def test_a_driver_that_is_killed_frees_the_workers_too(tmp_path, cluster):
    driver = start(tmp_path / "a", ENDLESS, engine="dask", engine__address=cluster.address)
    wait_for(cluster.busy)
    driver.kill()
    driver.communicate()
    wait_for(lambda: not cluster.busy(), 20)


def test_unlike_workers_are_refused_and_runs_are_named_after_the_workers(tmp_path):
    # More than is done before a worker has joined, on however busy a machine.
    long = {"lr": [number / 100 for number in range(1, 101)], "epochs": [100]}
    with Cluster(tmp_path / "c") as cluster:
        joined = {"engine": "dask", "engine__address": cluster.address, "engine__workers": 4}
        (alike,) = cluster.add(1)
        driver = start(tmp_path / "a", long, **joined)
        wait_for(lambda: stored(tmp_path / "a"))
        cluster.add(1, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")
        _, err = driver.communicate(timeout=60)
        assert driver.returncode == 1, err
        last = err.splitlines()[-1]
        assert last.startswith("nnexp: error: a worker has joined that trains for generic-")
        assert "repeat the command: what is complete is kept" in last
        assert "Traceback" not in err

        driver = start(tmp_path / "a", GRID, **joined)
        _, err = driver.communicate(timeout=60)
        assert driver.returncode == 1
        assert err.startswith(
            f"nnexp: error: engine.address={cluster.address}: worker tcp://127.0.0.1"
        )
        assert "may differ in the last bits; start all workers with the same versions" in err
        assert len(err.splitlines()) == 1

        alike.kill()
        alike.wait()
        wait_for(lambda: len(cluster.known()) == 1)
        told = finish(start(tmp_path / "b", {"epochs": [1]}, **joined))
        assert [target.partition("-")[0] for target in told["targets"]] == ["generic"]


def test_a_pool_that_begins_without_a_worker_waits_for_one_to_join(tmp_path):
    with Cluster(tmp_path / "cluster") as cluster:
        [only] = cluster.add()
        here = dask_cluster.DaskCluster(
            cluster.address, connect(cluster.address), "generic", 1, 1, lambda: None
        )
        only.kill()
        only.wait()
        wait_for(lambda: not cluster.known())
        # Longer than the ten seconds after which joblib would give up.
        later = threading.Timer(12, cluster.add)
        later.start()
        assert here.backend()["backend"].effective_n_jobs(2) == 2
        later.join()
        assert len(cluster.known()) == 1
        here.close()


def test_a_connection_that_does_not_close_in_time_is_left_in_silence(cluster, monkeypatch):
    async def stuck(*_, **__):
        await asyncio.sleep(30)

    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    monkeypatch.setattr(dask_connection, "_FAREWELL", 0.1)
    client = connect(cluster.address)
    client._close = stuck
    dask_connection.leave(client)
    client._loop_runner.stop()
    del client
    gc.collect()
    assert told == []


def test_two_clusters_of_our_own_at_once_take_no_port_from_each_other():
    first = start_here(1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            leave(start_here(1))
    finally:
        leave(first)


def test_workers_of_our_own_that_dask_gave_up_are_started_again(monkeypatch):
    # As on a busy machine, on which a process takes longer to start than Dask waits for it.
    known = dask.config.config["distributed"]
    monkeypatch.setitem(known["deploy"], "lost-worker-timeout", "1ms")
    monkeypatch.setitem(known["scheduler"], "allowed-failures", 0)
    cluster = dask_cluster.join(EngineSettings(name="dask", workers=1), trainable(), print)
    try:
        deadly = cluster.client.submit(os._exit, 1, pure=False)
        wait_for(lambda: not cluster._own.workers)
        del deadly
        wait_for(lambda: cluster.trouble() or cluster.client.ncores())
        assert cluster.trouble() is None
        assert cluster.client.submit(os.getpid, pure=False).result(timeout=60)
    finally:
        cluster.close()


def test_nobody_at_the_address_is_one_line_soon(tmp_path):
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "nnexp", "engine=dask", "engine.address=tcp://127.0.0.1:9"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert time.monotonic() - began < 30
    assert done.returncode == 1
    assert done.stderr == (
        "nnexp: error: engine.address=tcp://127.0.0.1:9: no Dask scheduler answers there within "
        "10 seconds; start one with dask scheduler, and name the address that it prints, for "
        "example engine.address=tcp://10.0.0.1:8786\n"
    )
