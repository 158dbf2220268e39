"""The sweep that would settle what a sweep leaves open: ready to be typed, and what it costs."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.analysis.next_step import Extend, More, Next, Train
from nnexp.columns import Columns
from nnexp.deciding.question import EXPLORED
from nnexp.errors import NnexpError
from nnexp.execution.pool import workers
from nnexp.planning.costs import expected, makespan
from nnexp.planning.jobs import Job, jobs_of
from nnexp.planning.plan import Plan, Trials, full_grid, make_plan
from nnexp.report.finding_sections import about_best
from nnexp.report.preview import duration
from nnexp.report.provenance import asked, constant, grid_points
from nnexp.settings import EngineSettings, Scalar, as_text, as_typed, point_of, points_of
from nnexp.store import open_store
from nnexp.sweeps.record import FOREIGN
from nnexp.sweeps.typed import changed, command_line, override
from nnexp.table import setting_of
from nnexp.trainables import registry
from nnexp.trainables.trainable import SECONDS, Data, Trainable, metric_names

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding
    from nnexp.deciding import Decision, Question
    from nnexp.sweeps.data import SweepData

Values = tuple[Scalar, ...]
Point = Mapping[str, Scalar]

_POINTS = "+point"

# Planning a trial takes 0.05 ms, and runs that were timed tell as much as all of them.
_MOST_TRIALS, _MOST_TIMED = 25_000, 50


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a sweep would train; what the store knows is no part of it."""

    runs: int
    epochs: int
    seconds: float | None
    """Of training on all workers, at the speed of the sweep before; None where it is not known."""


@dataclasses.dataclass(frozen=True)
class NextSweep:
    """What to sweep next."""

    settings: Mapping[str, Values]
    """What differs from the defaults, as `settings.flatten` has values; several are an axis.

    Of a grid that is no product of its settings it is the part around the best one.
    """
    command: str
    """The same as it is typed, in the words of the user."""
    cost: Cost | None = None
    """None where the data or the store are gone, or the grid is too large to say it at once."""


def next_sweep(
    sweep: SweepData, findings: Sequence[Finding], *, costed: bool = True
) -> NextSweep | None:
    """The sweep that settles what the findings about the best setting leave open.

    A grid that is to be extended or trained longer keeps its repeats: how many it takes then is
    another question.

    Args:
        sweep: what was swept.
        findings: what the analyses found in it.
        costed: whether to look up in the store what is left to train.

    Returns:
        None where nothing is open, where nothing that can be trained would help, where a
        sweeper of its own chose the points, and for what the command line does not know.
    """
    if any(one.startswith("hydra/sweeper=") for one in sweep.record.overrides):
        return None
    if sweep.decided is not None:
        return _decided_on(sweep, *sweep.decided)
    if sweep.record.trainable == FOREIGN:
        return None
    best = [{**one.problem, **one.setting} for one in sweep.answers]
    found = [one for one in about_best(findings, best) if one.verdict.state == "open"]
    wanted = _wanted([step for one in found for step in one.next], sweep.columns)
    if not wanted.values and wanted.repeats is None:
        return None
    grid = _extended(sweep, wanted, best[0])
    if sweep.record.trainable != registry.DEFAULT and not sweep.record.overrides:
        return NextSweep(grid.settings, _call(grid.settings))
    command = command_line(changed(grid.typed, grid.values))
    cost = _cost(sweep, grid.new) if costed else None
    return NextSweep(grid.settings, command, cost)


def cost_text(cost: Cost | None, columns: Columns) -> str:
    """What a next sweep takes, in a sentence."""
    if cost is None:
        return columns.say(
            "What the store knows is not trained again; plan=true says what is left to train."
        )
    if not cost.runs:
        return columns.say("The store knows all of its runs: nothing is left to train.")
    time = ""
    if cost.seconds is not None and cost.seconds >= 0.1:
        time = columns.say(", about {time}", time=duration(cost.seconds, columns))
    elif cost.seconds is not None:
        time = columns.say(", under 0.1 s")
    return columns.say(
        "{runs} to train ({spent}{time}); what the store knows is not trained again.",
        runs=columns.counted(cost.runs, "run"),
        spent=columns.spent(cost.epochs),
        time=time,
    )


def data_of_next(after: NextSweep | None) -> dict[str, Any] | None:
    """The next sweep as JSON has it."""
    if after is None:
        return None
    settings = {name: list(values) for name, values in after.settings.items()}
    return {**dataclasses.asdict(after), "settings": settings}


def next_from(data: Mapping[str, Any] | None) -> NextSweep | None:
    """The next sweep that `data_of_next` made this of."""
    if data is None:
        return None
    settings = {name: tuple(values) for name, values in data["settings"].items()}
    return NextSweep(settings, data["command"], data["cost"] and Cost(**data["cost"]))


