"""What a trial costs beyond its training, in nnexp and in other sweep tools.

nnexp runs a real grid of tiny trainings end to end, from the command to table and plots, and
its kernel time is taken off: what kernels take for such a trial when nothing else runs, shared
by the two workers. Seconds of the sweep's own table would flatter, since threads also wait for
Python in them. The peers run an objective that does nothing, so their figure is
pure overhead too; those that need seconds per hundred trials run fewer of them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks import arguments, command
from benchmarks.measurement import Measurement, from_turns, skipped
from benchmarks.trainings import material, trial_seconds
from nnexp.settings import GridPoint

NODES, REPEATS, WORKERS = 5, 5, 2
ENGINES = {"threads": "nnexp", "processes": "nnexp, processes"}

NOOP_HYDRA = Path(__file__).parent / "peers" / "noop_hydra.py"


def measure(quick: bool) -> list[Measurement]:
    """Milliseconds per trial of every tool, and nnexp's wall times and peak memory."""
    kernel = trial_seconds(GridPoint(epochs=1, hidden_nodes=(NODES,)), material("digits"))
    found = []
    for points, turns in ((200, 1),) if quick else ((200, 3), (2_000, 5), (10_000, 1)):
        found += _nnexp(points, turns, kernel)
    trials = 20 if quick else 100
    found += [
        _function(200 if quick else 2_000),
        _hydra("hydra basic", trials, []),
        _hydra("hydra joblib", trials, ["hydra/launcher=joblib"]),
        _optuna("optuna memory", trials, sqlite=False),
        _optuna("optuna sqlite", trials, sqlite=True),
        _ray(trials // 2),
    ]
    return found


def _nnexp(points: int, turns: int, kernel: float) -> list[Measurement]:
    case = f"{points} points x 5 repeats"
    trials = points * REPEATS
    walls: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    memory = []
    grid = [f"lr=range(0.01,{points / 100 + 0.005},0.01)", "epochs=1", f"hidden_nodes={NODES}"]
    for _ in range(turns):
        for engine in ENGINES:
            words = ["-m", *grid, f"repeats={REPEATS}", f"engine={engine}", "hydra.sweep.dir=out"]
            with tempfile.TemporaryDirectory() as folder:
                finished = command.nnexp(words, Path(folder))
            walls[engine].append(finished.seconds)
            memory.append(finished.peak_mb)
    found = []
    for engine, name in ENGINES.items():
        beyond = [(wall / trials - kernel / WORKERS) * 1e3 for wall in walls[engine]]
        found += [
            from_turns("harness", case, name, beyond, "ms per trial", f"engine={engine}"),
            from_turns("harness", f"wall time, {points} points", name, walls[engine], "s"),
        ]
    if points == 2_000:
        found.append(from_turns("harness", "memory", "nnexp", memory, "MB", case))
    return found


def _hydra(name: str, trials: int, overrides: list[str]) -> Measurement:
    case, unit = "no-op trials", "ms per trial"
    if overrides:
        try:
            import hydra_plugins.hydra_joblib_launcher  # noqa: F401
        except ImportError as error:
            return skipped("harness", case, name, unit, str(error))
    with tempfile.TemporaryDirectory() as folder:
        grid = [sys.executable, str(NOOP_HYDRA), "-m", "hydra.sweep.dir=out", *overrides]
        small = command.run([*grid, "x=1"], Path(folder)).seconds
        whole = command.run([*grid, f"x=range({trials})"], Path(folder)).seconds
    value = (whole - small) / (trials - 1) * 1e3
    return from_turns("harness", case, name, [value], unit, f"{trials} trials, start-up excluded")


def _function(trials: int) -> Measurement:
    """A function of the user's own, whose trials cost nothing: all of it is overhead."""
    from benchmarks.peers import noop_function

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        noop_function.run(trials, Path(folder))
        seconds = time.perf_counter() - start
    return from_turns(
        "harness",
        f"{trials:,} no-op trials of a function",
        "nnexp, processes",
        [seconds / trials * 1e3],
        "ms per trial",
        "from the call to its table, the start of workers included",
    )


def _optuna(name: str, trials: int, *, sqlite: bool) -> Measurement:
    case, unit = "no-op trials", "ms per trial"
    try:
        import optuna  # noqa: F401
    except ImportError as error:
        return skipped("harness", case, name, unit, str(error))
    from benchmarks.peers import noop_optuna

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        noop_optuna.run(trials, Path(folder) / "study.sqlite" if sqlite else None)
        seconds = time.perf_counter() - start
    return from_turns("harness", case, name, [seconds / trials * 1e3], unit, f"{trials} trials")


def _ray(trials: int) -> Measurement:
    case, unit, name = "no-op trials", "ms per trial", "ray tune"
    try:
        import ray.tune  # noqa: F401
    except ImportError as error:
        return skipped("harness", case, name, unit, str(error))
    from benchmarks.peers import noop_ray

    with tempfile.TemporaryDirectory() as folder:
        seconds = noop_ray.run(trials, Path(folder))
    note = f"{trials} trials, start-up excluded"
    return from_turns("harness", case, name, [seconds / trials * 1e3], unit, note)


if __name__ == "__main__":
    arguments.run(measure)
