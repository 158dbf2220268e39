"""Error rates on real trainings: `python -m benchmarks.calibration.resampled`.

Sweeps of R repeats are drawn from the populations, and from small worlds that are made to mislead;
the truth is the mean over all repeats of a population, what diverged counting as the worst value.
500 sweeps per condition, minutes on one core; `--quick` 60 with three and five repeats. Prints
every rate with its bar and standard error; exits with 1 if a bar is missed by more than three of
them.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import itertools
import math
import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from benchmarks.calibration.populations import Population, load
from benchmarks.calibration.rates import REPEATS, Condition, Rate, average, frame, share
from nnexp.analysis import compare, overfitting_onset, unequal
from nnexp.analysis.compare import CompareVerdict
from nnexp.analysis.exponent import Level, exponent
from nnexp.analysis.held_out import chosen_by_others, held_out
from nnexp.analysis.overfitting_onset import OnsetVerdict, judge
from nnexp.analysis.samples import samples, wall
from nnexp.analysis.sensitivity import FACTOR, lost
from nnexp.analysis.sweet_spot import SweetSpotVerdict, locate
from nnexp.analysis.vertex import vertices
from nnexp.trainables.book.columns import BOOK

SHARE = (0.0, 1.0)
LOOKS = (3, 5, 8, 12, 20, 30)
_ERROR = 0.05
_COVERAGE = 0.93


@dataclasses.dataclass(frozen=True)
class World:
    """A slice to draw sweeps from."""

    name: str
    values: np.ndarray
    """(repeats, candidates) losses; infinite where a run diverged."""
    positions: np.ndarray
    """(candidates,) log of the setting."""

    @property
    def means(self) -> np.ndarray:
        """(candidates,) the truth: what diverged counts as an error rate of 1."""
        finite: np.ndarray = np.where(np.isfinite(self.values), self.values, 1.0).mean(axis=0)
        return finite

    def draw(self, rng: np.random.Generator, repeats: int) -> np.ndarray:
        """(repeats, candidates) of repeats drawn without replacement."""
        chosen = rng.choice(len(self.values), repeats, replace=False)
        drawn: np.ndarray = self.values[chosen]
        return drawn


def world(
    population: Population, epoch: int = -1, metric: str = "validation_accuracy", **part: int | None
) -> World:
    """Error rates of a population after an epoch, on a part of its learning rates."""
    places = slice(part.get("first"), part.get("last"), part.get("step"))
    values = 1 - population.metrics[metric][places, :, epoch].T
    kept = f"lr {places.start or 0}:{places.stop or ''}:{places.step or 1}"
    return World(
        f"{population.name} {kept}",
        np.where(np.isfinite(values), values, np.inf),
        np.log(population.lr[places]),
    )


def inside() -> Iterator[World]:
    """Grids of real trainings whose best value lies anywhere."""
    yield world(load("digits"))
    yield world(load("digits"), epoch=4)
    yield world(load("digits"), step=3)
    yield world(load("few_validation"))
    yield world(load("noisy_labels"))
    yield world(load("mnist"))
    yield world(load("mnist"), epoch=0)
    yield world(load("diverging"))


def at_the_end() -> Iterator[World]:
    """Grids cut off so that the best value that is left is the last, or the first."""
    for name in ("digits", "few_validation", "mnist"):
        whole = world(load(name))
        best = int(whole.means.argmin())
        yield world(load(name), last=best + 1)
        yield world(load(name), first=best)


def sweet_spots(one: World, repeats: int, count: int) -> list[Rate]:
    """Sets, intervals and verdicts of a slice whose best value is known."""
    condition = Condition("sweet_spot", one.name, "resampled", "real", repeats)
    rng = condition.generator()
    best = int(one.means.argmin())
    truth = float(vertices(one.means, one.positions))
    at_end = best in (0, len(one.positions) - 1)
    held, covered, interior, beyond, size = [], [], [], [], []
    for _ in range(count):
        found = samples(
            table_of(one.draw(rng, repeats), one.positions), "lr", METRIC, "resampled", BOOK
        )
        positions = np.array([math.log(float(str(x))) for x in found.candidates])
        spot = locate(found.losses, positions, wall(found, positions[-1]))
        kept = positions[spot.inside]
        held.append(bool(np.isclose(kept, one.positions[best]).any()))
        size.append(len(kept))
        covered.append(spot.optimum.low - 1e-9 <= truth <= spot.optimum.high + 1e-9)
        interior.append(spot.verdict == SweetSpotVerdict.INTERIOR)
        edge = spot.verdict in (SweetSpotVerdict.BELOW, SweetSpotVerdict.ABOVE)
        beyond.append(edge and len(kept) == 1 and not np.isclose(kept[0], one.positions[best]))
    rates = [
        Rate(condition, "set coverage", *share(np.array(held)), _COVERAGE),
        Rate(condition, "set size", *average(np.array(size, dtype=float))),
        Rate(
            condition,
            "'X or beyond' where X is not the best",
            *share(np.array(beyond)),
            high=_ERROR,
        ),
    ]
    if at_end:
        return [*rates, Rate(condition, "false interior", *share(np.array(interior)), high=_ERROR)]
    return [*rates, Rate(condition, "interval coverage", *share(np.array(covered)), _COVERAGE)]


METRIC = "validation_accuracy"


def table_of(losses: np.ndarray, positions: np.ndarray) -> pd.DataFrame:
    """The table of (repeats, candidates) error rates; infinite ones diverged, NaN ones failed."""
    repeats, candidates = losses.shape
    flat = losses.ravel()
    gone, lost = np.isposinf(flat), np.isnan(flat)
    return pd.DataFrame(
        {
            "lr": np.tile(np.exp(positions), repeats),
            "repeat": np.repeat(np.arange(repeats), candidates),
            "status": np.select([gone, lost], ["diverged", "error"], "ok"),
            METRIC: np.where(gone | lost, np.nan, 1 - flat),
        }
    )


def made() -> Iterator[World]:
    """Worlds that are made to mislead: each by one thing that real populations have a little of."""
    rng = np.random.default_rng(20261)
    positions = np.log(np.geomspace(0.02, 0.8, 8))
    dip = 0.004 * (positions - positions[3]) ** 2
    shape = (20_000, 8)
    noise = 0.004 * rng.standard_normal(shape) + 0.003 * rng.standard_normal((shape[0], 1))
    flat_left = np.where(positions < positions[3], 1 / 9, 1.0)
    cliff = np.where(positions > positions[4], 0.2, 0.001 * (positions[4] - positions))
    noisy = np.where(np.arange(8) == 5, 10.0, 1.0)
    seeds = 0.02 * (rng.random((shape[0], 1)) < 0.3) * (positions > positions[3])
    kinds = 0.04 * (rng.random((shape[0], 1)) < 0.5) * (positions > positions[3])
    diverging = rng.random(shape) < np.array([0, 0, 0, 0.01, 0.02, 0.1, 0.3, 0.9])
    few = np.round((0.9 - dip + noise) * 20) / 20
    yield World("flanks of unequal flatness", dip * flat_left + noise, positions)
    yield World("a cliff", cliff + noise, positions)
    yield World("one noisy candidate", dip + noise * noisy, positions)
    yield World("bimodal seeds", dip + noise + seeds, positions)
    yield World("two clusters of repeats", dip + noise + kinds, positions)
    yield World("ties", 1 - few, positions)
    yield World("partial divergence", np.where(diverging, np.inf, dip + noise), positions)


def missing(repeats: int, count: int) -> list[Rate]:
    """One cell lost in each repeat, and repeats that only some candidates have."""
    one = world(load("digits"))
    rates = []
    for name in ("one cell lost in each repeat", "half of the candidates have half the repeats"):
        condition = Condition("sweet_spot", name, "20", "real", repeats)
        rng, best = condition.generator(), int(one.means.argmin())
        held = []
        for _ in range(count):
            values = one.draw(rng, repeats).copy()
            if name.startswith("one cell"):
                values[np.arange(repeats), rng.integers(0, values.shape[1], repeats)] = np.nan
            else:
                values[(repeats + 1) // 2 :, rng.permutation(values.shape[1])[::2]] = np.nan
            held.append(bool(unequal.best_set(values)[best]))
        rates.append(Rate(condition, "set coverage", *share(np.array(held)), _COVERAGE))
    return [*rates, *_missing_of_range(repeats, count), *_missing_of_curves(repeats, count)]


def _missing_of_range(repeats: int, count: int) -> list[Rate]:
    """What is lost around the best value, where each repeat lost a value."""
    one = world(load("digits"))
    condition = Condition("sensitivity", "one cell lost in each repeat", "20", "real", repeats)
    rng = condition.generator()
    truth = lost(one.means[None, :], one.positions, FACTOR)[0]
    covered = []
    for _ in range(count):
        values = one.draw(rng, repeats).copy()
        values[np.arange(repeats), rng.integers(0, values.shape[1], repeats)] = np.nan
        _, low, high = lost(values, one.positions, FACTOR)
        covered.append(not (truth < low or truth > high))
    return [Rate(condition, "interval coverage", *share(np.array(covered)), _COVERAGE)]


def _missing_of_curves(repeats: int, count: int) -> list[Rate]:
    """False `overfits`, and the set of epochs, where a third of the runs end early."""
    population = load("digits")
    curves = population.metrics["validation_loss"][len(population.lr) // 2]
    mean = curves.mean(axis=0)
    level = curves - mean + np.minimum.accumulate(mean)
    lowest = int(mean.argmin())
    condition = Condition("overfitting_onset", "runs end early", "20", "real", repeats)
    rng = condition.generator()
    false, held = [], []
    for _ in range(count):
        chosen = rng.choice(len(level), repeats, replace=False)
        ends = np.where(np.arange(repeats) % 3 == 2, rng.integers(2, 20, repeats), 20)
        rows = pd.DataFrame(
            {"repeat": repeat, "epoch": epoch + 1, "validation_loss": level[run, epoch]}
            for repeat, (run, end) in enumerate(zip(chosen, ends, strict=True))
            for epoch in range(end)
        )
        found = overfitting_onset(rows, metric="validation_loss", columns=BOOK)
        false.append(found.verdict == OnsetVerdict.OVERFITS)
        held.append(lowest + 1 in found.confidence_set)
    return [
        Rate(condition, "false overfits", *share(np.array(false)), high=_ERROR),
        Rate(condition, "set coverage", *share(np.array(held)), _COVERAGE),
    ]


def interactions(repeats: int, count: int) -> list[Rate]:
    """Exponents of digits and MNIST, and of a fixed optimum with unequally flat flanks."""
    rates = []
    for name, step in (("digits", 1), ("digits", 3), ("mnist", 1), ("few_validation", 1)):
        population = load(name)
        curves = 1 - population.metrics[METRIC]
        epochs = np.array([one for one in (1, 2, 3, 5, 7, 10, 15, 20) if one <= curves.shape[2]])
        curves = curves[:, :, epochs - 1]
        levels, grid = np.log(epochs), np.log(population.lr)
        best = vertices(curves.mean(axis=1).T, grid)
        truth = float(np.polyfit(levels, best, 1)[0])
        condition = Condition("interaction", name, f"every {step}", "real", repeats)
        rng = condition.generator()
        said = []
        for _ in range(count):
            chosen = rng.choice(curves.shape[1], repeats, replace=False)
            drawn = curves[::step][:, chosen]
            found = [
                Level(drawn[:, :, place].T, grid[::step], math.inf) for place in range(len(levels))
            ]
            said.append(exponent(found, levels))
        covered = np.array([one.low <= truth <= one.high for one in said])
        told = np.array([one.low > 0 or one.high < 0 for one in said])
        rates += [
            Rate(condition, "interval coverage", *share(covered), _COVERAGE),
            Rate(condition, "a change told", *share(told)),
        ]
    for flatter in (3, 9):
        condition = Condition(
            "interaction", f"left flank {flatter} times flatter", "6", "normal", repeats
        )
        rng, grid = condition.generator(), np.log(np.geomspace(0.02, 0.8, 6))
        levels = np.log([1, 2, 5, 10, 20])
        flank = np.where(grid < np.log(0.13), 1 / flatter, 1.0) * (grid - np.log(0.13)) ** 2
        false = []
        for _ in range(count):
            found = [
                Level(
                    0.002 * x**0.7 * flank + 0.003 * rng.standard_normal((repeats, 6)),
                    grid,
                    math.inf,
                )
                for x in np.exp(levels)
            ]
            one = exponent(found, levels)
            false.append(one.low > 0 or one.high < 0)
        rates.append(Rate(condition, "false change", *share(np.array(false)), high=_ERROR))
    return rates


def winners(repeats: int, count: int) -> list[Rate]:
    """What is said of the accuracy of the setting that was chosen."""
    rates = []
    for name, epoch, part in (
        ("digits", -1, "validation"),
        ("digits", 4, "validation"),
        ("few_validation", -1, "validation"),
        ("noisy_labels", -1, "validation"),
        ("mnist", -1, "validation"),
        ("xor", -1, "test"),
    ):
        metrics = load(name).metrics
        chooses, losses = (metrics[f"{part}_{what}"][:, :, epoch] for what in ("accuracy", "loss"))
        test = metrics["test_accuracy"][:, :, epoch]
        condition = Condition("best", name, f"after epoch {epoch}", "real", repeats)
        rng = condition.generator()
        seen: dict[str, list[tuple[bool, float]]] = {part: [], "test": []}
        for _ in range(count):
            chosen = rng.choice(chooses.shape[1], repeats, replace=False)
            drawn, loss = chooses[:, chosen], losses[:, chosen]
            order = np.lexsort((loss.mean(axis=1), -drawn.mean(axis=1).round(12)))
            picks = chosen_by_others(drawn[order], -loss[order])
            for what, values in ((part, chooses), ("test", test)):
                truth = float(values[order[0]].mean())
                mean, low, high = held_out(values[order][:, chosen], picks, SHARE)
                seen[what].append((low - 1e-12 <= truth <= high + 1e-12, mean - truth))
        for what, told in seen.items():
            covered, bias = (np.array(column) for column in zip(*told, strict=True))
            rates += [
                Rate(condition, f"{what} coverage", *share(covered), _COVERAGE),
                Rate(condition, f"{what} bias in points", *average(100 * bias)),
            ]
    return rates


def onsets(repeats: int, count: int) -> list[Rate]:
    """False `overfits` on real residuals around means that never rise."""
    rates = []
    for name in ("digits", "noisy_labels", "few_validation"):
        population = load(name)
        for place in (len(population.lr) // 2, len(population.lr) - 1):
            curves = population.metrics["validation_loss"][place]
            mean = curves.mean(axis=0)
            level = curves - mean + np.minimum.accumulate(mean)
            condition = Condition(
                "overfitting_onset", name, f"lr={population.lr[place]:g}", "real", repeats
            )
            rng = condition.generator()
            said = [
                judge(level[rng.choice(len(level), repeats, replace=False)])
                == OnsetVerdict.OVERFITS
                for _ in range(count)
            ]
            rates.append(Rate(condition, "false overfits", *share(np.array(said)), high=_ERROR))
    return rates


def survivors(repeats: int, count: int) -> list[Rate]:
    """Verdicts where a share of runs diverges: none may rest on those that did not."""
    population = load("diverging")
    shares = population.diverged.mean(axis=1)
    place = int(np.abs(shares - 0.4).argmin())
    stable = int(np.flatnonzero(shares == 0)[-1])
    curves = population.metrics["validation_loss"][place]
    length = np.isfinite(curves).sum(axis=1)
    condition = Condition("survivors", "diverging", f"{shares[place]:.0%} diverge", "real", repeats)
    rng = condition.generator()
    praised, improving = [], []
    final = population.metrics[METRIC][[stable, place], :, -1].T
    for _ in range(min(count, 100)):
        chosen = rng.choice(len(curves), repeats, replace=False)
        pair = np.where(np.isfinite(final[chosen]), 1 - final[chosen], np.inf)
        table = table_of(pair, np.log(population.lr[[stable, place]]))
        lr = table["lr"].unique()
        if np.isfinite(pair).any(axis=0).all():
            verdict = compare(table, {"lr": lr[0]}, {"lr": lr[1]}, METRIC, columns=BOOK).verdict
            praised.append(verdict == CompareVerdict.SECOND)
        rows = [
            {
                "repeat": repeat,
                "epoch": epoch + 1,
                "total_epochs": curves.shape[1],
                "status": "ok" if length[run] == curves.shape[1] else "diverged",
                "validation_loss": curves[run, epoch],
            }
            for repeat, run in enumerate(chosen)
            for epoch in range(length[run])
        ]
        onset = overfitting_onset(pd.DataFrame(rows), "validation_loss", columns=BOOK).verdict
        many = (length[chosen] < curves.shape[1]).mean() > 0.3
        improving.append(many and onset == OnsetVerdict.IMPROVING)
    return [
        Rate(condition, "the diverging side is better", *share(np.array(praised)), high=_ERROR),
        Rate(condition, "still improving by survivors", *share(np.array(improving)), high=_ERROR),
    ]


def _slices(worlds: Callable[[], Iterator[World]], repeats: int, count: int) -> list[Rate]:
    return [rate for one in worlds() for rate in sweet_spots(one, repeats, count)]


def stopping(repeats: int, count: int) -> list[Rate]:
    """Looking again after more repeats, and stopping at the first decided verdict: no bar yet."""
    rates = []
    looks = [look for look in LOOKS if look <= repeats]
    for one in at_the_end():
        condition = Condition("repeated looks", one.name, f"{len(looks)} looks", "real", repeats)
        rng = condition.generator()
        false = []
        for _ in range(count):
            values = one.draw(rng, repeats)
            said = (locate(values[:look], one.positions).verdict for look in looks)
            decided = (verdict for verdict in said if verdict != SweetSpotVerdict.UNDECIDED)
            false.append(next(decided, None) == SweetSpotVerdict.INTERIOR)
        rates.append(Rate(condition, "false interior", *share(np.array(false))))
    return rates


PARTS: dict[str, Callable[[int, int], list[Rate]]] = {
    "inside": functools.partial(_slices, inside),
    "ends": functools.partial(_slices, at_the_end),
    "made": functools.partial(_slices, made),
    "missing": missing,
    "interactions": interactions,
    "winners": winners,
    "onsets": onsets,
    "survivors": survivors,
    "stopping": stopping,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration.resampled", description=__doc__
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="60 sweeps, three and five repeats")
    parser.add_argument("--sweeps", type=int, default=500, help="per condition")
    options = parser.parse_args(arguments)
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"{unknown[0]}: must be one of {', '.join(PARTS)}")
    count, repeats = (60, (3, 5)) if options.quick else (options.sweeps, REPEATS)
    missed = []
    asked = itertools.product(options.parts or PARTS, repeats)
    for rate in (rate for part, number in asked for rate in PARTS[part](number, count)):
        found = frame([rate], count).iloc[0]
        bars = [f"{side} {found[side]:g}" for side in ("low", "high") if pd.notna(found[side])]
        print(
            f"{found['analysis']:18} {found['surface']:34} {found['grid']:20} "
            f"R={found['repeats']:<3} {rate.quantity:38} {rate.value:7.3f} ± {rate.error:.3f} "
            f"{' '.join(bars)}{'' if rate.met else '  missed'}",
            flush=True,
        )
        missed += [rate] if rate.clearly_missed else []
    print(f"{len(missed)} clearly missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
