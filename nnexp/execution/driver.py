"""Driving workers: hand out runs, keep what comes back, survive what goes wrong."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import logging
import queue
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from nnexp.execution.cluster import Cluster
from nnexp.execution.observing import Observer, Started, ending, measured
from nnexp.execution.pool import (
    Chunk,
    Pool,
    PoolBroken,
    PoolDone,
    PoolEvent,
    PoolFailed,
    PoolWoken,
    replacing_workers,
    workers,
)
from nnexp.execution.recovery import Recovery
from nnexp.execution.signals import announced
from nnexp.execution.worker import Rules, TrainedRun, Training, failure
from nnexp.planning.jobs import Job, portions
from nnexp.planning.plan import Run
from nnexp.settings import EngineSettings
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.trainable import Content, Data, Point, Trainable, metric_names

log = logging.getLogger(__name__)

# Seconds that are waited for an event at a time.
_LOOK = 0.5

# Time for runs under way to hand in their complete epochs when the sweep is given up.
_LAST_ORDERS = 1.0

# Seconds of work that are handed out at once, at most: on a cluster each portion costs a journey.
_PORTION, _PORTION_FAR = 0.1, 1.0

# Portions that are stored in one transaction, at most.
_TOGETHER = 64

_KILLED = "its worker process was killed, twice when it ran alone (out of memory?)"

COMPILING = "compiling the kernels for this machine: once, for about ten seconds"


@dataclasses.dataclass(frozen=True)
class Links:
    """Where a driver gets from, gives to, and tells how far it is."""

    data: Data
    checkpoint: Callable[[str], Checkpoint | None]
    """Of a run, by its id."""
    keep: Callable[[Sequence[tuple[Run, TrainedRun]]], None]
    """Called in the driver's own thread with everything that a training found out."""
    observer: Observer
    """Told when runs start and how they end."""
    say: Callable[[str], None]
    """Says in the language of the sweep that kernels are compiled."""


@dataclasses.dataclass(frozen=True)
class Execution:
    """What came of some jobs."""

    answers: dict[str, str]
    """Status of every run that ended by itself, by run id."""
    extended: frozenset[str]
    """Those that were continued from a checkpoint."""
    epochs: int
    """Epochs trained."""
    signals: tuple[int, ...]
    """Signals that ended the sweep; none when it ended by itself."""


def execute(
    trainable: Trainable,
    jobs: Sequence[Job],
    costs: Mapping[str, float],
    links: Links,
    engine: EngineSettings,
    rules: Rules,
    cluster: Cluster | None = None,
) -> Execution:
    """Train runs, the longest first, on all workers.

    Args:
        trainable: what is trained.
        jobs: what to train; each run once.
        costs: expected seconds of each run, by run id.
        links: to what is around the driver.
        engine: what executes the runs.
        rules: of the sweep.
        cluster: whose workers train; None for those of this machine.

    Returns:
        What became of the runs; with signals or `rules.stop_at_failure` not all may be there.
    """
    if not jobs:
        return Execution({}, frozenset(), 0, ())
    if cluster is not None:
        for source in dict.fromkeys(trainable.source(job.run.point) for job in jobs):
            cluster.publish(links.data[source])
    driver = _Driver(trainable, jobs, costs, links, engine, rules, cluster)
    with replacing_workers(), announced(driver.wake) as received:
        driver.run()
    return Execution(driver.answers, frozenset(driver.extended), driver.epochs, tuple(received))


