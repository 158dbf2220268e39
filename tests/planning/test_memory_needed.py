"""What does not fit into memory is refused before it is trained, in one line that says so."""

import os
import resource
import subprocess
import sys
import tracemalloc
from types import SimpleNamespace

import pytest

from nnexp.datasets import encode, load
from nnexp.execution.pool import workers
from nnexp.planning.jobs import Job
from nnexp.planning.memory import refuse_large_runs, refuse_many_trials, refuse_small_limit
from nnexp.planning.plan import full_grid, make_plan
from nnexp.process import room
from nnexp.process.room import free_memory, of_group, size
from nnexp.settings import SettingsError, parse, unflatten
from nnexp.sweeps import run_sweep
from nnexp.trainables.book.costs import run_bytes
from nnexp.trainables.book.run import train
from nnexp.trainables.book.trainable import BOOK

GB = 10**9


def grid(repeats=1, **settings):
    """Points, what holds for all of them, their data and their plan."""
    values = {"repeats": repeats, **{name.replace("__", "."): v for name, v in settings.items()}}
    point, sweep = parse(unflatten(values))
    data = BOOK.load([point])
    return [point], sweep, data, make_plan(BOOK, full_grid([point], repeats), data, "t")


def refusal(room, repeats=1, **settings):
    _, sweep, data, plan = grid(repeats, **settings)
    jobs = [Job(run) for run in plan.runs.values()]
    with pytest.raises(SettingsError) as caught:
        refuse_large_runs(BOOK, plan, jobs, data, workers(sweep.engine), room)
    (problem,) = caught.value.problems
    return problem


def test_a_network_of_a_hundred_million_nodes_is_refused_before_anything_is_trained(tmp_path):
    settings = {"hidden_nodes": 100_000_000, "store.path": str(tmp_path / "store.sqlite")}
    point, sweep = parse(unflatten(settings))
    tracemalloc.start()
    try:
        with pytest.raises(SettingsError) as caught:
            run_sweep([point], sweep, tmp_path / "out")
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()
    text = str(caught.value)
    assert text.startswith(
        "hidden_nodes=100000000: training one such network needs about 149 GB of memory, and "
    )
    assert text.endswith(" fits")
    assert not (tmp_path / "out" / "table.parquet").exists()


def test_the_line_says_what_would_fit_on_all_workers():
    assert refusal(10 * GB, hidden_nodes=100_000_000, engine__workers=1) == (
        "hidden_nodes=100000000: training one such network needs about 149 GB of memory, and "
        "10 GB are free; for example hidden_nodes=6300000 fits"
    )
    assert "hidden_nodes=2700000 fits" in refusal(
        10 * GB, repeats=2, hidden_nodes=100_000_000, engine__workers=2
    )
    assert refusal(10**6, hidden_nodes=[1000, 1000]).endswith("take fewer nodes")


@pytest.mark.parametrize("nodes", [6_300_000, 2_700_000])
def test_what_is_said_to_fit_is_not_refused(nodes):
    at_once = 1 if nodes > 4_000_000 else 2
    _, sweep, data, plan = grid(2, hidden_nodes=nodes, engine__workers=at_once)
    jobs = [Job(run) for run in plan.runs.values()]
    refuse_large_runs(BOOK, plan, jobs, data, workers(sweep.engine), 10 * GB)


def test_networks_that_fit_one_by_one_name_the_number_of_workers():
    assert refusal(10 * GB, repeats=4, hidden_nodes=2_000_000, engine__workers=4) == (
        "engine.workers=4: training so many of the largest networks at once needs about 11.9 GB "
        "of memory, and 10 GB are free; engine.workers=3 fits"
    )


def test_what_the_store_knows_needs_no_memory_for_training():
    _, sweep, data, plan = grid(hidden_nodes=100_000_000)
    refuse_large_runs(BOOK, plan, [], data, workers(sweep.engine), GB)


def test_endless_curves_are_refused():
    assert refusal(GB, repeats=10, epochs=1_000_000) == (
        "epochs=1000000: the curves of 10 runs with 10,000,000 epochs in all need about 5 GB of "
        "memory, and 1 GB are free; start several smaller sweeps, or ask for fewer epochs"
    )


def test_too_many_trials_are_refused_and_what_is_not_known_refuses_nothing():
    with pytest.raises(SettingsError) as caught:
        refuse_many_trials(full_grid(range(1000), 100_000), 10 * GB)
    assert str(caught.value) == (
        "repeats=100000: 1,000 grid points × 100,000 repeats are 100,000,000 trials, whose table "
        "needs about 200 GB of memory, and 10 GB are free; start several smaller sweeps: the "
        "store keeps what they share"
    )
    refuse_many_trials(full_grid(range(1000), 100_000), None)
    refuse_many_trials(full_grid(range(1000), 100), 10 * GB)


