"""What a trial costs beyond its training, in nnexp and in other sweep tools.

nnexp runs a real grid of tiny trainings end to end, from the command to table and plots, and
its kernel time is taken off. The peers run an objective that does nothing, so their figure is
pure overhead too; those that need seconds per hundred trials run fewer of them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks import arguments, command
from benchmarks.measurement import Measurement, from_turns, skipped

NOOP_HYDRA = Path(__file__).parent / "peers" / "noop_hydra.py"


def measure(quick: bool) -> list[Measurement]:
    """Milliseconds per trial of every tool, and nnexp's peak memory."""
    sizes = (200,) if quick else (2_000, 10_000)
    found = [m for points in sizes for m in _nnexp(points, 1 if quick or points > 2_000 else 3)]
    trials = 20 if quick else 100
    found += [
        _hydra("hydra basic", trials, []),
        _hydra("hydra joblib", trials, ["hydra/launcher=joblib"]),
        _optuna("optuna memory", trials * 10, sqlite=False),
        _optuna("optuna sqlite", trials * 5, sqlite=True),
        _ray(trials // 2),
    ]
    return found


def _nnexp(points: int, turns: int) -> list[Measurement]:
    case = f"{points} points x 5 repeats"
    milliseconds, memory = [], []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            grid = [f"lr=range(0.01,{points / 100 + 0.005},0.01)", "epochs=1", "hidden_nodes=5"]
            finished = command.nnexp(
                ["-m", *grid, "repeats=5", "hydra.sweep.dir=out"],
                folder,
            )
            kernel = _kernel_seconds(folder / "out")
        milliseconds.append((finished.seconds - kernel) / (points * 5) * 1e3)
        memory.append(finished.peak_mb)
    found = [from_turns("harness", case, "nnexp", milliseconds, "ms per trial")]
    if points <= 2_000:
        found.append(from_turns("harness", "memory", "nnexp", memory, "MB", case))
    return found


def _kernel_seconds(folder: Path) -> float:
    """Training time of the sweep, spread over its two workers."""
    import pandas as pd

    return float(pd.read_parquet(folder / "table.parquet")["seconds"].sum()) / 2


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
