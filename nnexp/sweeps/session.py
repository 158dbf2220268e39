"""Data, workers and store held open while trials are asked for, once or again."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.execution.cluster import Cluster
from nnexp.execution.driver import Execution, Links, execute
from nnexp.execution.joining import joined
from nnexp.execution.observing import (
    Ended,
    ObservedRun,
    Observer,
    Planned,
    ending,
    measured,
    nobody,
)
from nnexp.execution.pool import workers
from nnexp.execution.signals import deliver
from nnexp.execution.worker import Rules, TrainedRun
from nnexp.planning.costs import expected
from nnexp.planning.elsewhere import elsewhere_text, known_elsewhere
from nnexp.planning.jobs import Job, jobs_of
from nnexp.planning.memory import refuse_large_runs
from nnexp.planning.plan import Plan, PlannedTrial, Run, Trials, make_plan
from nnexp.process.messages import say
from nnexp.process.room import free_memory
from nnexp.settings import SweepSettings, spoken
from nnexp.store import FinishedRun, Store, StoredRun, open_store
from nnexp.sweeps.verify import checks_of, differences
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.trainable import Content, Data, Point, Source, Trainable, metric_names

if TYPE_CHECKING:
    from rich.console import Console


@dataclasses.dataclass(frozen=True)
class Planning:
    """A set of trials, the runs that serve them, and which of these are to be trained."""

    plan: Plan
    known: Mapping[str, StoredRun]
    """What the store knows of the runs, by id."""
    jobs: Sequence[Job]


@dataclasses.dataclass(frozen=True)
class Answered:
    """What came of a set of trials."""

    plan: Plan
    known: Mapping[str, StoredRun]
    """All runs that were trained or reused, by id."""
    jobs: Sequence[Job]
    """Those that were to be trained."""
    done: Execution


class Session:
    """Made by `session`; `ask` it for trials, in any sets and as often as one likes.

    What one call has trained the next finds in the store, and data are read once.
    """

    def __init__(
        self,
        trainable: Trainable,
        sweep: SweepSettings,
        data: Data,
        store: Store,
        cluster: Cluster | None,
        console: Console,
        observer: Observer,
    ) -> None:
        self.trainable, self.sweep, self.store = trainable, sweep, store
        self._data: dict[Source, Content] = dict(data)
        self._cluster, self.console, self._observer = cluster, console, observer

    @property
    def columns(self) -> Columns:
        """What settings and metrics mean, in the language of the sweep."""
        return self.trainable.columns.told_in(spoken(self.sweep))

    @property
    def target(self) -> str:
        """Of the machines that train."""
        return self.trainable.target() if self._cluster is None else self._cluster.target

    @property
    def data(self) -> Data:
        """All that were read so far."""
        return self._data

    def ask(self, trials: Trials) -> Answered:
        """Train what a set of trials needs and the store lacks; see `plan` and `train`."""
        return self.train(self.plan(trials))

    def plan(self, trials: Trials) -> Planning:
        """What is to be trained for a set of trials; says so, and trains nothing.

        Raises:
            NnexpError: data cannot be read, or what is to be trained does not fit into memory.
            StoreError: the store cannot be read.
        """
        new = [point for point in trials if self.trainable.source(point) not in self._data]
        if new:
            self._data |= self.trainable.load(new)
        plan = make_plan(self.trainable, trials, self._data, self.target)
        known = self.store.get(plan.runs, metric_names(self.trainable))
        jobs = jobs_of(plan, known, self.store.checkpoints(plan.runs))
        at_once = workers(self.sweep.engine) if self._cluster is None else None
        refuse_large_runs(self.trainable, plan, jobs, self._data, at_once, free_memory())
        elsewhere = known_elsewhere(plan, known, self.store)
        say(self.console, _announcement(plan, jobs, elsewhere, self.columns))
        return Planning(plan, known, jobs)

    def train(self, planned: Planning) -> Answered:
        """Train what was planned, and keep it in the store.

        Raises:
            EngineError: workers cannot be started, or are lost.
            StoreError: the store cannot be read or written.
            KeyboardInterrupt: Ctrl-C; what is complete is kept.
        """
        metrics = metric_names(self.trainable)
        known = dict(planned.known)

        def keep(found: Sequence[tuple[Run, TrainedRun]]) -> None:
            finished = [
                FinishedRun(
                    run.run_id,
                    run.description,
                    run.seed,
                    run.repeat,
                    metrics,
                    answer.outcome,
                    self.sweep.store.checkpoints,
                )
                for run, answer in found
            ]
            known.update(self.store.put_all(finished))

        rules = Rules(
            timeout=self.sweep.engine.timeout,
            keep_states=self.sweep.store.checkpoints,
            stop_at_failure=self.sweep.engine.on_error == "stop",
        )
        costs = expected(self.trainable, planned.jobs, self._data)
        self._observer(self._about(planned, costs))
        self._tell_of_known(planned)
        done = self._execute(planned.jobs, costs, rules, self.store.checkpoint, keep)
        answered = Answered(planned.plan, known, planned.jobs, done)
        self._stop_if_asked(done, answered)
        return answered

    def verify(self, answered: Answered) -> tuple[tuple[str, ...], list[str]]:
        """Train a few trials alone, whatever the store has of them.

        Returns:
            The trials that were found equal, and what was found different.
        """
        checks = checks_of(self.trainable, answered.plan, answered.known)
        answers: dict[str, TrainedRun] = {}

        def keep(found: Sequence[tuple[Run, TrainedRun]]) -> None:
            answers.update((run.run_id, answer) for run, answer in found)

        jobs = [check.job for check in checks]
        costs = expected(self.trainable, jobs, self._data)
        alone = {
            job.run.run_id: ObservedRun(
                self.trainable.flat(job.run.point),
                job.run.repeat,
                job.run.epochs,
                job.epochs,
                costs[job.run.run_id],
            )
            for job in jobs
        }
        self._observer(Planned("verification", len(checks), alone, self.columns))
        done = self._execute(jobs, costs, Rules(), lambda _run_id: None, keep)
        self._stop_if_asked(done, answered)
        problems = differences(self.trainable, checks, answers, answered.known)
        return () if problems else tuple(check.name for check in checks), problems

    def _execute(
        self,
        jobs: Sequence[Job],
        costs: Mapping[str, float],
        rules: Rules,
        checkpoint: Callable[[str], Checkpoint | None],
        keep: Callable[[Sequence[tuple[Run, TrainedRun]]], None],
    ) -> Execution:
        ended = Ended("broken")
        links = Links(self._data, checkpoint, keep, self._observer, self._say)
        engine, cluster = self.sweep.engine, self._cluster
        try:
            done = execute(self.trainable, jobs, costs, links, engine, rules, cluster)
            ended = Ended("stopped" if done.signals else "finished")
        except KeyboardInterrupt:
            ended = Ended("stopped")
            raise
        except Exception as error:
            ended = Ended("broken", str(error))
            raise
        finally:
            self._observer(ended)
        return done

    def _about(self, planned: Planning, costs: Mapping[str, float]) -> Planned:
        """What observers are told of a plan."""
        plan = planned.plan
        longest: dict[str, PlannedTrial] = {}
        for trial in plan.trials:
            if trial.run_id not in longest or trial.epochs > longest[trial.run_id].epochs:
                longest[trial.run_id] = trial
        left = {job.run.run_id: job.epochs for job in planned.jobs}
        runs = {
            run_id: ObservedRun(
                plan.settings[longest[run_id].place],
                run.repeat,
                run.epochs,
                left.get(run_id, 0),
                costs.get(run_id, 0.0),
            )
            for run_id, run in plan.runs.items()
        }
        return Planned("answer", len(plan.trials), runs, self.columns)

    def _say(self, english: str, **parts: object) -> None:
        """Say a line in the language of the sweep."""
        say(self.console, self.columns.say(english, **parts))

    def _tell_of_known(self, planned: Planning) -> None:
        """Tell observers of what is not to be trained: whole runs, and beginnings of others."""
        starts = {job.run.run_id: job.start for job in planned.jobs}
        for run_id, stored in planned.known.items():
            run = planned.plan.runs[run_id]
            values = stored.curve.values[: starts.get(run_id, run.epochs)]
            if len(values):
                self._observer(measured(run_id, 1, values))
            if run_id not in starts:
                status = "ok" if stored.epochs >= run.epochs else stored.status
                self._observer(ending(run_id, status, stored.reason))

    def _stop_if_asked(self, done: Execution, answered: Answered) -> None:
        """Say how to resume and hand on the signal that ended the execution, if one did."""
        if not done.signals:
            return
        plan, known = answered.plan, answered.known
        complete = sum(
            run_id in known and known[run_id].answers(run.epochs)
            for run_id, run in plan.runs.items()
        )
        self._say(
            "Stopped. {complete} of {runs} is complete and kept in {store}; repeat the same "
            "command to go on from there."
            if len(plan.runs) == 1
            else "Stopped. {complete} of {runs} are complete and kept in {store}; repeat the same "
            "command to go on from there.",
            complete=f"{complete:,}",
            runs=self.columns.counted(len(plan.runs), "run"),
            store=self.sweep.store.path,
        )
        deliver(done.signals)


class Steps:
    """A session that is asked for more and more trials; what it answers is of all so far."""

    def __init__(self, opened: Session) -> None:
        self.session = opened
        self.parts: list[Answered] = []
        """What came of each step."""

    def plan(self, more: Trials) -> Planning:
        """All trials so far with some more; see `Session.plan`."""
        trials: dict[Point, list[int]] = {}
        if self.parts:
            before = self.parts[-1].plan
            for trial in before.trials:
                trials.setdefault(before.points[trial.place], []).append(trial.repeat)
        for point, repeats in more.items():
            known = trials.setdefault(point, [])
            known += [repeat for repeat in repeats if repeat not in known]
        return self.session.plan(trials)

    def train(self, planned: Planning) -> Answered:
        """See `Session.train`."""
        self.parts.append(self.session.train(planned))
        return self.parts[-1]

    def answered(self) -> Answered:
        """All steps as if they had been one: a run counts as what its first training was."""
        first: dict[str, Job] = {}
        answers: dict[str, str] = {}
        extended: set[str] = set()
        for part in self.parts:
            new = {job.run.run_id: job for job in part.jobs if job.run.run_id not in first}
            extended |= part.done.extended & new.keys()
            answers |= part.done.answers
            first |= new
        epochs = sum(part.done.epochs for part in self.parts)
        last = self.parts[-1]
        done = Execution(answers, frozenset(extended), epochs, ())
        return Answered(last.plan, last.known, list(first.values()), done)


@contextlib.contextmanager
def session(
    trainable: Trainable,
    sweep: SweepSettings,
    data: Data,
    console: Console,
    observer: Observer = nobody,
) -> Iterator[Session]:
    """Join the workers and open the store for the time of the block.

    Args:
        trainable: what is trained.
        sweep: its engine and store, and what holds for all trainings.
        data: what was read so far; a session reads what else its trials need.
        console: where it is said what is done.
        observer: told how far it is; it must not raise (`nnexp.execution.observing.audience`).

    Raises:
        EngineError: the workers cannot be reached, or would give other bits.
        StoreError: the store cannot be opened.
    """
    with (
        joined(sweep.engine, trainable, functools.partial(say, console)) as cluster,
        open_store(sweep.store.path) as store,
    ):
        yield Session(trainable, sweep, data, store, cluster, console, observer)


def _announcement(plan: Plan, jobs: Sequence[Job], elsewhere: int, columns: Columns) -> str:
    """`45 trials: 15 runs, 10 to train (100 epochs)`."""
    runs, left = len(plan.runs), len(jobs)
    known = columns.say(", {known} of them known", known=f"{runs - left:,}")
    train = columns.say(
        ", {left} to train ({spent})",
        left=f"{left:,}",
        spent=columns.spent(sum(job.epochs for job in jobs)),
    )
    others = columns.say("; {others}", others=elsewhere_text(elsewhere, columns))
    return columns.say(
        "{trials}: {runs}{known}{train}{others}",
        trials=columns.counted(len(plan.trials), "trial"),
        runs=columns.counted(runs, "run"),
        known=known if left < runs else "",
        train=train if left else columns.say("; nothing to train"),
        others=others if elsewhere else "",
    )