class _Driver:
    """The state of an execution; lives in the thread that called `execute`."""

    def __init__(
        self,
        trainable: Trainable,
        jobs: Sequence[Job],
        costs: Mapping[str, float],
        links: Links,
        engine: EngineSettings,
        rules: Rules,
        cluster: Cluster | None,
    ) -> None:
        self._trainable, self._links, self._tell = trainable, links, links.observer
        self._engine, self._rules, self._cluster = engine, rules, cluster
        longest = _PORTION if cluster is None else _PORTION_FAR
        self._left = Recovery(portions(jobs, costs, self._reads, workers(engine, cluster), longest))
        # What a pool has drawn and not answered, the longest out first.
        self._out: list[list[Job]] = []
        self._prepared: dict[Hashable, Any] = {}
        self._memo = trainable.memo(several=False)
        self._pool: Pool | None = None
        self._given_up = False
        self.answers: dict[str, str] = {}
        self.extended: set[str] = set()
        self.epochs = 0

    def wake(self) -> None:
        """End soon; called from a signal handler."""
        self._given_up = True
        if self._pool is not None:
            self._pool.wake()

    def run(self) -> None:
        """Until every job is answered or the sweep is given up."""
        while self._left and not self._given_up:
            batch, alone = self._left.batch()
            self._pool = Pool(
                self._trainable,
                self._hand_out(batch),
                self._engine,
                self._rules,
                cluster=self._cluster,
                alone=alone,
            )
            try:
                self._attend(self._pool, alone)
            except BaseException:
                self._pool.cancel()
                self._pool.join(_LAST_ORDERS)
                raise

    def _attend(self, pool: Pool, alone: bool) -> None:
        """Until the pool has answered everything, broke, or is given up."""
        while not self._given_up:
            answers, event = _answers_and_more(pool.events)
            if answers:
                self._left.answered()
            self._keep(answers)
            if isinstance(event, PoolBroken):
                self._recover(event, alone)
                return
            if isinstance(event, PoolFailed):
                raise event.error
            if isinstance(event, PoolDone):
                return
        pool.cancel()
        self._take_last_orders(pool)

    def _take_last_orders(self, pool: Pool) -> None:
        """Keep what threads still hand in: the complete epochs of runs under way."""
        deadline = time.monotonic() + _LAST_ORDERS
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = pool.events.get(timeout=left)
            except queue.Empty:
                return
            if isinstance(event, list):
                self._keep([event])
            elif not isinstance(event, PoolWoken):
                return

    def _hand_out(self, batch: collections.deque[list[Job]]) -> Iterator[Chunk]:
        """Chunks as a pool draws them; this runs in joblib's threads, one at a time."""
        while batch:
            chunk = batch.popleft()
            self._out.append(chunk)
            first = chunk[0]
            prepared = None
            if self._cluster is None:
                prepared = self._preparation(first)
                # Here, or all workers would do it at once, and nobody would know why it takes long.
                self._trainable.warm(first.run.point, prepared, self._memo, self._tell_of_compiling)
            for job in chunk:
                self._tell(Started(job.run.run_id))
            yield [self._task(job) for job in chunk], self._content(first.run.point), prepared

    def _preparation(self, job: Job) -> Any:
        """The data as a job's run reads them, made once for all runs that do."""
        key = self._reads(job)
        if key not in self._prepared:
            needed = {self._reads(chunk[0]) for chunk in self._left.left()}
            # A grid over rotations or ranges reads data in many ways, of which few are still of
            # use.
            self._prepared = {one: known for one, known in self._prepared.items() if one in needed}
            point = job.run.point
            self._prepared[key] = self._trainable.prepare(point, self._content(point))
        return self._prepared[key]

    def _reads(self, job: Job) -> Hashable:
        point = job.run.point
        return self._trainable.reads(point, self._content(point).fingerprint)

    def _content(self, point: Point) -> Content:
        content: Content = self._links.data[self._trainable.source(point)]
        return content

    def _tell_of_compiling(self) -> None:
        self._links.say(COMPILING)

    def _task(self, job: Job) -> Training:
        start = self._links.checkpoint(job.run.run_id) if job.start else None
        return Training(job.run.run_id, job.run.point, job.run.repeat, start)

    def _keep(self, chunks: Sequence[list[TrainedRun]]) -> None:
        """Hand on what came back and take note of how it went."""
        chunks = [answers for answers in chunks if answers]
        if not chunks:
            return
        jobs: dict[str, Job] = {}
        for answers in chunks:
            jobs |= self._taken_back(answers[0].run_id)
        pairs = [(jobs[one.run_id].run, one) for answers in chunks for one in answers]
        self._links.keep([pair for pair in pairs if _worth_keeping(pair[1])])
        for run, answer in pairs:
            curve = answer.outcome.curve
            self.epochs += len(curve.values)
            if len(curve.values):
                self._tell(measured(run.run_id, curve.first_epoch, curve.values))
            if answer.outcome.status == "interrupted":
                if not self._given_up:
                    # Its worker had to leave: the run is handed out again, from the start.
                    self._left.waiting.append([jobs[run.run_id]])
                continue
            self.answers[run.run_id] = answer.outcome.status
            if curve.first_epoch > 1:
                self.extended.add(run.run_id)
            self._given_up |= self._rules.stop_at_failure and answer.outcome.status != "ok"
            _log(run, answer)
            self._tell(ending(run.run_id, answer.outcome.status, answer.outcome.reason))

    def _taken_back(self, run_id: str) -> dict[str, Job]:
        """The jobs of the chunk that begins with a run; they are out no longer."""
        for chunk in self._out:
            if chunk[0].run.run_id == run_id:
                self._out.remove(chunk)
                return {job.run.run_id: job for job in chunk}
        raise KeyError(run_id)

    def _recover(self, broken: PoolBroken, alone: bool) -> None:
        """Hand out again what a broken pool held, and find the run that may have broken it."""
        lost, self._out = self._out, []
        log.warning(
            "a worker process ended unexpectedly (%s); %d unfinished runs are handed out again",
            _first_line(broken.error),
            sum(map(len, lost)),
        )
        running = 1 if alone else workers(self._engine, self._cluster)
        for job in self._left.broken(lost, running, alone):
            self._fail(job, _KILLED)
        if self._left.hopeless():
            reason = f"worker processes end before they finish a run: {_first_line(broken.error)}"
            for job in self._left.clear():
                self._fail(job, reason)

    def _fail(self, job: Job, reason: str) -> None:
        metrics = len(metric_names(self._trainable))
        self._out.append([job])
        self._keep([[failure(job.run.run_id, metrics, reason)]])


