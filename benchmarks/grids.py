"""How long a grid takes to be composed, checked and planned before anything is trained.

`plan=true` on grids of more and more points that all differ. Starting up and timing a slice of
the training take as long for each of them, so what a point costs is the difference between two
grids over the points they differ in.
"""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

from benchmarks import arguments, command
from benchmarks.measurement import Measurement, from_turns

POINTS = (1_000, 10_000, 100_000)


def measure(quick: bool) -> list[Measurement]:
    """Seconds and peak memory of each grid, and grid points per second between them."""
    sizes, turns = (POINTS[:2], 1) if quick else (POINTS, 3)
    with tempfile.TemporaryDirectory() as name:
        finished = {n: [_plan(n, Path(name)) for _ in range(turns)] for n in sizes}
    found = []
    for points, runs in finished.items():
        case = f"{points:,} points, plan=true"
        found.append(from_turns("grids", case, "nnexp", [run.seconds for run in runs], "s"))
        found.append(from_turns("grids", case, "peak memory", [run.peak_mb for run in runs], "MB"))
    for fewer, more in pairwise(sizes):
        rates = [
            (more - fewer) / (large.seconds - small.seconds)
            for small, large in zip(finished[fewer], finished[more], strict=True)
        ]
        case = f"from {fewer:,} to {more:,} points"
        found.append(from_turns("grids", case, "nnexp", rates, "points/s"))
    return found


def _plan(points: int, folder: Path) -> command.Finished:
    rates = ",".join(f"0.{rate:02}" for rate in range(1, 11))
    grid = ["-m", "plan=true", "repeats=1", f"lr={rates}", f"seed=range({points // 10})"]
    return command.nnexp(grid, folder)


if __name__ == "__main__":
    arguments.run(measure)
