"""What a user's model measures, found out before its sweep: from the store, or by its first row."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.execution.cluster import Cluster
from nnexp.execution.driver import Links, execute
from nnexp.execution.joining import joined
from nnexp.execution.observing import nobody
from nnexp.execution.pool import see_engine
from nnexp.execution.worker import Rules, TrainedRun
from nnexp.planning.jobs import Job
from nnexp.planning.plan import Plan, Run, full_grid, make_plan, swept_names
from nnexp.plural import counted
from nnexp.process.messages import say
from nnexp.settings import SweepSettings, as_typed
from nnexp.store import FinishedRun, Store, open_store
from nnexp.trainables.function.marks import FunctionError
from nnexp.trainables.function.trainable import Own, Point
from nnexp.trainables.trainable import SECONDS, Data

if TYPE_CHECKING:
    from rich.console import Console

# Grid points that are tried until one comes to its first row.
_TRIED = 3


def discovered(
    model: Own, points: Sequence[Point], sweep: SweepSettings, console: Console, *, keep: bool
) -> Own:
    """The model with its metrics known, and what is said of runs of its earlier source.

    Args:
        model: whose metrics may not be known yet.
        points: the grid.
        sweep: what holds for it as a whole.
        console: where it is said that there are runs of another source.
        keep: whether a training that is complete with its first row may go to the store, and a
            store may be made.

    Raises:
        FunctionError: no grid point that was tried came to a row, or none of its metrics chooses.
        EngineError: workers cannot be started or reached.
        StoreError: the store cannot be read or written.
    """
    note = functools.partial(say, console)
    see_engine(sweep.engine, note)
    data = model.load(points)
    path = Path(sweep.store.path).expanduser()
    with joined(sweep.engine, model, note) as cluster:
        target = model.target() if cluster is None else cluster.target
        plan = make_plan(model, full_grid(points, sweep.repeats), data, target)
        if not keep and not path.exists():
            return (
                model if model.metrics else _by_first_row(model, plan, data, sweep, cluster, None)
            )
        with open_store(path) as store:
            known = _known(model, plan, store)
            before = 0 if known else _of_other_source(plan, store)
            if before and model.kind == "function":
                say(
                    console,
                    f"{model.label} has changed since; its {counted(before, 'run')} of before "
                    f"{'stays' if before == 1 else 'stay'} in the store",
                )
            if model.metrics:
                return model
            if known is not None:
                return known
            return _by_first_row(model, plan, data, sweep, cluster, store if keep else None)


def _known(model: Own, plan: Plan, store: Store) -> Own | None:
    """The model as a run of the plan knows it that the store has; None where it has none."""
    some = next(iter(store.get(list(store.knows(plan.runs))[:1]).values()), None)
    if some is None or SECONDS not in some.metrics:
        return None
    names = [name for name in some.metrics if name != SECONDS]
    seconds = some.curve.values[:, some.metrics.index(SECONDS)]
    return model.measuring(names, float(seconds.mean()) if len(seconds) else model.pace)


def _of_other_source(plan: Plan, store: Store) -> int:
    """How many runs the store has of the same model with another source."""
    ours = json.loads(next(iter(plan.runs.values())).description)
    return store.count(
        lambda told: (
            told.get("trainable") == ours["trainable"]
            and told.get("model") == ours["model"]
            and told.get("code") != ours["code"]
        )
    )


def _by_first_row(
    model: Own,
    plan: Plan,
    data: Data,
    sweep: SweepSettings,
    cluster: Cluster | None,
    store: Store | None,
) -> Own:
    """The model, by training a grid point until it measures something."""
    runs = list({run.point: run for run in reversed(list(plan.runs.values()))}.values())[::-1]
    failures = []
    for run in runs[:: max(1, len(runs) // _TRIED)][:_TRIED]:
        answer = _first_row(model, run, data, sweep, cluster)
        outcome = answer.outcome
        if outcome.status == "ok":
            pace = float(outcome.curve.values[:, -1].mean())
            known = model.measuring(outcome.measured, pace)
            if store is not None and not model.yields:
                names = tuple(known.columns.metrics)
                store.put_all(
                    [
                        FinishedRun(
                            run.run_id, run.description, run.seed, run.repeat, names, outcome, False
                        )
                    ]
                )
            return known
        failures.append((_words(model, plan, run), outcome.reason))
    raise FunctionError(_nothing_measured(model, failures))


def _first_row(
    model: Own, run: Run, data: Data, sweep: SweepSettings, cluster: Cluster | None
) -> TrainedRun:

    found: list[TrainedRun] = []

    def keep(answers: Sequence[tuple[Run, TrainedRun]]) -> None:
        found.extend(answer for _, answer in answers)

    execute(
        model,
        [Job(run)],
        {run.run_id: 1.0},
        Links(data, lambda _run_id: None, keep, nobody, lambda _text: None),
        sweep.engine,
        Rules(timeout=sweep.engine.timeout),
        cluster,
    )
    if not found:
        raise KeyboardInterrupt
    return found[0]


def _words(model: Own, plan: Plan, run: Run) -> str:
    swept = swept_names(plan.settings)
    flat: Mapping[str, object] = model.flat(run.point)
    return " ".join(f"{name}={as_typed(flat[name])}" for name in swept)


def _nothing_measured(model: Own, failures: Sequence[tuple[str, str]]) -> str:
    (where, why), *others = failures
    place = f" at {where}" if where else ""
    more = f" (and at {counted(len(others), 'other grid point')} that was tried)" if others else ""
    reason = why.removeprefix(f"{model.label}: ")
    return f"{model.label}: measured nothing{place}: {reason}{more}"
