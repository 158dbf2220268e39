"""Speed-up and memory by workers, on a MNIST sweep run as a user runs it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import arguments, command, timing
from benchmarks.measurement import Measurement, from_turns

GRID = ["-m", "data=mnist", "lr=0.05,0.1,0.2,0.3", "epochs=10", "repeats=4", "hydra.sweep.dir=out"]


def measure(quick: bool) -> list[Measurement]:
    """Seconds spent executing runs with 1 and 2 workers; peak memory by engine."""
    turns = 1 if quick else 5
    _sweep(["engine.workers=2"])  # fills the caches
    turned = timing.alternate(
        {
            "1 worker": lambda: _execution_seconds(["engine.workers=1"]),
            "2 workers": lambda: _execution_seconds(["engine.workers=2"]),
        },
        turns,
    )
    found = [from_turns("scaling", "mnist", name, values, "s") for name, values in turned.items()]
    threads = [_sweep(["engine.workers=2"])[1] for _ in range(turns)]
    found.append(from_turns("scaling", "memory threads", "nnexp", threads, "MB"))
    return found + _process_memory()


def _execution_seconds(overrides: list[str]) -> float:
    return _sweep(overrides)[0]


def _sweep(overrides: list[str]) -> tuple[float, float]:
    """Seconds between the first and the last run, and the peak memory in MB."""
    import yaml

    with tempfile.TemporaryDirectory() as name:
        finished = command.nnexp([*GRID, *overrides], Path(name))
        record = yaml.safe_load((Path(name) / "out" / "sweep.yaml").read_text())
    return float(record["timings"]["execute"]), finished.peak_mb


def _process_memory() -> list[Measurement]:
    with tempfile.TemporaryDirectory() as name:
        peak = command.tree_peak(
            [*GRID, "engine=processes", "engine.workers=2"], Path(name), interval=0.05
        )
    return [
        Measurement("scaling", "memory processes driver", "nnexp", peak.driver_mb, "MB"),
        Measurement(
            "scaling",
            "memory per further process",
            "nnexp",
            peak.largest_worker_mb,
            "MB",
            note="unshared (USS) of the largest worker",
        ),
    ]


if __name__ == "__main__":
    arguments.run(measure)
