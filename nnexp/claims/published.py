"""Accuracies that the book and its author published, beside ours for the same settings."""

from __future__ import annotations

import csv
import dataclasses
import functools
import math
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from scipy.special import stdtr

from nnexp.language.said import said
from nnexp.settings import SettingsError, flatten, parse, unflatten
from nnexp.trainables.book.columns import BOOK

if TYPE_CHECKING:
    import pandas as pd


_ROTATION = "data.rotation"

_NO_MATTER = {
    "seed",
    "data.test_share",
    "training.shuffle",
    "training.dtype",
    "training.train_metrics_size",
}
"""Settings in which our trainings may differ from the published ones: a matter of luck, or of
which numbers are measured besides."""

_AS_THE_BOOK: dict[str, Any] = {"training.shuffle": False, "training.dtype": "float64"}
"""The book's own order of samples and type of numbers, where a sweep has trained so as well."""

UNLIKELY = 0.05
"""Chance below which the luck of one training does not explain a published number."""


@dataclasses.dataclass(frozen=True)
class Figure:
    """One published number."""

    hidden_nodes: int
    lr: float
    epochs: int
    rotation: float
    """Degrees by which turned copies were added; 0 for none."""
    init: str
    """`network.init` of the code at that time."""
    test_accuracy: float
    """On all of MNIST's 10,000 test images, after training on all 60,000."""
    source: str
    verified: bool
    """Whether we have seen the number in its source."""


@dataclasses.dataclass(frozen=True)
class Beside:
    """A published number beside our trainings with its settings."""

    figure: Figure
    mean: float
    low: float
    high: float
    """95 % interval of our mean."""
    repeats: int
    chance: float
    """Probability that one more training of ours is at least as far from our mean."""
    as_the_book: tuple[float, float, float] | None = None
    """What our mean gains by the book's order of samples and its float64, with the ends of its
    95 % interval; None where the sweep has no such trainings."""

    @property
    def difference(self) -> float:
        """Published less ours."""
        return self.figure.test_accuracy - self.mean

    @property
    def explained(self) -> bool:
        """Whether the luck of one training may be all that sets the published number apart."""
        return self.chance >= UNLIKELY

    @property
    def sentence(self) -> str:
        """By how much the published number differs, and how likely that is by luck."""
        return said(
            "{published:.2f} % is {apart} our mean of {mean:.2f} %, which {luck} of one training: "
            "one of ours is as far off with a chance of {chance}{cause}",
            published=100 * self.figure.test_accuracy,
            apart=said(
                "{points:.2f} points above" if self.difference > 0 else "{points:.2f} points below",
                points=100 * abs(self.difference),
            ),
            mean=100 * self.mean,
            luck=said("may be the luck" if self.explained else "is hardly the luck"),
            chance=percent(self.chance),
            cause=self._cause,
        )

    @property
    def _cause(self) -> str:
        if self.as_the_book is None:
            return ""
        gain, low, high = (f"{round(100 * end, 2) + 0.0:+.2f}" for end in self.as_the_book)
        return said(
            "; the book's fixed order of samples and its float64 change our mean by {gain} points "
            "(95 % interval {low} to {high})",
            gain=gain,
            low=low,
            high=high,
        )


@functools.cache
def figures() -> tuple[Figure, ...]:
    """Every published number we know, in the order of the file."""
    text = (files("nnexp.claims") / "data" / "figures.csv").read_text(encoding="utf-8")
    return tuple(
        Figure(
            hidden_nodes=int(row["hidden_nodes"]),
            lr=float(row["lr"]),
            epochs=int(row["epochs"]),
            rotation=float(row["rotation_degrees"]),
            init=row["init"],
            test_accuracy=float(row["test_accuracy"]),
            source=row["source"],
            verified=row["confidence"] == "verified",
        )
        for row in csv.DictReader(text.splitlines())
    )


