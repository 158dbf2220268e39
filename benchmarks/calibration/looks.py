"""What looking again does to error rates: `python -m benchmarks.calibration.looks`.

Sweeps with nothing to find, simulated or drawn from real trainings, are analysed after 3, 5, 8,
12, 20 and 30 repeats, each time with the fixed test of one look, and the first wrong answer counts.
Writes `nnexp/analysis/looks.csv`, which findings of further looks cite: per analysis and number of
looks the rate of the worst world, with the simulation's standard error. 4,000 sweeps per world, a
minute or two on one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import nnexp.analysis
from benchmarks.calibration import onsets, others, sweet_spots
from benchmarks.calibration.rates import Condition, share
from benchmarks.calibration.resampled import World, at_the_end
from nnexp.analysis.best_set import best_set
from nnexp.analysis.capacity import enough

LOOKS = (3, 5, 8, 12, 20, 30)
TABLE = Path(nnexp.analysis.__file__).with_name("looks.csv")
NOISES = ("normal", "skewed")

Wrong = Callable[[str, int], np.ndarray]
"""Given a kind of noise and how many sweeps, (sweeps, looks) whether each look is wrong."""


def _generator(analysis: str, world: str, noise: str) -> np.random.Generator:
    return Condition(analysis, world, "looks", noise, LOOKS[-1]).generator()


def _sweet_spot(world: str) -> Wrong:
    def wrong(noise: str, count: int) -> np.ndarray:
        means = sweet_spots.EDGES[world](sweet_spots.GRIDS["book"])
        rng = _generator("sweet_spot", world, noise)
        every = np.broadcast_to(means, (count, len(means)))
        values = sweet_spots.draw(rng, every, noise, LOOKS[-1])
        sets = [best_set(values[:, :look]) for look in LOOKS]
        # Interior: both ends are out, though the best value lies at one or anywhere.
        return np.stack([~one[:, 0] & ~one[:, -1] for one in sets], axis=1)

    return wrong


def _cut_off(world: World) -> Wrong:
    """A grid of real trainings that ends at its best value."""

    def wrong(_: str, count: int) -> np.ndarray:
        rng = _generator("sweet_spot", world.name, "real")
        values = np.stack([world.draw(rng, LOOKS[-1]) for _ in range(count)])
        sets = [best_set(values[:, :look]) for look in LOOKS]
        return np.stack([~one[:, 0] & ~one[:, -1] for one in sets], axis=1)

    return wrong


def _onset(world: str) -> Wrong:
    def wrong(noise: str, count: int) -> np.ndarray:
        curve = onsets.NEVER[world](np.arange(1.0, 21.0))
        rng = _generator("overfitting_onset", world, noise)
        values = onsets.draw(rng, curve, onsets.DEVIATION, noise, LOOKS[-1], count)
        return np.stack([onsets.overfits(values[:, :look]) for look in LOOKS], axis=1)

    return wrong


def _capacity(noise: str, count: int) -> np.ndarray:
    means = others.SIZES["just missed"]
    truth = int(np.argmax(means - means.min() <= others.MARGIN))
    values = _around("capacity", noise, means, count)

    def too_early(one: np.ndarray) -> bool:
        size = enough(one, others.MARGIN)[2]
        return size is not None and size < truth

    return np.array([[too_early(one[:look]) for look in LOOKS] for one in values])


def _interaction(noise: str, count: int) -> np.ndarray:
    means = others.CURVATURE * (others.GRID - np.log(0.1)) ** 2 * np.ones((len(others.EPOCHS), 1))
    # Each look takes a tenth of a second and more: fewer sweeps tell enough.
    values = _around("interaction", noise, means, count // 8)

    def changes(one: np.ndarray) -> bool:
        low, high = others.moves(one, others.GRID, others.EPOCHS)
        return low > 0 or high < 0

    return np.array([[changes(one[:look]) for look in LOOKS] for one in values])


def _around(analysis: str, noise: str, means: np.ndarray, count: int) -> np.ndarray:
    """(sweeps, repeats, *means.shape) values."""
    rng = _generator(analysis, "nothing to find", noise)
    drawn: np.ndarray = means + others.DEVIATION * others.OVER_CANDIDATES[noise](
        rng, (count, LOOKS[-1], *means.shape)
    )
    return drawn


WORLDS: Mapping[str, Mapping[str, Wrong]] = {
    "sweet_spot": {
        **{name: _sweet_spot(name) for name in ("flat", "low edge", "beyond high edge")},
        **{world.name: _cut_off(world) for world in at_the_end()},
    },
    "overfitting_onset": {name: _onset(name) for name in ("flat", "plateau")},
    "capacity": {"just missed": _capacity},
    "interaction": {"best lr stays": _interaction},
}


def measured(count: int) -> pd.DataFrame:
    """Rows of analysis, number of looks, the worst world with its rate, and its error."""
    rows = []
    for analysis, worlds in WORLDS.items():
        ever = {
            f"{name}, {noise}": np.logical_or.accumulate(wrong(noise, count), axis=1)
            for name, wrong in worlds.items()
            for noise in NOISES
        }
        for place in range(len(LOOKS)):
            rates = {name: share(one[:, place]) for name, one in ever.items()}
            world = max(rates, key=lambda name: rates[name][0])
            rows.append((analysis, place + 1, world, *rates[world]))
    return pd.DataFrame(rows, columns=["analysis", "looks", "world", "rate", "error"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration.looks", description=__doc__
    )
    parser.add_argument("--quick", action="store_true", help="200 sweeps, nothing is written")
    options = parser.parse_args(arguments)
    found = measured(200 if options.quick else 4_000)
    if not options.quick:
        found.to_csv(TABLE, index=False, float_format="%.4f")
    print(found.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
