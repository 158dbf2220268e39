"""`engine=ray` on a cluster of its own and on a real head node, some of whose processes die."""

import subprocess
import sys

import pytest

pytest.importorskip("ray", reason="needs nnexp[ray]")
pytest.importorskip("distributed", reason="needs nnexp[dask], for its helpers")

from dask_on_loopback import finish, start, stored, wait_for
from ray_on_loopback import Head

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

# Twelve runs of half a second or so, each also asked for at fewer epochs.
GRID = {"lr": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "epochs": [10, 100], "hidden_nodes": [20]}
RUNS = 12


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return finish(start(tmp_path_factory.mktemp("undisturbed"), GRID))["hash"]


@pytest.fixture
def head(monkeypatch):
    with Head() as started:
        for name, value in started.environment.items():
            monkeypatch.setenv(name, value)
        yield started


def test_a_killed_worker_and_then_a_killed_head_node(tmp_path, head, undisturbed):
    joined = {"engine": "ray", "engine__address": head.address}
    folder = tmp_path / "a"
    driver = start(folder, GRID, **joined)
    seen = wait_for(lambda: stored(folder))
    head.processes("PoolActor")[0].kill()
    told = finish(driver)
    assert (told["hash"], told["trained"]) == (undisturbed, RUNS)
    last = stored(folder)
    assert {run: last[run] for run in seen} == seen

    folder = tmp_path / "b"
    driver = start(folder, GRID, **joined)
    wait_for(lambda: stored(folder))
    (gcs,) = head.processes("gcs_server --")
    gcs.kill()
    _, err = driver.communicate(timeout=50)
    assert driver.returncode == 1
    assert (
        f"nnexp: error: engine.address={head.address}: the connection to the Ray head node is "
        "lost; start it again, or take engine=threads, and repeat the command: what is complete "
        "is kept"
    ) in err.splitlines()
    assert "Traceback" not in err
    seen = stored(folder)
    told = finish(start(folder, GRID))
    assert (told["hash"], told["reused"]) == (undisturbed, len(seen))


def test_nobody_at_the_address_is_one_line(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "nnexp", "engine=ray", "engine.address=127.0.0.1:9"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "nnexp: error: engine.address=127.0.0.1:9: nobody answers there within 10 seconds; start "
        "a head node with ray start --head, and name its address, for example "
        "engine.address=10.0.0.1:6379\n",
    )
