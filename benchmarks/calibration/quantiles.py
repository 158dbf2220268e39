"""Simulate the quantiles that `nnexp.analysis.critical_values` reads.

    python -m benchmarks.calibration.quantiles

writes `nnexp/analysis/critical_values.csv` (half an hour on one core; `--processes 2` halves
that). Each value is the 95 % quantile where there is nothing to find (equal means), the largest
over kinds of noise: equal variances, and variances that change with the candidate. Where
variances jump 93.5 %, and where runs drift apart as in a random walk 94 % has to do: a method
honest to the last percent there would be too cautious everywhere else. False onsets shall stay
below 5 %, so theirs is a 95.5 % quantile: the table's own error must not carry a condition across.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import csv
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np

import nnexp.analysis
from nnexp.analysis.best_set import excess
from nnexp.analysis.rise import rise_statistic
from nnexp.deciding.null_noise import Noise, correlated, last, scaled, second_half

REPEATS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50, 100)
CANDIDATES = (2, 3, 4, 5, 6, 7, 8, 10, 13, 17, 25, 40, 70)
EPOCHS = (2, 3, 5, 7, 8, 11, 15, 16, 20, 23, 24, 40, 80, 160)
LEVEL = 0.95
LEVEL_AT_JUMPS = 0.935
LEVEL_OF_WALKS = 0.94
LEVEL_OF_ONSETS = 0.955
NUMBERS = 8_000_000
"""Random numbers per cell and kind of noise, about: small cells get more simulations."""


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.quantiles")
    parser.add_argument("--processes", type=int, default=1, help="processes at once")
    with concurrent.futures.ProcessPoolExecutor(parser.parse_args().processes) as pool:
        found = list(pool.map(row, cells()))
    target = Path(nnexp.analysis.__file__).with_name("critical_values.csv")
    with target.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("statistic", "repeats", "candidates", "value"))
        writer.writerows(found)


def cells() -> list[tuple[str, int, int]]:
    """Statistic, repeats and size of every cell of the table."""
    sizes = {"best_set": CANDIDATES, "best_set_smooth": CANDIDATES, "onset": EPOCHS}
    return [
        (name, repeats, size)
        for name, counts in sizes.items()
        for repeats, size in itertools.product(REPEATS, counts)
    ]


def row(cell: tuple[str, int, int]) -> tuple[str, int, int, str]:
    """One row of the table."""
    name, repeats, size = cell
    quantiles = {
        "best_set": best_set_quantile,
        "best_set_smooth": smooth_best_set_quantile,
        "onset": onset_quantile,
    }
    return name, repeats, size, f"{quantiles[name](repeats, size):.4g}"


def best_set_quantile(repeats: int, candidates: int) -> float:
    """The quantile of `excess` for the candidate that is put out most often."""
    smoothly, abruptly = (scaled(1), scaled(2), scaled(4)), (last(4), second_half(4))
    return max(
        *(_quantile(noise, excess, repeats, candidates, LEVEL) for noise in smoothly),
        *(_quantile(noise, excess, repeats, candidates, LEVEL_AT_JUMPS) for noise in abruptly),
    )


def smooth_best_set_quantile(repeats: int, candidates: int) -> float:
    """The same for noise that neighbouring candidates share."""
    return max(
        best_set_quantile(repeats, candidates),
        *(
            _quantile(correlated(strength), excess, repeats, candidates, LEVEL)
            for strength in (0.8, 0.9)
        ),
        _quantile(correlated(1), excess, repeats, candidates, LEVEL_OF_WALKS),
    )


def onset_quantile(repeats: int, epochs: int) -> float:
    """The quantile of `rise_statistic` on curves that are flat but for noise."""
    noises = (scaled(1), scaled(3), scaled(1 / 3), correlated(0.8), correlated(1))
    return max(
        _quantile(noise, rise_statistic, repeats, epochs, LEVEL_OF_ONSETS) for noise in noises
    )


def _quantile(
    noise: Noise,
    statistic: Callable[[np.ndarray], np.ndarray],
    repeats: int,
    size: int,
    level: float,
) -> float:
    # Comparing all pairs of candidates costs size² per simulation, fitting lines several passes.
    work = repeats * size + 2 * size**2 if statistic is excess else 4 * repeats * size
    simulations = min(max(NUMBERS // work, 4_000), 200_000)
    rng = np.random.default_rng((repeats, size))
    chunk = max(1, 4_000_000 // work)
    found = [
        statistic(noise(rng, min(chunk, simulations - start), repeats, size))
        for start in range(0, simulations, chunk)
    ]
    return float(np.quantile(np.concatenate(found), level, axis=0).max())


if __name__ == "__main__":
    main()
