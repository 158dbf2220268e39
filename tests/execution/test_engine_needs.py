"""What the workers of this machine need is asked before anything is trained."""

import errno
import os
import subprocess
import sys
import warnings

import pytest
from small_grids import points

from nnexp.execution import pool
from nnexp.execution.cluster import EngineError
from nnexp.execution.pool import see_engine
from nnexp.execution.worker import Rules
from nnexp.settings import EngineSettings, parse, unflatten
from nnexp.sweeps import run_sweep
from nnexp.trainables.registry import trainable


@pytest.fixture
def no_semaphores(monkeypatch):
    """As in a container whose /dev/shm is read-only, or not there."""

    def refuse(*_arguments, **_more):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(pool, "SemLock", refuse)


def test_a_whole_system_lacks_nothing():
    said = []
    for name in ("threads", "processes", "dask"):
        see_engine(EngineSettings(name=name), said.append)
    assert said == []


def test_processes_without_semaphores(no_semaphores):
    with pytest.raises(EngineError) as caught:
        see_engine(EngineSettings(name="processes"), pytest.fail)
    assert str(caught.value) == (
        "engine=processes: this system gives no semaphores (Read-only file system); on Linux they "
        "need /dev/shm, there and writable; engine=threads does without"
    )


def test_threads_without_semaphores(no_semaphores):
    said = []
    see_engine(EngineSettings(name="threads"), said.append)
    assert said == [
        "this system gives no semaphores (Read-only file system); runs are trained one after the "
        "other"
    ]


@pytest.mark.parametrize("count", ["abc", "", "1.5"])
def test_a_number_of_workers_that_is_none(monkeypatch, count):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", count)
    with pytest.raises(EngineError) as caught:
        see_engine(EngineSettings(), pytest.fail)
    assert str(caught.value) == (
        f"LOKY_MAX_CPU_COUNT={count}: must be a whole number; mend this environment variable, "
        "unset it, or set engine.workers"
    )
    see_engine(EngineSettings(workers=os.cpu_count()), pytest.fail)


@pytest.mark.parametrize("gone", ["/nonexistent", "", None])
def test_processes_that_cannot_be_started(monkeypatch, gone):
    monkeypatch.setattr(sys, "executable", gone)
    see_engine(EngineSettings(), pytest.fail)
    with pytest.raises(EngineError) as caught:
        see_engine(EngineSettings(name="processes"), pytest.fail)
    assert str(caught.value) == (
        "engine=processes: worker processes cannot be started, as there is no Python at "
        f"{gone or 'sys.executable'}; start this program again, or take engine=threads, which "
        "does without"
    )


def test_a_pool_that_never_had_processes_is_given_up_without_starting_any(monkeypatch):
    monkeypatch.setattr(pool.reusable_executor, "_executor", None)
    monkeypatch.setattr(pool, "Parallel", lambda *_, **__: 1 / 0)
    given_up = pool.Pool(trainable(), [], EngineSettings(name="processes"), Rules())
    assert given_up.join(10)
    given_up.cancel()
    assert pool.reusable_executor._executor is None


def test_a_whole_command_whose_python_is_gone(tmp_path):
    program = (
        "import sys; from nnexp.cli.main import main; sys.executable = '/nonexistent'; "
        "sys.exit(main(['epochs=1', 'repeats=2', 'engine=processes', 'hidden_nodes=5']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("nnexp: error: engine=processes: worker pro")
    assert "Traceback" not in done.stderr


def test_a_system_that_starts_no_process(monkeypatch):
    class NoParallel:
        def __init__(self, *_arguments, **_more):
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(pool, "Parallel", NoParallel)
    event = pool.Pool(trainable(), [], EngineSettings(name="processes"), Rules()).events.get(
        timeout=10
    )
    assert isinstance(event, pool.PoolFailed)
    assert str(event.error) == (
        "engine=processes: worker processes cannot be started or reached ([Errno 32] Broken pipe); "
        "engine=threads does without"
    )


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_a_sweep_leaves_no_filter_of_warnings_behind(tmp_path, engine):
    settings = {"repeats": 1, "engine": engine, "store.path": str(tmp_path / "store.sqlite")}
    run_sweep(points(), parse(unflatten(settings))[1], tmp_path / "out")
    assert not [one for one in warnings.filters if "A worker stopped" in str(one[1])]
