"""How many workers one driver keeps busy, and how many curves a second the store takes.

Workers are simulated: each of them sleeps instead of training, and hands in a curve of ten epochs.
All else is real: the driver, the store on disk, and with Dask the scheduler, the connection and
the worker's side, as threads of one worker process. Everything shares this machine.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks import arguments, timing
from benchmarks.measurement import Measurement, from_turns, skipped
from nnexp.execution.joining import joined
from nnexp.execution.worker import TrainedRun, Training
from nnexp.planning.plan import full_grid
from nnexp.settings import EngineSettings, GridPoint, StoreSettings, SweepSettings
from nnexp.store import FinishedRun, open_store
from nnexp.sweeps.provenance import cpu_model
from nnexp.sweeps.session import Session
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.trainable import BOOK
from nnexp.trainables.outcome import Curve, Outcome, State
from nnexp.trainables.trainable import Trainable

WORKERS = (1, 10, 100, 1000)
EPOCHS = 10
# Seconds that a simulated run takes where workers are to be kept busy.
BUSY = 1.0
ROOT = Path(__file__).resolve().parents[1]

# Wide enough that the driver hands out every run by itself, as it does runs of seconds.
POINT = GridPoint(hidden_nodes=(100_000,), epochs=EPOCHS)


def sleep_chunk(_trainable: Trainable, tasks: Sequence[Training], *_more: Any) -> list[TrainedRun]:
    """In place of `train_chunk` and `train_remotely`; the seed says how long to sleep, in ms."""
    answers = []
    for task in tasks:
        time.sleep(task.point.seed / 1000)
        values = np.random.default_rng(task.repeat).random((EPOCHS, len(METRICS)))
        answers.append(TrainedRun(task.run_id, Outcome("ok", "", Curve(1, values), None)))
    return answers


def measure(quick: bool) -> list[Measurement]:
    """Curves a second into the store; runs a second through the driver, by workers."""
    return [*_store(quick), *_driver(quick)]


def _store(quick: bool) -> list[Measurement]:
    count, turns = (1000, 1) if quick else (10_000, 5)
    small = {"weights_1": _weights(100, 64), "weights_2": _weights(10, 100)}
    cases = {
        "10 epochs, one a transaction": (10, 1, None),
        "20 epochs, one a transaction": (20, 1, None),
        "20 epochs, 16 a transaction": (20, 16, None),
        "20 epochs and weights of 64-100-10, one a transaction": (20, 1, small),
    }
    turned = timing.alternate(
        {
            case: lambda epochs=epochs, batch=batch, state=state: _put(count, epochs, batch, state)
            for case, (epochs, batch, state) in cases.items()
        },
        turns,
    )
    return [
        from_turns("clusters", f"store: {case}", "nnexp", values, "curves/s", _machine())
        for case, values in turned.items()
    ]


def _put(count: int, epochs: int, batch: int, state: State | None) -> float:
    draws = np.random.default_rng(1)
    settings = json.dumps({"lr": 0.1, "made": "up" * 300})
    finished = [
        FinishedRun(
            f"{number:032x}",
            settings,
            1,
            number,
            METRICS,
            Outcome("ok", "", Curve(1, draws.random((epochs, len(METRICS)))), state),
            state is not None,
        )
        for number in range(count)
    ]
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "s.sqlite") as store:
        seconds = timing.seconds(
            lambda: [
                store.put_all(finished[start : start + batch]) for start in range(0, count, batch)
            ]
        )
    return count / seconds


def _machine() -> str:
    return f"{cpu_model()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _weights(nodes: int, links: int) -> np.ndarray:
    return np.random.default_rng(1).random((nodes, links)).astype(np.float32)


def _driver(quick: bool) -> Iterator[Measurement]:
    turns = 1 if quick else 3
    for count in WORKERS:
        for seconds, case in ((0.0, "no-op runs"), (BUSY, f"runs of {BUSY:g} s")):
            runs = (200 if quick else 1000) if seconds == 0 else 3 * count
            for name in ("threads", "dask"):
                label = f"{case}, {count:,} workers"
                try:
                    with _simulated(name, count) as engine:
                        values = [_runs_a_second(engine, runs, seconds) for _ in range(turns)]
                except ImportError:
                    yield skipped("clusters", label, name, "runs/s", "nnexp[dask] is not installed")
                    continue
                note = f"{runs:,} runs; {_machine()}"
                yield from_turns("clusters", label, name, values, "runs/s", note)


def _runs_a_second(engine: EngineSettings, runs: int, seconds: float) -> float:
    from nnexp.execution import pool

    point = GridPoint(hidden_nodes=POINT.hidden_nodes, epochs=EPOCHS, seed=round(seconds * 1000))
    data, before = BOOK.load([point]), (pool.train_chunk, pool.train_remotely)
    trials = full_grid([point], runs)
    console = Console(file=io.StringIO())
    # By its name as workers know it, whatever the name of this program.
    from benchmarks.clusters import sleep_chunk as simulated

    pool.train_chunk = pool.train_remotely = simulated
    try:
        with tempfile.TemporaryDirectory() as folder, joined(engine, BOOK, print) as cluster:
            sweep = SweepSettings(engine=engine, store=StoreSettings(f"{folder}/s.sqlite"))
            with open_store(sweep.store.path) as store:
                session = Session(BOOK, sweep, data, store, cluster, console)
                planned = session.plan(trials)
                elapsed = timing.seconds(lambda: session.train(planned))
                if len(store.get(planned.plan.runs)) != runs:
                    raise RuntimeError("runs were lost")
        return runs / elapsed
    finally:
        pool.train_chunk, pool.train_remotely = before


@contextlib.contextmanager
def _simulated(name: str, count: int) -> Iterator[EngineSettings]:
    """So many workers: threads of the driver, or threads of a worker of a Dask cluster."""
    if name == "threads":
        yield EngineSettings(name="threads", workers=count)
        return
    import distributed  # noqa: F401 -- to know whether it is there

    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ends:
        place = Path(folder) / "scheduler.json"
        common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(place)]
        _start(ends, ["scheduler", "--port", "0", *common])
        more = ["--nthreads", str(count), "--no-nanny", "--memory-limit", "0"]
        _start(ends, ["worker", *common, *more, "--local-directory", folder])
        while not place.exists():
            time.sleep(0.1)
        yield EngineSettings(name="dask", address=json.loads(place.read_text())["address"])


def _start(ends: contextlib.ExitStack, words: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    ends.callback(process.wait)
    ends.callback(process.kill)


if __name__ == "__main__":
    arguments.run(measure)
