"""From a grid to the fewest trainings that answer it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from nnexp.settings import GridPoint, Scalar, flatten
from nnexp.sweeping.identity import Content, canonical, describe, longer, run_id, source_of

Contents = Mapping[tuple[str, str | None, str | None], Content]
"""What is known of each source, by `source_of`."""


@dataclasses.dataclass(frozen=True)
class Run:
    """One training, which serves every trial that is a prefix of it."""

    run_id: str
    description: str
    """Canonical JSON of its settings (see `identity.describe`)."""
    point: GridPoint
    """What is trained: canonical settings, `epochs` the most that any of its trials asks for."""
    repeat: int


@dataclasses.dataclass(frozen=True)
class Trial:
    """A grid point × a repeat, and the run that serves it."""

    point: GridPoint
    repeat: int
    run_id: str
    data_fingerprint: str


@dataclasses.dataclass(frozen=True)
class Plan:
    """Which trainings serve which trials."""

    runs: Mapping[str, Run]
    """By run id, in the order in which the grid first asks for them."""
    points: tuple[GridPoint, ...]
    """The distinct points of the grid, in its order."""
    settings: tuple[Mapping[str, Scalar], ...]
    """`flatten` of each point."""
    repeats: int
    trials: tuple[Trial, ...]
    """One per point and repeat: all repeats of the first point, then of the second, …"""


def make_plan(
    points: Sequence[GridPoint],
    repeats: int,
    contents: Contents,
    kernel_revision: int,
    target: str,
) -> Plan:
    """The fewest runs that serve every trial of a grid.

    Args:
        points: the grid; a point that is there twice counts once.
        repeats: repetitions of each point, at least 1.
        contents: what is known of each source that the points name.
        kernel_revision: `nnexp.network.KERNEL_REVISION`.
        target: `nnexp.network.target()`.

    Returns:
        Trials that differ only in `epochs` share a run, unless a schedule depends on the total.
    """
    served: list[tuple[GridPoint, Content, tuple[str, int]]] = []
    families: dict[tuple[str, int], GridPoint] = {}
    settings: list[Mapping[str, Scalar]] = []
    for point in dict.fromkeys(points):
        content = contents[source_of(point.data)]
        settled = canonical(point, content)
        settings.append(flatten(point))
        flat = settings[-1] if settled is point else flatten(settled)
        family = (describe(flat, content, kernel_revision, target), settled.seed)
        longest = families.setdefault(family, settled)
        if settled.epochs > longest.epochs:
            families[family] = longer(longest, settled.epochs)
        served.append((point, content, family))
    ids = {family: [run_id(*family, repeat) for repeat in range(repeats)] for family in families}
    runs = {
        ids[family][repeat]: Run(ids[family][repeat], family[0], point, repeat)
        for family, point in families.items()
        for repeat in range(repeats)
    }
    trials = tuple(
        Trial(point, repeat, ids[family][repeat], content.fingerprint)
        for point, content, family in served
        for repeat in range(repeats)
    )
    distinct = tuple(point for point, _, _ in served)
    return Plan(runs, distinct, tuple(settings), repeats, trials)


def swept_names(rows: Sequence[Mapping[str, Scalar]]) -> tuple[str, ...]:
    """The names under which settings differ, in the order of the settings.

    Args:
        rows: `flatten` of each grid point.
    """
    first = rows[0]
    return tuple(name for name in first if any(row[name] != first[name] for row in rows))