def _decided_on(sweep: SweepData, question: Question, decision: Decision) -> NextSweep | None:
    """What a sweep that decides would take to settle what it has not.

    Twice the budget, where that ended it; else a last look at as many repeats as would do if means
    and spreads stay as they are, or the margin with which all is settled as it is.
    """
    left = [one for one in decision.answers if not one.settled]
    if not left:
        return None
    needed = [step.repeats for one in left for step in one.next if isinstance(step, More)]
    regret = max(one.regret for one in left)
    changes: dict[str, Values] = {}
    if decision.ended in ("budget", "stopped"):
        changes["decide.budget"] = (_twice(str(sweep.record.settings["decide.budget"])),)
    elif needed and all(needed):
        last = max(one for one in needed if one) - EXPLORED
        looks = [*(one for one in question.looks if one < last), last]
        changes["decide.looks"] = (as_text(looks),)
    elif question.margin < regret <= question.widest:
        changes["decide.margin"] = (_rounded_up(regret),)
    else:
        return None
    start = {name: tuple(values) for name, values in (sweep.record.decided or {})["start"].items()}
    settings = {**start, **constant(sweep), **changes}
    settings = {name: settings[name] for name in settings if name != "repeats"}
    if sweep.record.trainable != registry.DEFAULT and not sweep.record.overrides:
        return NextSweep(settings, _call(settings))
    typed = sweep.record.overrides or [*itertools.starmap(override, settings.items())]
    return NextSweep(settings, command_line(changed(typed, changes)))


def _call(settings: Mapping[str, Values]) -> str:
    """The same from Python, where a model of one's own was called from."""
    values = {name: list(some) if len(some) > 1 else some[0] for name, some in settings.items()}
    return f"nnexp.sweep(model, {values!r})"


def _twice(budget: str) -> str:
    """`20min` for `10min`, `4000` for `2000`."""
    number = budget.rstrip(" abcdefghijklmnopqrstuvwxyz")
    return f"{as_typed(2 * float(number))}{budget[len(number) :].strip()}"


def _rounded_up(share: float) -> float:
    """Two digits, none of them too small."""
    step = 10.0 ** (math.floor(math.log10(share)) - 1)
    return float(f"{math.ceil(share / step) * step:.12g}")


@dataclasses.dataclass(frozen=True)
class _Wanted:
    """What steps ask for together."""

    values: Mapping[str, tuple[Values, Values]]
    """Of a setting, those to add below and above."""
    repeats: int | None


@dataclasses.dataclass(frozen=True)
class _Grid:
    """A grid to be swept, from the one that was."""

    values: Mapping[str, Values]
    """Of the settings that change."""
    settings: Mapping[str, Values]
    typed: Sequence[str]
    """What the values are put into."""
    new: Trials | None
    """None where there are too many to tell."""


def _wanted(steps: Iterable[Next], columns: Columns) -> _Wanted:
    """All values and repeats that steps ask for; repeats only where no value is."""
    below: dict[str, list[Scalar]] = {}
    above: dict[str, list[Scalar]] = {}
    repeats = 0
    for step in steps:
        match step:
            case Extend(setting, side, float(to)):
                whole = columns.settings[setting].whole
                (below if side == "below" else above).setdefault(setting, []).append(
                    int(to) if whole else to
                )
            case Train(to) if columns.budget is not None:
                above.setdefault(columns.budget, []).append(to)
            case More(int(more)):
                repeats = max(repeats, more)
            case _:
                pass
    values = {
        name: (tuple(dict.fromkeys(below.get(name, ()))), tuple(dict.fromkeys(above.get(name, ()))))
        for name in columns.settings
        if name in below or name in above
    }
    return _Wanted(values, repeats if repeats and not values else None)


