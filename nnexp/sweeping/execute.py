"""Driving workers: hand out runs, keep what comes back, survive what goes wrong."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import logging
import queue
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from nnexp.datasets import Dataset, Encoded, encode_for, encoding_key
from nnexp.network import Network
from nnexp.settings import DataSettings, EngineSettings, GridPoint
from nnexp.sweeping.cluster import Cluster
from nnexp.sweeping.interrupts import announced
from nnexp.sweeping.jobs import Job, expected_seconds, portions
from nnexp.sweeping.plan import Run
from nnexp.sweeping.pool import Broken, Chunk, Done, Event, Failed, Pool, Woken, workers
from nnexp.sweeping.progress import Advance, Work, progress, say
from nnexp.sweeping.worker import Answer, Task, Terms, failure
from nnexp.training.compilation import compile_for, kind_of

if TYPE_CHECKING:
    from rich.console import Console

log = logging.getLogger(__name__)

# Time for runs under way to hand in their complete epochs when the sweep is given up.
_LAST_ORDERS = 1.0

# Seconds of work that are handed out at once, at most: on a cluster each portion costs a journey.
_PORTION, _PORTION_FAR = 0.1, 1.0

# Portions that are stored in one transaction, at most.
_TOGETHER = 64

# A run that was under way when this many pools broke is tried alone, which tells whether it
# is the cause.
_STRIKES = 2

# And given up when it broke that many more, alone: once may have been somebody's kill.
_FATAL = _STRIKES + 2

# After this many broken pools in a row without one answer it is not a run that is the cause.
_BARREN = 5

_KILLED = "its worker process was killed, twice when it ran alone (out of memory?)"

_COMPILING = "compiling the kernels for this machine: once, for about ten seconds"


@dataclasses.dataclass(frozen=True)
class Sources:
    """Where a driver gets from and gives to."""

    dataset: Callable[[DataSettings], Dataset]
    checkpoint: Callable[[str], tuple[int, Network] | None]
    """Of a run, by its id."""
    keep: Callable[[Sequence[tuple[Run, Answer]]], None]
    """Called in the driver's own thread with everything that a training found out."""


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
    jobs: Sequence[Job],
    sources: Sources,
    engine: EngineSettings,
    terms: Terms,
    console: Console,
    cluster: Cluster | None = None,
) -> Execution:
    """Train runs, the longest first, on all workers.

    Args:
        jobs: what to train; each run once.
        sources: of data and checkpoints, and where answers go.
        engine: what executes the runs.
        terms: of the sweep.
        console: where progress is shown.
        cluster: whose workers train; None for those of this machine.

    Returns:
        What became of the runs; with signals or `terms.stop_at_failure` not all may be there.
    """
    if not jobs:
        return Execution({}, frozenset(), 0, ())
    if cluster is not None:
        for dataset in {id(one): one for one in map(sources.dataset, _data_of(jobs))}.values():
            cluster.publish(dataset)
    driver = _Driver(jobs, sources, engine, terms, console, cluster)
    with progress(driver.total, console) as advance, announced(driver.wake) as received:
        driver.run(advance)
    return Execution(driver.answers, frozenset(driver.extended), driver.epochs, tuple(received))


