"""From a set of trials to the fewest trainings that answer it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from nnexp.settings import Scalar, as_whole
from nnexp.trainables.trainable import SEED, Content, Data, Point, Trainable, budget_of

Trials = Mapping[Point, Sequence[int]]
"""A set of trials: the repeats that are asked for at each grid point, in the order of the grid."""


_ID_DIGITS = 32


@dataclasses.dataclass(frozen=True)
class Run:
    """One training, which serves every trial that is a prefix of it."""

    run_id: str
    description: str
    """Canonical JSON of its settings (see `Trainable.describe`)."""
    point: Point
    """What is trained: canonical, its budget the most that any of its trials asks for."""
    seed: int
    repeat: int
    epochs: int
    """Its budget."""


@dataclasses.dataclass(frozen=True)
class PlannedTrial:
    """A grid point × a repeat, and the run that serves it."""

    place: int
    """Of its grid point in `Plan.points`."""
    repeat: int
    epochs: int
    """Of the run, that it asks for."""
    run_id: str
    data_fingerprint: str


@dataclasses.dataclass(frozen=True)
class Plan:
    """Which trainings serve which trials."""

    runs: Mapping[str, Run]
    """By run id, in the order in which the grid first asks for them."""
    points: tuple[Point, ...]
    """The grid."""
    settings: tuple[Mapping[str, Scalar], ...]
    """Of each point, as plain types."""
    trials: tuple[PlannedTrial, ...]
    """All of the first point, then of the second, …"""


@dataclasses.dataclass
class _Family:
    """Runs that differ in their repeat and budget only."""

    longest: dict[int, tuple[Point, int]] = dataclasses.field(default_factory=dict)
    """By repeat: the point that first asked for it, and the most epochs that any asks for."""

    def ask(self, point: Point, repeats: Iterable[int], epochs: int) -> None:
        for repeat in repeats:
            first, most = self.longest.get(repeat, (point, epochs))
            self.longest[repeat] = first, max(most, epochs)


def full_grid(points: Iterable[Point], repeats: int) -> Trials:
    """Every point with the repeats 0…`repeats` - 1; a point that is there twice counts once."""
    return dict.fromkeys(points, range(repeats))


def make_plan(trainable: Trainable, trials: Trials, data: Data, target: str) -> Plan:
    """The fewest runs that serve a set of trials.

    Args:
        trainable: what is trained.
        trials: what is asked for; points need not have the same repeats.
        data: of all points.
        target: of the machines that train (`Trainable.target`).

    Returns:
        Trials that differ only in their budget share a run, where a shorter training is the
        beginning of a longer one.
    """
    families: dict[tuple[str, int], _Family] = {}
    settings: list[Mapping[str, Scalar]] = []
    served: list[tuple[tuple[str, int], Content, int]] = []
    for point, repeats in trials.items():
        content = data[trainable.source(point)]
        settled = trainable.canonical(point, content)
        settings.append(trainable.flat(point))
        flat = settings[-1] if settled is point else trainable.flat(settled)
        key = trainable.describe(flat, content, target), as_whole(flat[SEED])
        epochs = budget_of(trainable, flat)
        families.setdefault(key, _Family()).ask(settled, repeats, epochs)
        served.append((key, content, epochs))
    runs: dict[str, Run] = {}
    ids: dict[tuple[str, int, int], str] = {}
    for (description, seed), family in families.items():
        grown: dict[tuple[int, int], Point] = {}
        for repeat, (point, epochs) in family.longest.items():
            if (id(point), epochs) not in grown:
                grown[id(point), epochs] = _grown(trainable, point, epochs)
            name = ids[description, seed, repeat] = run_id(description, seed, repeat)
            runs[name] = Run(name, description, grown[id(point), epochs], seed, repeat, epochs)
    asked = tuple(
        PlannedTrial(place, repeat, epochs, ids[*key, repeat], content.fingerprint)
        for place, (repeats, (key, content, epochs)) in enumerate(
            zip(trials.values(), served, strict=True)
        )
        for repeat in repeats
    )
    return Plan(runs, tuple(trials), tuple(settings), asked)


def run_id(description: str, seed: int, repeat: int) -> str:
    """The name of a run: the first 32 hexadecimal digits of a SHA-256.

    Args:
        description: of its settings, data and target (`Trainable.describe`).
        seed: base seed.
        repeat: number of the repetition.
    """
    text = f"{description}\nseed={seed}\nrepeat={repeat}"
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS]


def swept_names(rows: Sequence[Mapping[str, Scalar]]) -> tuple[str, ...]:
    """The names under which settings differ, in the order of the settings.

    Args:
        rows: the settings of each grid point.
    """
    first = rows[0]
    return tuple(name for name in first if any(row[name] != first[name] for row in rows))


def _grown(trainable: Trainable, point: Point, epochs: int) -> Point:
    """The point with this budget; the same object where that is its own."""
    if trainable.columns.budget is None:
        return point
    return trainable.with_budget(point, epochs)
