"""Whether a sweep fits into memory, asked before anything is trained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nnexp.datasets import Dataset
from nnexp.settings import EngineSettings, GridPoint, SettingsError, as_text
from nnexp.sweeping.data import GridData
from nnexp.sweeping.jobs import Job, layers_of, links_of
from nnexp.sweeping.plan import Plan
from nnexp.sweeping.pool import workers

# Copies of its weights that a run has at its peak: measured as 5.3 to 6.3 on networks of
# 140,000 to 300,000 weights, so that what is refused would not have fitted.
_COPIES = 5
# Vectors over all nodes that a sample of a mini-batch takes.
_PER_SAMPLE = 3

# Bytes of a trial in plan and table, and of an epoch of a run in the table of curves: measured
# with tracemalloc as 2,000 to 2,300 and 540, rounded down.
_PER_TRIAL, _PER_EPOCH = 2_000, 500


def refuse_many_trials(points: int, repeats: int, room: int | None) -> None:
    """See that the table of a grid fits into memory.

    Args:
        points: of the grid.
        repeats: of each.
        room: bytes that are left; None is not known and refuses nothing.

    Raises:
        SettingsError: it does not.
    """
    need = points * repeats * _PER_TRIAL
    if room is not None and need > room:
        raise SettingsError(
            (
                f"repeats={repeats}: {points:,} grid points × {repeats:,} repeats are "
                f"{points * repeats:,} trials, whose table needs about {size(need)} of memory, "
                f"and {size(room)} are free; start several smaller sweeps: the store keeps what "
                "they share",
            )
        )


def refuse_large_runs(
    plan: Plan, jobs: Sequence[Job], data: GridData, engine: EngineSettings, room: int | None
) -> None:
    """See that the runs that are trained at once, and the curves of all, fit into memory.

    Args:
        plan: of the grid.
        jobs: what is to be trained.
        data: of the grid.
        engine: what executes the runs; those of a cluster have memory of their own.
        room: bytes that are left; None is not known and refuses nothing.

    Raises:
        SettingsError: with a line for every shape of network that does not fit.
    """
    if room is None:
        return
    needs = sorted((_need(job, data) for job in jobs), reverse=True)
    problems = [*_long_curves(plan, room)]
    if engine.name not in ("threads", "processes"):
        pass
    elif needs and needs[0] > room:
        points, at_once = [job.run.point for job in jobs], min(workers(engine), len(jobs))
        problems += _large_networks(points, data, room, at_once)
    else:
        problems += _too_many_at_once(needs[: workers(engine)], room)
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))


def run_bytes(point: GridPoint, dataset: Dataset) -> int:
    """The memory that training one network takes at its peak, in bytes, its data aside."""
    layers = layers_of(point, dataset)
    samples = min(point.training.batch_size, dataset.train_rows)
    number = int(np.dtype(point.training.dtype).itemsize)
    nodes = sum(layers[1:])
    return (_COPIES * links_of(layers) + _PER_SAMPLE * samples * nodes) * number


def size(count: int) -> str:
    """`4.7 GB`."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if value < 1000 or unit == "PB":
            break
        value /= 1000
    return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def _need(job: Job, data: GridData) -> int:
    return run_bytes(job.run.point, data.of(job.run.point.data))


def _large_networks(
    points: Iterable[GridPoint], data: GridData, room: int, at_once: int
) -> list[str]:
    problems = []
    for point in dict.fromkeys(points):
        need = run_bytes(point, data.of(point.data))
        if need > room:
            hidden = point.hidden_nodes
            nodes = as_text(hidden[0] if len(hidden) == 1 else hidden or 0)
            problems.append(
                f"hidden_nodes={nodes}: training one such network needs about {size(need)} of "
                f"memory, and {size(room)} are free; {_fewer(point, at_once * need, room)}"
            )
    return problems


def _fewer(point: GridPoint, need: int, room: int) -> str:
    if len(point.hidden_nodes) == 1:
        fits = int(float(f"{point.hidden_nodes[0] * room / need:.0e}") * 0.9)
        return f"for example hidden_nodes={max(1, fits)} fits"
    return "take fewer nodes" if point.hidden_nodes else "take a smaller training.batch_size"


def _too_many_at_once(needs: Sequence[int], room: int) -> list[str]:
    if sum(needs) <= room:
        return []
    fitting = sum(1 for count in range(1, len(needs) + 1) if sum(needs[:count]) <= room)
    return [
        f"engine.workers={len(needs)}: training so many of the largest networks at once needs "
        f"about {size(sum(needs))} of memory, and {size(room)} are free; "
        f"engine.workers={fitting} fits"
    ]


def _long_curves(plan: Plan, room: int) -> list[str]:
    epochs = sum(run.point.epochs for run in plan.runs.values())
    need = epochs * _PER_EPOCH
    if need <= room:
        return []
    return [
        f"epochs={max(point.epochs for point in plan.points)}: the curves of {len(plan.runs):,} "
        f"runs with {epochs:,} epochs in all need about {size(need)} of memory, and {size(room)} "
        "are free; start several smaller sweeps, or ask for fewer epochs"
    ]
