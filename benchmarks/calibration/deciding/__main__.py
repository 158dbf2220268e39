"""Measure how often sweeps that decide are right: `python -m benchmarks.calibration.deciding`.

2,000 adaptive sweeps per condition (half an hour on one core), four times that where few of them
are decided, of its rivals a quarter; `--ours` without rivals; `--only real` one part; `--quick` 50,
nothing written. Writes `benchmarks/results/deciding.csv`, as conditions finish, and
`deciding_*.png`; exits with 1 if a bar is missed by more than the simulation's error.
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

from benchmarks.calibration.deciding import onsets, real, sweet_spots
from benchmarks.calibration.rates import Condition, Rate, frame

RESULTS = Path(__file__).parents[2] / "results"
TABLE = RESULTS / "deciding.csv"
CONDITION = ["analysis", "surface", "grid", "noise", "repeats"]
MODULES = {"sweet_spots": sweet_spots, "onsets": onsets, "real": real}
SWEEPS, QUICK = 2_000, 50
OF_RIVALS = 4
"""What the number of sweeps is divided by for procedures that are there to compare with."""
OF_FEW = 4
"""What it is multiplied with where few sweeps are decided, whose regret is asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, keep and print."""
    options = _options(arguments)
    start = time.perf_counter()
    tasks = [
        (name, one)
        for name, module in MODULES.items()
        if options.only in (None, name)
        for one in module.conditions()
        if not (options.ours and _is_rival(name, one))
    ]
    measure = functools.partial(_measure, QUICK if options.quick else options.sweeps)
    parts, table = [], pd.read_csv(TABLE) if TABLE.exists() else pd.DataFrame()
    with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
        for (_, condition), (rates, found) in zip(tasks, pool.map(measure, tasks), strict=True):
            parts.append(found)
            if not options.quick:
                table = _with(table, found)
                table.to_csv(TABLE, index=False, float_format="%.4g")
            missed = [f"{one.quantity} {one.value:.3f}" for one in rates if not one.met]
            print(
                f"{condition.analysis}, {condition.surface}, {condition.noise}: "
                f"{', '.join(missed) or 'met'}; {time.perf_counter() - start:,.0f} s",
                flush=True,
            )
    if not options.quick:
        from benchmarks.calibration.deciding.pictures import draw

        draw(table, RESULTS)
    return 1 if _clearly_missed(pd.concat(parts)) else 0


def _measure(sweeps: int, task: tuple[str, Condition]) -> tuple[list[Rate], pd.DataFrame]:
    name, condition = task
    count = sweeps // OF_RIVALS if _is_rival(name, condition) else sweeps
    count *= OF_FEW if condition.noise == "ties" else 1
    rates = MODULES[name].measure(condition, count)
    return rates, frame(rates, count)


def _is_rival(name: str, condition: Condition) -> bool:
    return name == "sweet_spots" and condition.analysis != sweet_spots.OURS


def _with(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table with the rows of one condition in place of those that it had."""
    found = found.drop(columns="stress")
    if table.empty:
        return found
    same = (table[CONDITION].astype(str) == found[CONDITION].astype(str).iloc[0]).all(axis=1)
    return pd.concat([table[~same], found], ignore_index=True)


def _clearly_missed(table: pd.DataFrame) -> bool:
    low = table["value"] < table["low"] - 3 * table["error"]
    high = table["value"] > table["high"] + 3 * table["error"]
    for row in table[low | high].to_dict("records"):
        print(f"missed: {row['analysis']} {row['surface']} {row['noise']} {row['quantity']}")
    return bool((low | high).any())


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration.deciding", description=__doc__
    )
    parser.add_argument("--quick", action="store_true", help="50 sweeps, nothing is written")
    parser.add_argument("--only", choices=sorted(MODULES), help="one part")
    parser.add_argument("--ours", action="store_true", help="without the rivals")
    parser.add_argument("--sweeps", type=int, default=SWEEPS, help="per condition")
    parser.add_argument("--processes", type=int, default=1, help="processes at once")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
