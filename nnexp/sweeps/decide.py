"""A sweep that goes on until its question is answered: `nnexp.deciding`, driven by a session.

The decisions depend on the results of the trials alone. A sweep that was stopped is gone through
again from the beginning by the same command: what it asks for first the store knows. And what was
decided is not kept, but worked out again from the table and the curves.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from nnexp.columns import Columns, cell_value
from nnexp.deciding import (
    MARGIN,
    Decision,
    Question,
    QuestionError,
    Results,
    Step,
    Stop,
    decisions,
)
from nnexp.errors import NnexpError
from nnexp.execution.observing import Deciding
from nnexp.execution.pool import workers
from nnexp.planning.costs import expected, makespan
from nnexp.planning.plan import Trials, swept_names
from nnexp.settings import (
    DecideSettings,
    Scalar,
    SettingsError,
    SweepSettings,
    as_number,
    as_typed,
    flatten,
    spoken,
)
from nnexp.sweeps.collect import curves_of, table_of
from nnexp.sweeps.session import Answered, Planning, Session, Steps
from nnexp.trainables.trainable import SECONDS, Point, Trainable, metric_names

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.sweeps.record import Record


class OtherDecisionError(NnexpError):
    """A sweep was decided by another version, which went another way."""


Axes = Mapping[str, tuple[Scalar, ...]]


@dataclasses.dataclass(frozen=True)
class Start:
    """What a grid asks, and where it begins."""

    question: Question
    trainable: Trainable
    points: Mapping[tuple[Scalar, ...], Point]
    """One of the grid for each combination of settings that are no numbers; numbers are
    replaced."""
    first: Step
    """What is asked for whatever the results are."""

    def trials(self, step: Step) -> Trials:
        """The trials of a step."""
        return {self._point(one.point): one.repeats for one in step.asked}

    def _point(self, values: Sequence[tuple[str, Scalar]]) -> Point:
        kinds, numbers = _apart(self.question, dict(values))
        return self.trainable.with_settings(self.points[kinds], numbers)


def start_of(
    points: Sequence[Point],
    sweep: SweepSettings,
    trainable: Trainable,
    select_on: Literal["validation", "test"],
) -> Start:
    """The question that a grid asks of a sweep that decides.

    Args:
        points: the grid that it starts from.
        sweep: what holds for it as a whole; `decide` says what to answer.
        trainable: what is trained.
        select_on: the data that choose.

    Raises:
        SettingsError: the points are no grid, none of their settings is asked about, or the
            budget does not reach for the first step.
    """
    rows = [trainable.flat(point) for point in points]
    axes = _axes(rows, trainable, sweep.decide.name)
    try:
        prefix = all(map(trainable.is_prefix, rows))
        question = question_of(axes, flatten(sweep), trainable.columns, select_on, prefix=prefix)
        first = next(decisions(question))
    except QuestionError as error:
        raise SettingsError(tuple(str(error).splitlines())) from error
    known: dict[tuple[Scalar, ...], Point] = {}
    for point, row in zip(points, rows, strict=True):
        known.setdefault(_apart(question, row)[0], point)
    return Start(question, trainable, known, first)


def _apart(
    question: Question, values: Mapping[str, Scalar]
) -> tuple[tuple[Scalar, ...], dict[str, int | float]]:
    """The values of the axes that are no numbers, and the numbers by name."""
    numbers = {name: values[name] for name in question.axes if question.is_number(name)}
    kinds = tuple(values[name] for name in question.axes if name not in numbers)
    return kinds, cast(dict[str, int | float], numbers)


def question_of(
    axes: Axes,
    settings: Mapping[str, Any],
    columns: Columns,
    select_on: Literal["validation", "test"],
    *,
    prefix: bool,
) -> Question:
    """A question in the words of a sweep's settings.

    Args:
        axes: values to start from.
        settings: of the sweep, as a record has them.
        columns: settings and metrics of what is trained.
        select_on: the data that choose.
        prefix: whether a shorter training is the beginning of a longer one.

    Raises:
        QuestionError: it cannot be decided.
    """
    measured = columns.choosing(select_on)
    margin = settings["decide.margin"]
    if margin is None and measured.printed != "percent":
        raise QuestionError(
            f"decide={settings['decide']}: how much of {measured.label} is too little to matter "
            "only you can say; for example decide.margin=0.1"
        )
    decide = DecideSettings(
        name=str(settings["decide"]),
        margin=margin,
        budget=str(settings["decide.budget"]),
        error=settings["decide.error"],
        looks=json.loads(str(settings["decide.looks"])),
    )
    return Question(
        axes=axes,
        goals=cast(Any, decide.goals),
        metric=measured.name,
        columns=columns,
        margin=MARGIN if decide.margin is None else decide.margin,
        error=decide.error,
        looks=decide.looks,
        budget=decide.epochs,
        prefix=prefix,
    )


def _axes(rows: Sequence[Mapping[str, Scalar]], trainable: Trainable, goal: str) -> Axes:
    """The values of every setting that a grid varies, and of the budget; numbers ascending."""
    columns, swept = trainable.columns, swept_names(rows)
    levels = {name: tuple(dict.fromkeys(row[name] for row in rows)) for name in swept}
    problems = []
    for name, values in levels.items():
        spec = columns.settings[name]
        if spec.role not in ("tuned", "budget"):
            shown = ", ".join(map(as_typed, values[:5])) + (", …" if len(values) > 5 else "")
            problems.append(
                f"decide={goal}: {name} differs between grid points ({shown}), and each value is a "
                f"question of its own; start one sweep for each: {name}={as_typed(values[0])} first"
            )
    points = len({tuple(row[name] for name in swept) for row in rows})
    if not problems and points != math.prod(map(len, levels.values())):
        name, values = next(iter(levels.items()))
        problems.append(
            f"decide={goal}: starts from every combination of some values, and these points are "
            f"not; name the values of each setting, for example {name}="
            + ",".join(map(as_typed, values[:3]))
        )
    if problems:
        raise SettingsError(tuple(problems))
    if columns.budget is not None:
        levels.setdefault(columns.budget, (rows[0][columns.budget],))
    kept = (name for name in columns.settings if name in levels)
    return {name: _sorted(levels[name]) for name in kept}


def _sorted(values: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    """Numbers ascending, others as they are."""
    if any(isinstance(one, str | bool) or one is None for one in values):
        return values
    return tuple(sorted(values, key=as_number))


def decided(
    opened: Session,
    start: Start,
    sweep: SweepSettings,
    began: float,
    tell: Callable[[Deciding], None],
) -> tuple[Answered, Decision]:
    """Ask for trials until the question is answered, or the budget is spent.

    A step that is expected to take longer than the time that is left is not begun.

    Args:
        opened: trains what is asked for.
        start: the question.
        sweep: says what may be spent.
        began: `time.monotonic` at the start of the command.
        tell: told of each step before it is trained.

    Returns:
        All trials that were asked for, and what was decided.

    Raises:
        As `Session.train`.
    """
    asking, steps, units = decisions(start.question), Steps(opened), 0
    step = next(asking)
    while True:
        spent = time.monotonic() - began
        columns = start.question.columns.told_in(spoken(sweep))
        tell(Deciding(step, columns, *_budget(sweep.decide, units, spent, columns)))
        planned = steps.plan(start.trials(step))
        found: Results | Stop = Stop()
        seconds = sweep.decide.seconds
        if not steps.parts or seconds is None or spent + _expected(opened, planned) <= seconds:
            found = _results(opened, steps.train(planned))
            units += step.units
        try:
            step = asking.send(found)
        except StopIteration as end:
            return steps.answered(), end.value


def _budget(
    decide: DecideSettings, units: int, seconds: float, columns: Columns
) -> tuple[float, float, str]:
    """What is spent, what may be, and in which unit."""
    if decide.epochs is not None:
        return float(units), float(decide.epochs), columns.counted_in
    return seconds, float(decide.seconds or 0.0), "s"


def _results(opened: Session, answered: Answered) -> Results | Stop:
    """The results of all trials, or `Stop` where some were not run."""
    frames = opened.trainable, answered.plan, answered.known
    results = Results(table_of(*frames, opened.target), curves_of(*frames))
    return Stop() if (results.table["status"] == "not_run").any() else results


def _expected(opened: Session, planned: Planning) -> float:
    """Seconds that training a plan's jobs takes, at the speed of what is known."""
    trainable, data = opened.trainable, opened.data
    measured = guessed = 0.0
    timed = [name == SECONDS for name in metric_names(trainable)]
    for run_id, stored in planned.known.items():
        point = planned.plan.runs[run_id].point
        measured += float(stored.curve.values[:, timed].sum())  # noqa: PD011
        guessed += trainable.seconds(point, stored.epochs, data[trainable.source(point)])
    costs = expected(trainable, planned.jobs, data)
    speed = measured / guessed if measured > 0 and guessed > 0 else 1.0
    at_once = workers(opened.sweep.engine)
    return makespan([speed * one for one in costs.values()], at_once) if costs else 0.0