def test_points_need_not_have_the_same_repeats():
    trials = {"a": range(3), "b": range(1000), "c": range(7, 9)}
    refuse_many_trials(trials, 10_000_000)
    with pytest.raises(SettingsError) as caught:
        refuse_many_trials(trials, 2_000_000)
    assert str(caught.value).startswith(
        "repeats=1000: 3 grid points × 2 to 1,000 repeats are 1,005 trials, whose table needs "
        "about 2.01 MB of memory"
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch", [1, 32])
@pytest.mark.parametrize("hidden", [4_000, (300, 400)])
def test_training_takes_about_what_is_foretold(hidden, batch, dtype):
    more = {"training__dtype": dtype, "training__batch_size": batch, "data__train_size": 40}
    ((point,), *_) = grid(hidden_nodes=hidden, epochs=2, **more)
    dataset = load(point.data)
    encoded = encode(dataset, point.data.input_range, dtype)
    # Compiling takes memory once, and not for each network.
    shape = 20 if hidden == 4_000 else (20, 20)
    train(grid(hidden_nodes=shape, **more)[0][0], 0, dataset, encoded)
    tracemalloc.start()
    try:
        train(point, 0, dataset, encoded)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 0.95 <= peak / run_bytes(point, dataset) <= 1.5


def test_without_an_answer_of_the_system_free_memory_is_what_limits_leave(monkeypatch):
    """A jail without /proc, and systems without control groups or limits."""

    def unknown():
        raise FileNotFoundError("/proc/meminfo")

    monkeypatch.setattr("psutil.virtual_memory", unknown)
    monkeypatch.setattr("nnexp.process.room.of_group", lambda: 700)
    assert free_memory() == min(700, room.of_limit() or 700)
    monkeypatch.setattr("nnexp.process.room.of_group", lambda: None)
    assert free_memory() == room.of_limit()


def test_free_memory_is_available_memory_and_not_all_of_it(monkeypatch):
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(total=900, available=300))
    monkeypatch.setattr("nnexp.process.room.of_group", lambda: None)
    assert free_memory() == 300


def test_a_limit_on_the_process_counts():
    code = "from nnexp.process.room import free_memory; print(free_memory())"

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (4 * GB, 4 * GB))

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=limit,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert 0 < int(done.stdout) < 4 * GB
    assert free_memory() is None or free_memory() > 0


@pytest.mark.parametrize(
    ("own", "folder", "limit", "used", "stat"),
    [
        ("0::/job\n", "job", "memory.max", "memory.current", "inactive_file"),
        ("0::/job\n", ".", "memory.max", "memory.current", "inactive_file"),
        (
            "9:cpu:/\n4:memory:/job\n",
            "memory/job",
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file",
        ),
    ],
)
def test_what_a_container_grants_counts(tmp_path, own, folder, limit, used, stat):
    place = tmp_path / "groups" / folder
    place.mkdir(parents=True)
    (place / limit).write_text("1000\n")
    (place / used).write_text("700\n")
    (place / "memory.stat").write_text(f"anon 3\n{stat} 200\n")
    (tmp_path / "own").write_text(own)
    assert of_group(tmp_path / "groups", tmp_path / "own") == 500
    (place / limit).write_text("max\n")
    assert of_group(tmp_path / "groups", tmp_path / "own") is None


def test_sizes_in_words():
    assert [size(n) for n in (0, 999, 4_700_000_000, 5 * 10**18)] == [
        "0 B",
        "999 B",
        "4.7 GB",
        "5,000 PB",
    ]


def test_a_limit_on_addresses_that_ends_before_the_report():
    refuse_small_limit(None)
    refuse_small_limit(500_000_000)
    with pytest.raises(SettingsError) as caught:
        refuse_small_limit(300_000_000)
    assert str(caught.value) == (
        "ulimit -v: leaves 300 MB of address space, and a sweep with its plots and report takes "
        "about 500 MB; raise the limit by 200 MB or more"
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["threads", "processes"])
@pytest.mark.parametrize("limit", [1 * GB, 1.5 * GB, 2 * GB, 3 * GB], ids=lambda size: f"{size:g}")
def test_under_a_limit_a_sweep_ends_well_or_is_told_beforehand(tmp_path, engine, limit):
    done = subprocess.run(
        [sys.executable, "-m", "nnexp", "epochs=1", "repeats=2", f"engine={engine}"],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit))),
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode == 0:
        (folder,) = (tmp_path / "results" / "sweep").iterdir()
        assert (folder / "report.html").is_file()
    else:
        assert done.stderr.startswith("nnexp: error: ulimit -v: leaves ")
        assert done.stderr.count("\n") == 1
        assert not list(tmp_path.glob("results/*/*/table.parquet"))