def _extended(sweep: SweepData, wanted: _Wanted, best: Point) -> _Grid:
    """The sweep's grid with what is wanted: as a whole where its axes are free, else at the best.

    Args:
        sweep: what was swept.
        wanted: what is to be added.
        best: its best setting.
    """
    columns = sweep.columns
    known = [name for name in columns.settings if name in sweep.table]
    points = grid_points(sweep.table, known, columns)
    kept = {name for name in sweep.swept if name in wanted.values or name in columns.replicates}
    near = {name: (best[name],) for name in sweep.swept if name not in kept and name in best}
    free = all(_is_axis(points, name) for name in wanted.values)
    usual = asked(sweep)
    here = points if free else [one for one in points if _has(one, near)]
    axes = {name: _with(here, name, *ends, sweep.swept) for name, ends in wanted.values.items()}
    repeats = {} if wanted.repeats is None else {"repeats": (wanted.repeats,)}
    replicates = {name: _levels(points, name) for name in sweep.swept if name in columns.replicates}
    around = {**constant(sweep), **near, **replicates, **axes, **repeats}
    typed = sweep.record.overrides or [*itertools.starmap(override, usual.items())]
    if not free:
        typed = [one for one in typed if not one.startswith(f"{_POINTS}=")]
    return _Grid(
        values={**axes, **repeats} if free else {**near, **replicates, **axes, **repeats},
        settings={**usual, **axes, **repeats} if usual and free else around,
        typed=typed,
        new=_new(here, axes, wanted.repeats or _repeats(sweep), all_of=wanted.repeats is not None)
        if sweep.record.trainable == registry.DEFAULT
        else None,
    )


def _is_axis(points: Sequence[Point], name: str) -> bool:
    """Whether every value of a setting stands with every combination of the others."""
    others = {tuple(value for key, value in one.items() if key != name) for one in points}
    return len(points) == len(others) * len(_levels(points, name))


def _levels(points: Sequence[Point], name: str) -> Values:
    return tuple(dict.fromkeys(one[name] for one in points))


def _with(
    points: Sequence[Point], name: str, below: Values, above: Values, swept: Sequence[str]
) -> Values:
    """An axis with more values; a setting that was none has the new ones alone."""
    known = _levels(points, name) if name in swept else ()
    more = [one for one in (*below, *above) if one not in known]
    return (*(one for one in below if one in more), *known, *(one for one in above if one in more))


def _has(point: Point, values: Mapping[str, Values]) -> bool:
    return all(point[name] in some for name, some in values.items())


def _repeats(sweep: SweepData) -> int:
    return int(sweep.table["repeat"].max()) + 1


def _new(
    points: Sequence[Point], axes: Mapping[str, Values], repeats: int, *, all_of: bool
) -> Trials | None:
    """The trials that a grid has more than some points, or with more repeats all."""
    grown = [dict(one) for one in points]
    for name, values in axes.items():
        rest = {tuple({**one, name: None}.items()): one for one in grown}
        grown = [{**one, name: value} for one in rest.values() for value in values]
    known = set() if all_of else {tuple(one.items()) for one in points}
    new = [one for one in grown if tuple(one.items()) not in known]
    return None if len(new) * repeats > _MOST_TRIALS else full_grid(points_of(new), repeats)


def _cost(sweep: SweepData, trials: Trials | None) -> Cost | None:
    """What is left to train of some trials, at the speed at which the sweep was trained."""
    if not trials:
        return None
    trainable = registry.trainable(sweep.record.trainable)
    settings = sweep.record.settings
    try:
        data = trainable.load(list(trials))
        plan = make_plan(trainable, trials, data, sweep.record.target)
        jobs = _jobs(trainable, plan, Path(str(settings["store.path"])).expanduser())
    except (NnexpError, KeyError):
        return None
    engine = EngineSettings(
        name=str(settings.get("engine")), workers=settings.get("engine.workers")
    )
    epochs = sum(job.epochs for job in jobs)
    slower = _speed(sweep, trainable, data)
    if engine.cluster or slower is None:
        return Cost(len(jobs), epochs, None)
    costs = [slower * one for one in expected(trainable, jobs, data).values()]
    return Cost(len(jobs), epochs, makespan(costs, workers(engine)) if costs else 0.0)


def _jobs(trainable: Trainable, plan: Plan, path: Path) -> list[Job]:
    """The runs that a store does not answer; one that is not there is not made."""
    if not path.exists():
        return jobs_of(plan, {}, {})
    with open_store(path) as store:
        known = store.get(plan.runs, metric_names(trainable))
        return jobs_of(plan, known, store.checkpoints(plan.runs))


def _speed(sweep: SweepData, trainable: Trainable, data: Data) -> float | None:
    """Measured seconds of training by those that were expected; None where none were measured."""
    rows, budget = sweep.table[sweep.table["status"] == "ok"], sweep.columns.budget
    if budget is None or SECONDS not in rows:
        return None
    longest = rows.sort_values(budget, ascending=False).drop_duplicates("run_id")
    measured = guessed = 0.0
    for row in longest.iloc[:: max(1, len(longest) // _MOST_TIMED)].to_dict("records"):
        point = point_of(setting_of(row, sweep.columns))
        if (source := trainable.source(point)) in data:
            measured += float(row[SECONDS])
            guessed += trainable.seconds(point, int(row[budget]), data[source])
    return measured / guessed if measured > 0 and guessed > 0 else None
