"""Measure the error rates of the analyses: `python -m benchmarks.calibration`.

2,000 simulated sweeps per condition (about an hour on one core); `--full` 10,000, `--quick`
200 with three and five repeats only. Writes `benchmarks/results/calibration.csv` and plots,
except with `--quick`; exits with 1 if a bar is missed by more than the simulation's error.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.calibration import effects, onsets, others, sweet_spots
from benchmarks.calibration.rates import REPEATS, Condition, Rate, frame

RESULTS = Path(__file__).parents[1] / "results"
MODULES = {"sweet_spots": sweet_spots, "onsets": onsets, "others": others, "effects": effects}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, keep and print."""
    options = _options(arguments)
    simulations = 200 if options.quick else 10_000 if options.full else 2_000
    repeats = (3, 5) if options.quick else REPEATS
    start = time.perf_counter()
    rates = measured(simulations, repeats, options.processes)
    found = frame(rates, simulations)
    if not options.quick:
        from benchmarks.calibration.pictures import draw

        RESULTS.mkdir(exist_ok=True)
        found.to_csv(RESULTS / "calibration.csv", index=False, float_format="%.4g")
        draw(found, RESULTS)
    print(summary(found).to_string(index=False))
    missed = [rate for rate in rates if rate.clearly_missed and not rate.stress]
    for rate in missed:
        print(f"missed: {rate.condition} {rate.quantity} {rate.value:.3f} ± {rate.error:.3f}")
    print(
        f"{simulations:,} sweeps in each of {len({r.condition for r in rates}):,} conditions, "
        f"{time.perf_counter() - start:,.0f} s"
    )
    return 1 if missed else 0


def measured(simulations: int, repeats: Sequence[int], processes: int) -> list[Rate]:
    """Every rate of every condition, in the order of the conditions."""
    tasks = [(name, one) for name, module in MODULES.items() for one in module.conditions(repeats)]
    measure = functools.partial(_measure, simulations)
    if processes == 1:
        parts = list(map(measure, tasks))
    else:
        with concurrent.futures.ProcessPoolExecutor(processes) as pool:
            parts = list(pool.map(measure, tasks, chunksize=4))
    return [rate for part in parts for rate in part]


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Per analysis and quantity with a bar: extremes, and how many conditions meet it."""
    barred = found[found["low"].notna() | found["high"].notna()]
    barred = barred.assign(margin=barred["met"].astype(float))
    groups = barred.groupby(["analysis", "quantity", "stress"], sort=False)
    return groups.agg(
        lowest=("value", "min"),
        mean=("value", "mean"),
        highest=("value", "max"),
        met=("margin", "sum"),
        of=("margin", "size"),
    ).reset_index()


def _measure(simulations: int, task: tuple[str, Condition]) -> list[Rate]:
    name, condition = task
    return MODULES[name].measure(condition, simulations)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="10,000 sweeps per condition")
    size.add_argument("--quick", action="store_true", help="200 sweeps, nothing is written")
    parser.add_argument("--processes", type=int, default=1, help="processes at once")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