def _answers_and_more(
    events: queue.SimpleQueue[PoolEvent],
) -> tuple[list[list[TrainedRun]], PoolEvent | None]:
    """Wait for an event; the answers that have come meanwhile, and the first that is none.

    Answers that come faster than they are stored are stored together, in one transaction.
    """
    answers: list[list[TrainedRun]] = []
    event = _next(events)
    while isinstance(event, list):
        answers.append(event)
        if len(answers) == _TOGETHER or events.empty():
            return answers, None
        event = events.get()
    return answers, event


def _next(events: queue.SimpleQueue[PoolEvent]) -> PoolEvent:
    """Wait for an event; on Windows Ctrl-C is heard only between two waits."""
    while True:
        with contextlib.suppress(queue.Empty):
            return events.get(timeout=_LOOK)


def _worth_keeping(answer: TrainedRun) -> bool:
    """A run that was called off before its first epoch was over leaves nothing to keep."""
    return answer.outcome.status != "interrupted" or len(answer.outcome.curve.values) > 0


def _log(run: Run, answer: TrainedRun) -> None:
    """Log a failure and what was printed; its reason is in the table too, all else only here."""
    outcome = answer.outcome
    more = "\n".join(text.rstrip() for text in (outcome.said, answer.traceback) if text)
    if outcome.status == "error":
        log.error("run %s: %s\n%s", run.run_id, outcome.reason, more)
    elif outcome.status != "ok":
        log.info("run %s: %s: %s\n%s", run.run_id, outcome.status, outcome.reason, more)
    elif more:
        log.info("run %s said:\n%s", run.run_id, more)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
