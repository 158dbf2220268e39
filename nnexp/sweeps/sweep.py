"""A sweep from end to end."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nnexp.columns import Columns
from nnexp.execution.driver import Execution
from nnexp.execution.observing import Observer, audience
from nnexp.execution.pool import see_engine
from nnexp.language import ENGLISH
from nnexp.planning.memory import refuse_many_trials
from nnexp.planning.plan import Plan, Trials, full_grid, make_plan, swept_names
from nnexp.process.messages import say
from nnexp.process.room import free_memory
from nnexp.settings import SettingsError, SweepSettings, spoken
from nnexp.store import Store
from nnexp.sweeps.collect import curves_of, table_of
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.looks import earlier_looks, text_of_look
from nnexp.sweeps.provenance import begun
from nnexp.sweeps.record import Counts, Ending, Record, told_in, write_record
from nnexp.sweeps.session import Answered, Session, Steps, session
from nnexp.sweeps.verify import VerificationError
from nnexp.table import TableError, canonical_hash, write, write_curves
from nnexp.trainables import registry
from nnexp.trainables.trainable import Data, Point, Trainable

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from nnexp.deciding import Decision
    from nnexp.sweeps.decide import Start


def run_sweep(
    points: Sequence[Point] | Trials,
    sweep: SweepSettings,
    directory: Path,
    *,
    trainable: Trainable | None = None,
    overrides: Sequence[str] = (),
    console: Console | None = None,
    observers: Mapping[str, Observer] | None = None,
) -> SweepData:
    """Train what a set of trials needs and the store lacks, and write table, curves and record.

    Args:
        points: the grid, at least one point, with `sweep.repeats` repeats of each; or the repeats
            of each point, which need not be the same.
        sweep: what holds for the sweep as a whole.
        directory: folder of the sweep; created when it is missing.
        trainable: what is trained; the network of the book unless given.
        overrides: what the user typed, for the record.
        console: where notes are said; standard error unless given.
        observers: told how far it is, by name; what they raise is logged and ends nothing.

    Returns:
        The sweep's frames, counts and hash. Trials that failed are rows of the table.

    Raises:
        SettingsError: settings that contradict each other across the grid, or that need more
            memory than is free.
        DataError: data cannot be read, or not split as asked.
        EngineError: workers cannot be started or reached, are lost, or would give other bits.
        StoreError: the store cannot be opened, read or written.
        TableError, RecordError: the folder cannot be written to.
        VerificationError: `verify=prefix` found a difference.
        KeyboardInterrupt: Ctrl-C; what is complete is kept.
    """
    trials = points if isinstance(points, Mapping) else full_grid(points, sweep.repeats)
    with begun_sweep(
        tuple(trials),
        sweep,
        directory,
        trainable=trainable,
        overrides=overrides,
        console=console,
        observers=observers,
    ) as going:
        if sweep.decide.name == "none":
            going.ask(trials)
        else:
            going.decide()
    return going.finished()


@contextlib.contextmanager
def begun_sweep(
    points: Sequence[Point],
    sweep: SweepSettings,
    directory: Path,
    *,
    trainable: Trainable | None = None,
    overrides: Sequence[str] = (),
    console: Console | None = None,
    observers: Mapping[str, Observer] | None = None,
) -> Iterator[SweepUnderWay]:
    """A sweep that is asked for trials, once or many times, on one session.

    Leaving the block ends the session; then the sweep can be `finished`.

    Args:
        points: those that it begins with; the rest as `run_sweep` takes it.

    Raises:
        As `run_sweep`.
    """
    started, watch = _now(), _Stopwatch()
    if (language := spoken(sweep)) != ENGLISH:
        # As it was then: a page is made again in the words that it was made in.
        sweep = dataclasses.replace(sweep, language=language)
    console = console or _standard_error()
    see_engine(sweep.engine, functools.partial(say, console))
    trainable = trainable or registry.trainable()
    select_on = selection(trainable, points, sweep)
    start = None
    if sweep.decide.name != "none":
        # Analyses, and with them pandas, before training: only where they say what to train.
        from nnexp.sweeps.decide import start_of

        start = start_of(points, sweep, trainable, select_on)
    _prepare(directory)
    data = trainable.load(points)
    _say_notes(trainable, data, trainable.columns.told_in(spoken(sweep)), console)
    watch.lap("load")
    tell = audience(observers or {})
    with session(trainable, sweep, data, console, tell) as opened:
        watch.lap("open")
        going = SweepUnderWay(opened, directory, overrides, start, started, watch, tell)
        yield going
        going.end()


class SweepUnderWay:
    """Made by `begun_sweep`; the session is open, and what was trained is in the store."""

    def __init__(
        self,
        opened: Session,
        directory: Path,
        overrides: Sequence[str],
        start: Start | None,
        started: datetime,
        watch: _Stopwatch,
        tell: Observer,
    ) -> None:
        self._opened, self._steps, self._start = opened, Steps(opened), start
        self._directory, self._overrides = directory, overrides
        self._started, self._watch, self._tell = started, watch, tell
        self.result: SweepData
        """There once it is `finished`."""
        self._answered: Answered
        self._record: Record
        self._lost = ""
        self._verified: tuple[str, ...] = ()
        self._problems: Sequence[str] = ()

    @property
    def select_on(self) -> Literal["validation", "test"]:
        """The data that choose among all points so far."""
        return self._record.select_on

    @property
    def swept(self) -> tuple[str, ...]:
        """Dotted names of the settings that differ between the points so far."""
        return swept_names(self._answered.plan.settings)

    @property
    def table(self) -> pd.DataFrame:
        """All trials so far; made anew each time that it is asked for."""
        answered = self._answered
        trainable, target = self._opened.trainable, self._record.target
        return table_of(trainable, answered.plan, answered.known, target)

    def ask(self, more: Trials) -> None:
        """Train what some more trials need and the store lacks.

        Raises:
            As `run_sweep`.
        """
        opened = self._opened
        refuse_many_trials(more, free_memory())
        before = dict(opened.data)
        planned = self._steps.plan(more)
        added = {key: one for key, one in opened.data.items() if key not in before}
        _say_notes(opened.trainable, added, opened.columns, opened.console)
        self._watch.lap("plan")
        look, budgets = self._look_at(planned.plan), opened.trainable.columns.budgets
        looks = earlier_looks(opened.store, look, planned.plan, budgets)
        self._record = self._recorded(planned.plan, looks=looks)
        if planned.jobs:
            write_record(self._record, self._directory)
        self._steps.train(planned)
        self._answered = self._steps.answered()
        self._watch.lap("execute")

    def decide(self) -> None:
        """Ask for trials until the question of the grid is answered.

        Raises:
            As `run_sweep`.
        """
        from nnexp.sweeps.decide import decided

        opened, start = self._opened, self._start
        assert start is not None  # noqa: S101 - the sweep decides
        if opened.sweep.repeats != SweepSettings().repeats:
            not_used = opened.columns.say(
                "repeats={repeats} is not used: looks say how many it takes (decide.looks)",
                repeats=opened.sweep.repeats,
            )
            say(opened.console, not_used)
        asked = {
            "start": {name: list(values) for name, values in start.question.axes.items()},
            "prefix": start.question.prefix,
        }
        first = make_plan(opened.trainable, start.trials(start.first), opened.data, opened.target)
        write_record(self._recorded(first, decided=asked), self._directory)
        began, tell = self._watch.began, self._tell
        self._answered, decision = decided(opened, start, opened.sweep, began, tell)
        told = {**asked, **_told_of(decision)}
        self._record = self._recorded(self._answered.plan, decided=told)
        self._watch.lap("execute")

    def end(self) -> None:
        """Verify, and let the store know what was looked at; while the session is open."""
        opened = self._opened
        self._lost = _lost(opened.store, self._answered.done, opened.trainable.columns)
        if opened.sweep.verify == "prefix":
            self._verified, self._problems = opened.verify(self._answered)
        self._watch.lap("verify")
        if opened.store.displaced() is None:
            opened.store.put_look(self._look_at(self._answered.plan))

    def finished(self) -> SweepData:
        """Write table, curves and record; the session may be over.

        Raises:
            As `Trained.finished`.
        """
        self.result = self.trained().finished()
        return self.result

    def trained(self) -> Trained:
        """All that table, curves and record are made of; the session may be over."""
        return Trained(
            self._directory,
            self._opened.trainable,
            self._answered,
            self._record,
            self._verified,
            tuple(self._problems),
            self._lost,
            self._watch,
        )

    def _recorded(self, plan: Plan, **known: Any) -> Record:
        opened = self._opened
        return begun(
            opened.trainable,
            plan,
            opened.sweep,
            opened.data,
            overrides=self._overrides,
            started=self._started,
            trained_for=opened.target,
            select_on=selection(opened.trainable, plan.points, opened.sweep),
            doubts=_doubts(opened.trainable, opened.data),
            **known,
        )

    def _look_at(self, plan: Plan) -> str:
        trainable, data = self._opened.trainable, self._opened.data
        fingerprints = {trainable.named(key): one.fingerprint for key, one in data.items()}
        select_on = selection(trainable, plan.points, self._opened.sweep)
        return text_of_look(trainable, plan, fingerprints=fingerprints, select_on=select_on)


@dataclasses.dataclass(frozen=True, eq=False)
class Trained:
    """A sweep that has trained and not written what came of it: plain data, for any process."""

    directory: Path
    trainable: Trainable
    answered: Answered
    record: Record
    """Without its outcome."""
    verified: tuple[str, ...]
    problems: tuple[str, ...]
    """What `verify=prefix` has found different."""
    lost: str
    """As `SweepData.lost`."""
    watch: _Stopwatch

    def finished(self) -> SweepData:
        """Write table, curves and record.

        Raises:
            TableError, RecordError: the folder cannot be written to.
            VerificationError: `verify=prefix` found a difference.
        """
        answered, directory, trainable = self.answered, self.directory, self.trainable
        table = table_of(trainable, answered.plan, answered.known, self.record.target)
        curves = curves_of(trainable, answered.plan, answered.known)
        digest = canonical_hash(table)
        self.watch.lap("collect")
        outcome = Ending(
            seconds=round(self.watch.total(), 3),
            timings={name: round(seconds, 3) for name, seconds in self.watch.laps.items()},
            table_hash=digest,
            runs=_counts(answered),
            verified=self.verified,
        )
        record = dataclasses.replace(self.record, outcome=outcome)
        write(table, directory, trainable.columns)
        write_curves(curves, directory, trainable.columns)
        # The last of the files: who finds it finished finds the others whole.
        write_record(record, directory)
        if self.problems:
            raise VerificationError("\n".join(self.problems))
        columns, swept = told_in(trainable.columns, record), swept_names(answered.plan.settings)
        return SweepData(
            directory, columns, table, lambda: curves, swept, record, outcome, self.lost
        )


def _say_notes(trainable: Trainable, data: Data, columns: Columns, console: Console) -> None:
    cautions = (
        columns.say("Warning: {caution}", caution=one) for one in told(trainable, data, "cautions")
    )
    for line in (*told(trainable, data, "notes"), *cautions):
        say(console, line)


def _told_of(decision: Decision) -> Mapping[str, Any]:
    return {
        "ended": decision.ended,
        "steps": len(decision.story),
        "trainings": decision.trainings,
        "epochs": decision.units,
    }


def selection(
    trainable: Trainable, points: Sequence[Point], sweep: SweepSettings
) -> Literal["validation", "test"]:
    """The data that choose the best setting of a grid.

    Raises:
        SettingsError: `select_on=validation` where some points have no validation data.
    """
    if not points:
        raise SettingsError(("the grid is empty: there is nothing to train",))
    without = next((why for point in points if (why := trainable.lacks_validation(point))), None)
    if sweep.select_on == "validation" and without:
        raise SettingsError((f"select_on=validation: {without}, or select_on=test",))
    return "test" if sweep.select_on == "test" or without else "validation"


def _prepare(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(
            f"{directory}: this folder cannot be created ({error.strerror}); choose another one"
        ) from error


def told(trainable: Trainable, data: Data, what: Literal["notes", "cautions"]) -> list[str]:
    """What is to be said of the data, with their name where there are several."""
    return [
        f"{trainable.named(source)}: {line}" if len(data) > 1 else line
        for source, content in data.items()
        for line in getattr(content, what)
    ]


def _doubts(trainable: Trainable, data: Data) -> dict[str, Any]:
    """The cautions, and by fingerprint what one reaches who never looks at the inputs."""
    guesses = {one.fingerprint: trainable.guessing(one) for one in data.values()}
    return {
        "cautions": told(trainable, data, "cautions"),
        "guessing": {key: dict(one) for key, one in guesses.items() if one is not None},
    }


def _lost(store: Store, done: Execution, columns: Columns) -> str:
    """What to say of a store that is gone with what was trained; nothing while it is there."""
    displaced = store.displaced()
    if displaced is None or not done.epochs:
        return ""
    return (
        f"store.path={store.path}: this file {displaced} while the sweep ran: its table and curves "
        f"are complete, but {columns.spent(done.epochs)} that it trained "
        f"{'is' if done.epochs == 1 else 'are'} not kept for other sweeps"
    )


def _counts(answered: Answered) -> Counts:
    plan, known, jobs, done = answered.plan, answered.known, answered.jobs, answered.done
    # A training of its own would have failed each trial after the same epochs as the run it shares.
    alone = sum(
        min(trial.epochs, known[trial.run_id].epochs)
        for trial in plan.trials
        if trial.run_id in known
    )
    return Counts(
        trained=len(done.answers) - len(done.extended),
        extended=len(done.extended),
        reused=len(plan.runs) - len(jobs),
        not_run=len(jobs) - len(done.answers),
        failed=sum(
            run_id in known
            and known[run_id].epochs < run.epochs
            and known[run_id].status in ("diverged", "error", "timeout")
            for run_id, run in plan.runs.items()
        ),
        epochs_trained=done.epochs,
        epochs_saved=max(0, alone - done.epochs),
    )


def _now() -> datetime:
    """The time, in the zone of this place where the system knows one."""
    now = datetime.now(UTC)
    try:
        return now.astimezone()
    except ValueError:  # TZ=UTC+25 for one
        return now


def _standard_error() -> Console:
    from rich.console import Console

    return Console(stderr=True)


class _Stopwatch:
    """Seconds of each part of a sweep."""

    def __init__(self) -> None:
        self.began = self._last = time.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name] = self.laps.get(name, 0.0) + now - self._last
        self._last = now

    def total(self) -> float:
        return time.monotonic() - self.began