def replayed(
    record: Record, table: pd.DataFrame, curves: pd.DataFrame, columns: Columns
) -> tuple[Question, Decision] | None:
    """What a sweep decided, from the numbers that it left; None of a plain sweep.

    Args:
        record: how it came about.
        table: its trials.
        curves: of its runs.
        columns: settings and metrics of what was trained.
    """
    if record.decided is None:
        return None
    axes = {name: tuple(values) for name, values in record.decided["start"].items()}
    prefix = bool(record.decided.get("prefix", True))
    question = question_of(axes, record.settings, columns, record.select_on, prefix=prefix)
    run = table[table["status"] != "not_run"]
    names = [name for name in question.axes if name in table]
    known = set(zip(*(map(cell_value, run[name]) for name in (*names, "repeat")), strict=True))
    asking, results = decisions(question), Results(table, curves)
    step = next(asking)
    while True:
        wanted = itertools.chain.from_iterable(
            ((*(dict(one.point)[name] for name in names), repeat) for repeat in one.repeats)
            for one in step.asked
        )
        try:
            step = asking.send(results if all(one in known for one in wanted) else Stop())
        except StopIteration as end:
            _see_same(record, end.value)
            return question, end.value


def _see_same(record: Record, decision: Decision) -> None:
    """Raise unless it is the decision that the sweep came to."""
    told = record.decided or {}
    ours = {"ended": decision.ended, "steps": len(decision.story), "epochs": decision.units}
    if any(told.get(name, value) != value for name, value in ours.items()):
        raise OtherDecisionError(
            f"{record.name}: ended after {told['steps']} steps ({told['ended']}), and this version "
            f"of nnexp decides in another way: {len(decision.story)} steps ({decision.ended}); run "
            "the sweep again with the same command"
        )
