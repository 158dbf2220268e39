"""Simulate the boundaries of the looks that `nnexp.deciding` plans unless it is told otherwise.

    python -m benchmarks.calibration.boundaries

writes `nnexp/deciding/boundaries.csv`; `--processes 2` halves the time.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import csv
import functools
from pathlib import Path

import nnexp.deciding
from nnexp.deciding.boundary import CANDIDATES, EPOCHS, Statistic, simulated
from nnexp.deciding.question import ERROR, LOOKS

SIMULATIONS = 20_000
"""Sweeps per size and kind of noise: a look's share of 0.6 % is known to 0.06 %."""


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.boundaries")
    parser.add_argument("--processes", type=int, default=1, help="processes at once")
    parser.add_argument("--sweeps", type=int, default=SIMULATIONS, help="per kind of noise")
    options = parser.parse_args()
    with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
        sizes = sorted({*CANDIDATES, *EPOCHS}, reverse=True)
        parts = pool.map(functools.partial(rows, options.sweeps), sizes)
        found = sorted(row for part in parts for row in part)
    target = Path(nnexp.deciding.__file__).with_name("boundaries.csv")
    with target.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("statistic", "size", *(f"look {look}" for look in LOOKS)))
        writer.writerows(found)


def rows(sweeps: int, size: int) -> list[tuple[str | int | float, ...]]:
    """The rows of one size."""
    every: list[Statistic] = []
    every += ["best_set", "best_set_smooth"] if size in CANDIDATES else []
    every += ["onset"] if size in EPOCHS else []
    return [(name, size, *simulated(name, LOOKS, size, ERROR, sweeps)) for name in every]


if __name__ == "__main__":
    main()