def beside(table: pd.DataFrame) -> tuple[Beside, ...]:
    """Each published number for whose settings a table has at least two trainings.

    Args:
        table: of a sweep; only rows trained on all of MNIST, without a validation set, count.

    Reference:
        Student's prediction interval for one more value of a normal sample.
    """
    from nnexp.analysis.interval import mean_interval

    found = []
    for figure in figures():
        alike = table[_alike(table, figure)]
        ours, exactly = _usual_and_exact(alike)
        values = ours["test_accuracy"].to_numpy(dtype=float)
        count = len(values)
        if count < 2:
            continue
        deviation = float(values.std(ddof=1))
        mean, low, high = mean_interval(values, limits=BOOK.metric("test_accuracy").bounds)
        found.append(
            Beside(
                figure,
                mean,
                low,
                high,
                count,
                chance(figure.test_accuracy - mean, deviation, count),
                _gain(ours, exactly),
            )
        )
    return tuple(found)


def _usual_and_exact(alike: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Our trainings, and those in the book's order and float64 where there are both.

    Trainings in a fixed and in a shuffled order, or of two number types, are never averaged:
    most often one kind is there, else ours are those of the commonest kind that is not the book's.
    """
    if alike.empty or not _AS_THE_BOOK.keys() <= set(alike.columns):
        return alike, None
    kinds = dict(iter(alike.groupby(list(_AS_THE_BOOK), sort=False)))
    exact = kinds.pop(tuple(_AS_THE_BOOK.values()), None)
    usual = max(kinds.values(), key=len, default=alike.head(0))
    if exact is None or len(exact) < 2:
        return usual, None
    return (usual, exact) if len(usual) > 1 else (exact, None)


def _gain(ours: pd.DataFrame, exactly: pd.DataFrame | None) -> tuple[float, float, float] | None:
    """The mean gain of the book's order and float64, paired over repeats."""
    from nnexp.analysis.interval import mean_interval

    if exactly is None:
        return None
    by_repeat = [part.set_index("repeat")["test_accuracy"] for part in (exactly, ours)]
    if not all(one.index.is_unique for one in by_repeat):
        return None
    gains = (by_repeat[0] - by_repeat[1]).dropna().to_numpy(dtype=float)
    limits = BOOK.metric("test_accuracy").differences
    return mean_interval(gains, limits=limits) if len(gains) > 1 else None


def percent(share: float) -> str:
    """A chance in per cent, never 0 or 100 by rounding."""
    if share < 0.001:
        return said("less than {value} %", value="0.1")
    return said("{value} %", value=f"{100 * share:.{1 if share < 0.1 else 0}f}")


def _alike(table: pd.DataFrame, figure: Figure) -> pd.Series:
    """Which rows were trained as the published number was."""
    values: dict[str, Any] = {
        "data": "mnist",
        "data.validation": 0,
        "hidden_nodes": figure.hidden_nodes,
        "lr": figure.lr,
        "epochs": figure.epochs,
        "network.init": figure.init,
        **({_ROTATION: figure.rotation} if figure.rotation else {}),
    }
    alike = (table["status"] == "ok") & table["test_accuracy"].notna()
    try:
        wanted = flatten(parse(unflatten(values))[0])
    except SettingsError:
        return alike & False  # there is no such setting
    for name in wanted.keys() - _NO_MATTER:
        if name in table:
            same = table[name].isna() if wanted[name] is None else table[name] == wanted[name]
            alike &= same.fillna(False).astype(bool)
    return alike


def chance(difference: float, deviation: float, count: int) -> float:
    """Probability that one more draw lies at least so far from the mean of earlier ones.

    Args:
        difference: from the mean of the earlier draws.
        deviation: their standard deviation.
        count: how many they are, at least 2.
    """
    if deviation == 0:
        return 1.0 if difference == 0 else 0.0
    statistic = abs(difference) / (deviation * math.sqrt(1 + 1 / count))
    return float(2 * stdtr(count - 1, -statistic))