class _Driver:
    """The state of an execution; lives in the thread that called `execute`."""

    def __init__(
        self,
        jobs: Sequence[Job],
        sources: Sources,
        engine: EngineSettings,
        terms: Terms,
        console: Console,
        cluster: Cluster | None,
    ) -> None:
        self._sources, self._engine, self._terms = sources, engine, terms
        self._console, self._cluster = console, cluster
        self._costs = {job.run.run_id: self._cost(job) for job in jobs}
        longest = _PORTION if cluster is None else _PORTION_FAR
        self._waiting = collections.deque(
            portions(jobs, self._costs, workers(engine, cluster), longest)
        )
        self._suspects: collections.deque[list[Job]] = collections.deque()
        # What a pool has drawn and not answered, the longest out first.
        self._out: list[list[Job]] = []
        self._strikes: collections.Counter[str] = collections.Counter()
        self._barren = 0
        self._encoded: dict[Hashable, Encoded] = {}
        self._compiled: set[Hashable] = set()
        self._pool: Pool | None = None
        self._given_up = False
        self.answers: dict[str, str] = {}
        self.extended: set[str] = set()
        self.epochs = 0
        self.total = Work(len(jobs), sum(job.epochs for job in jobs), sum(self._costs.values()))

    def wake(self) -> None:
        """End soon; called from a signal handler."""
        self._given_up = True
        if self._pool is not None:
            self._pool.wake()

    def run(self, advance: Advance) -> None:
        """Until every job is answered or the sweep is given up."""
        while (self._waiting or self._suspects) and not self._given_up:
            alone = not self._waiting
            batch = self._suspects if alone else self._waiting
            self._pool = Pool(
                self._hand_out(batch),
                self._engine,
                self._terms,
                cluster=self._cluster,
                alone=alone,
            )
            try:
                self._attend(self._pool, advance, alone)
            except BaseException:
                self._pool.cancel()
                self._pool.join(_LAST_ORDERS)
                raise

    def _attend(self, pool: Pool, advance: Advance, alone: bool) -> None:
        """Until the pool has answered everything, broke, or is given up."""
        while not self._given_up:
            answers, event = _answers_and_more(pool.events)
            self._keep(answers, advance)
            if isinstance(event, Broken):
                self._recover(event, advance, alone)
                return
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Done):
                return
        pool.cancel()
        self._take_last_orders(pool, advance)

    def _take_last_orders(self, pool: Pool, advance: Advance) -> None:
        """Keep what threads still hand in: the complete epochs of runs under way."""
        deadline = time.monotonic() + _LAST_ORDERS
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = pool.events.get(timeout=left)
            except queue.Empty:
                return
            if isinstance(event, list):
                self._keep([event], advance)
            elif not isinstance(event, Woken):
                return

    def _hand_out(self, batch: collections.deque[list[Job]]) -> Iterator[Chunk]:
        """Chunks as a pool draws them; this runs in joblib's threads, one at a time."""
        while batch:
            chunk = batch.popleft()
            self._out.append(chunk)
            point = chunk[0].run.point
            dataset = self._sources.dataset(point.data)
            encoded = None
            if self._cluster is None:
                encoded = self._encoding(point, dataset)
                self._compile(point, encoded)
            yield [self._task(job) for job in chunk], dataset, encoded

    def _encoding(self, point: GridPoint, dataset: Dataset) -> Encoded:
        """The data as a grid point's runs read them, made once for all of them."""
        key = self._encoding_key(point)
        if key not in self._encoded:
            waiting = itertools.chain(self._waiting, self._suspects)
            needed = {self._encoding_key(chunk[0].run.point) for chunk in waiting}
            # A grid over rotations or ranges has many encodings, of which few are still of use.
            self._encoded = {one: known for one, known in self._encoded.items() if one in needed}
            self._encoded[key] = encode_for(point, dataset)
        return self._encoded[key]

    def _encoding_key(self, point: GridPoint) -> Hashable:
        return encoding_key(point, self._sources.dataset(point.data).fingerprint)

    def _compile(self, point: GridPoint, encoded: Encoded) -> None:
        """Here, or all workers would do it at once, and nobody would know why it takes long."""
        if (kind := kind_of(point, encoded)) not in self._compiled:
            compile_for(point, encoded, lambda: say(self._console, _COMPILING))
            self._compiled.add(kind)

    def _task(self, job: Job) -> Task:
        start = self._sources.checkpoint(job.run.run_id) if job.start else None
        return Task(job.run.run_id, job.run.point, job.run.repeat, start)

    def _keep(self, chunks: Sequence[list[Answer]], advance: Advance) -> None:
        """Hand on what came back and take note of how it went."""
        chunks = [answers for answers in chunks if answers]
        if not chunks:
            return
        self._barren = 0
        jobs: dict[str, Job] = {}
        for answers in chunks:
            jobs |= self._taken_back(answers[0].run_id)
        pairs = [(jobs[one.run_id].run, one) for answers in chunks for one in answers]
        self._sources.keep([pair for pair in pairs if _worth_keeping(pair[1])])
        done = Work()
        for run, answer in pairs:
            curve = answer.outcome.curve
            self.epochs += len(curve.values)
            if answer.outcome.status == "interrupted":
                if not self._given_up:
                    # Its worker had to leave: the run is handed out again, from the start.
                    self._waiting.append([jobs[run.run_id]])
                continue
            self.answers[run.run_id] = answer.outcome.status
            if curve.first_epoch > 1:
                self.extended.add(run.run_id)
            self._given_up |= self._terms.stop_at_failure and answer.outcome.status != "ok"
            _tell(run, answer)
            done += Work(1, jobs[run.run_id].epochs, self._costs[run.run_id])
        advance(done)

    def _taken_back(self, run_id: str) -> dict[str, Job]:
        """The jobs of the chunk that begins with a run; they are out no longer."""
        for chunk in self._out:
            if chunk[0].run.run_id == run_id:
                self._out.remove(chunk)
                return {job.run.run_id: job for job in chunk}
        raise KeyError(run_id)

    def _recover(self, broken: Broken, advance: Advance, alone: bool) -> None:
        """Hand out again what a broken pool held, and find the run that may have broken it."""
        self._barren += 1
        lost = [job for chunk in self._out for job in chunk]
        running = 1 if alone else workers(self._engine, self._cluster)
        for job in itertools.chain.from_iterable(self._out[:running]):
            self._strikes[job.run.run_id] += 1
        # From here on each run is a chunk of its own, so that none is struck for a neighbour.
        self._out = [[job] for job in lost]
        log.warning(
            "a worker process ended unexpectedly (%s); %d unfinished runs are handed out again",
            _first_line(broken.error),
            len(lost),
        )
        if self._barren >= _BARREN:
            reason = f"worker processes end before they finish a run: {_first_line(broken.error)}"
            self._out += [[job] for chunk in (*self._waiting, *self._suspects) for job in chunk]
            self._waiting.clear()
            self._suspects.clear()
            for [job] in list(self._out):
                self._keep([[failure(job.run.run_id, reason)]], advance)
            return
        suspect = self._out[0][0].run.run_id if alone else ""
        if self._strikes[suspect] >= _FATAL:
            self._keep([[failure(suspect, _KILLED)]], advance)
        for chunk in reversed(self._out):
            struck = self._strikes[chunk[0].run.run_id] >= _STRIKES
            (self._suspects if struck else self._waiting).appendleft(chunk)
        self._out = []

    def _cost(self, job: Job) -> float:
        dataset = self._sources.dataset(job.run.point.data)
        return expected_seconds(job.run.point, job.epochs, dataset)


def _answers_and_more(
    events: queue.SimpleQueue[Event],
) -> tuple[list[list[Answer]], Event | None]:
    """Wait for an event; the answers that have come meanwhile, and the first that is none.

    Answers that come faster than they are stored are stored together, in one transaction.
    """
    answers: list[list[Answer]] = []
    event = events.get()
    while isinstance(event, list):
        answers.append(event)
        if len(answers) == _TOGETHER or events.empty():
            return answers, None
        event = events.get()
    return answers, event


def _data_of(jobs: Sequence[Job]) -> list[DataSettings]:
    return list(dict.fromkeys(job.run.point.data for job in jobs))


def _worth_keeping(answer: Answer) -> bool:
    """A run that was called off before its first epoch was over leaves nothing to keep."""
    return answer.outcome.status != "interrupted" or len(answer.outcome.curve.values) > 0


def _tell(run: Run, answer: Answer) -> None:
    """Log a failure; its reason is in the table too, its traceback only here."""
    outcome = answer.outcome
    if outcome.status == "error":
        log.error("run %s: %s\n%s", run.run_id, outcome.reason, answer.traceback.rstrip())
    elif outcome.status != "ok":
        log.info("run %s: %s: %s", run.run_id, outcome.status, outcome.reason)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
