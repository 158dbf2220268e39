"""One joblib pool: chunks of tasks go in, answers come out through a queue.

A thread of its own feeds joblib, so that the driver waits for a queue and can answer
signals, show progress and give up at any moment, whatever joblib is waiting for.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import queue
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from joblib import Parallel, cpu_count, delayed, parallel_config
from joblib.externals.loky import reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool
from threadpoolctl import ThreadpoolController

from nnexp.execution.cluster import Cluster, EngineError
from nnexp.execution.remote import identity_of, train_remotely
from nnexp.execution.worker import Rules, TrainedRun, Training, begin_worker, never, train_chunk
from nnexp.process.ahead import linking
from nnexp.settings import EngineSettings
from nnexp.trainables.trainable import Content, Trainable

with contextlib.suppress(ImportError):
    from _multiprocessing import SemLock  # type: ignore[import-not-found]

# Arrays above this many bytes reach worker processes as a memory map, written once a pool.
_SHARED_ABOVE = 10_000

# Where those maps lie: memory where the system has a folder in it with so much room.
_IN_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 - a folder of the system's

# Seconds between two looks at whether a cluster is still there, or processes are silent.
_LOOK = 0.5

# Seconds of silence beyond `engine.timeout` after which worker processes count as hanging:
# longer than they take to start, to compile and to measure.
_SILENCE = 60.0

# What also ends a process that is stopped; Windows has one way only.
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)

_AS_READY = {"return_as": "generator_unordered", "batch_size": 1}

Chunk = tuple[Sequence[Training], Content, Any]
"""Tasks, their data, and the same prepared; workers of a cluster prepare them themselves."""


@dataclasses.dataclass(frozen=True)
class PoolDone:
    """Every chunk was answered."""


@dataclasses.dataclass(frozen=True)
class PoolBroken:
    """Workers were killed or died, and joblib gave up the pool with all it held."""

    error: BaseException


@dataclasses.dataclass(frozen=True)
class PoolFailed:
    """Handing out work raised; nothing a run did can cause this."""

    error: BaseException


@dataclasses.dataclass(frozen=True)
class PoolWoken:
    """Somebody wants the driver to look up."""


PoolEvent = list[TrainedRun] | PoolDone | PoolBroken | PoolFailed | PoolWoken


@contextlib.contextmanager
def replacing_workers() -> Iterator[None]:
    """While pools are at work, no word of a worker that grew by 300 MB and was replaced.

    Joblib warns of it in the thread that looks after its workers: were warnings errors, that thread
    would end and the workers wait for ever.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given")
        yield


class Pool:
    """Workers busy with chunks; `events` tells what happens, `cancel` gives the rest up."""

    def __init__(
        self,
        trainable: Trainable,
        chunks: Iterable[Chunk],
        engine: EngineSettings,
        rules: Rules,
        *,
        cluster: Cluster | None = None,
        alone: bool = False,
    ) -> None:
        """Start working at once.

        Args:
            trainable: what is trained.
            chunks: handed out as workers become free; drawn from one thread at a time.
            engine: what executes the runs.
            rules: of the sweep.
            cluster: whose workers train; None for those of this machine.
            alone: one chunk at a time, in a process of its own.
        """
        self.events: queue.SimpleQueue[PoolEvent] = queue.SimpleQueue()
        self._trainable = trainable
        self._cancelled = threading.Event()
        self._processes = engine.name == "processes"
        self._cluster = cluster
        count = 1 if alone else workers(engine, cluster)
        # With one slot joblib would train in this very process: two, of which one stays idle,
        # keep the promise that only a run of `engine=threads` can take the driver down.
        self._slots = count if engine.name == "threads" else max(2, count)
        self._ahead = 1 if count == 1 else 2 * count if cluster is None else cluster.ahead
        self._thread = threading.Thread(
            target=self._feed, args=(chunks, rules), name="nnexp-pool", daemon=True
        )
        self._heard, self._longest = time.monotonic(), 1
        # By the thread that made the pool, which may link a library the next moment (see there).
        with linking:
            self._libraries = ThreadpoolController()
        self._thread.start()
        if self._processes and rules.timeout is not None:
            listener = threading.Thread(
                target=self._listen, args=(rules.timeout,), name="nnexp-listen", daemon=True
            )
            listener.start()
        if cluster is not None:
            watch = threading.Thread(
                target=self._look, args=(cluster,), name="nnexp-watch", daemon=True
            )
            watch.start()

    def wake(self) -> None:
        """Have `events` tell `PoolWoken`; may be called from a signal handler."""
        self.events.put(PoolWoken())

    def cancel(self) -> None:
        """Hand out nothing more; threads end their run within a slice, processes are killed."""
        self._cancelled.set()
        if self._cluster is not None:
            self._cluster.cancel()
        # Only those that were started: asking joblib for its executor would begin another.
        executor = reusable_executor._executor if self._processes else None
        if executor is not None:
            executor.shutdown(wait=True, kill_workers=True)

    def join(self, seconds: float) -> bool:
        """Wait for the workers; whether they are done."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _feed(self, chunks: Iterable[Chunk], rules: Rules) -> None:
        self.events.put(self._work(chunks, rules))

    def _listen(self, timeout: float) -> None:
        """Kill processes that are silent for too long: a run may hang where it cannot be asked.

        The pool breaks, and the driver finds the run as one that kills its worker.
        """
        while self._thread.is_alive() and not self._cancelled.is_set():
            if time.monotonic() - self._heard > self._longest * timeout + _SILENCE:
                self._heard = time.monotonic()
                _kill_workers()
            time.sleep(_LOOK)

    def _look(self, cluster: Cluster) -> None:
        """Tell the driver of a cluster that is gone: joblib may wait for it for ever."""
        while self._thread.is_alive() and not self._cancelled.is_set():
            trouble = cluster.trouble()
            if trouble is not None:
                self.events.put(PoolFailed(trouble))
                return
            time.sleep(_LOOK)

    def _work(self, chunks: Iterable[Chunk], rules: Rules) -> PoolDone | PoolBroken | PoolFailed:
        try:
            one_thread = self._libraries.limit(limits=1)
            with one_thread, parallel_config(**self._backend()):
                run = Parallel(self._slots, pre_dispatch=self._ahead, **_AS_READY)
                for answers in run(self._calls(chunks, rules)):
                    self._heard = time.monotonic()
                    if rules.stop_at_failure and any(a.outcome.status != "ok" for a in answers):
                        # Here and not in the driver, which would notice a chunk too late.
                        self._cancelled.set()
                    self.events.put(answers)
        except BrokenProcessPool as error:
            return PoolBroken(error)
        except BaseException as error:
            if self._processes and isinstance(error, OSError):
                return PoolFailed(_not_started(error))
            if self._cluster is None:
                return PoolFailed(error)
            if self._cluster.is_loss(error):
                self._cluster.cancel()
                return PoolBroken(error)
            return PoolFailed(self._cluster.trouble() or error)
        return PoolDone()

    def _calls(self, chunks: Iterable[Chunk], rules: Rules) -> Iterator[Any]:
        cancelled: Callable[[], bool] = never if self._processes else self._cancelled.is_set
        for tasks, content, prepared in chunks:
            if self._cancelled.is_set():
                return
            self._heard, self._longest = time.monotonic(), max(self._longest, len(tasks))
            if self._cluster is not None:
                reference = self._cluster.reference(content)
                wanted = identity_of(self._trainable, self._cluster.target)
                yield delayed(train_remotely)(
                    self._trainable, tasks, reference, rules, wanted, self._cluster.watch
                )
            else:
                yield delayed(train_chunk)(self._trainable, tasks, prepared, rules, cancelled)

    def _backend(self) -> Mapping[str, Any]:
        if self._cluster is not None:
            return self._cluster.backend()
        if not self._processes:
            return {"backend": "threading"}
        return {
            "backend": "loky",
            "inner_max_num_threads": 1,
            "initializer": begin_worker,
            "initargs": (os.getpid(),),
            "max_nbytes": _SHARED_ABOVE,
            "temp_folder": _exchange_folder(),
        }


def _not_started(error: OSError) -> EngineError:
    told = EngineError(
        f"engine=processes: worker processes cannot be started or reached ({error}); "
        "engine=threads does without"
    )
    told.__cause__ = error
    return told


def _kill_workers() -> None:
    processes = getattr(reusable_executor._executor, "_processes", None) or {}
    for process in list(processes):
        with contextlib.suppress(OSError):  # it ended, for which systems have several words
            os.kill(process, _KILL)


def _exchange_folder() -> str | None:
    """Where joblib writes arrays for worker processes; None leaves it to JOBLIB_TEMP_FOLDER.

    Left to itself joblib chooses the same, but makes an empty folder in it for every pool that
    stays until the program ends: a notebook of a thousand sweeps would leave a thousand.
    """
    if "JOBLIB_TEMP_FOLDER" in os.environ:
        return None
    try:
        room = os.statvfs(_IN_MEMORY)
        if room.f_bsize * room.f_bavail > _ROOM and os.access(_IN_MEMORY, os.W_OK | os.X_OK):
            return str(_IN_MEMORY)
    except (OSError, AttributeError):
        pass  # another kind of system
    return tempfile.gettempdir()


def workers(engine: EngineSettings, cluster: Cluster | None = None) -> int:
    """How many runs are trained at once."""
    if cluster is not None:
        return cluster.slots
    try:
        return engine.workers or int(cpu_count())
    except ValueError as error:
        raise EngineError(
            f"LOKY_MAX_CPU_COUNT={os.environ.get('LOKY_MAX_CPU_COUNT')}: must be a whole number; "
            "mend this environment variable, unset it, or set engine.workers"
        ) from error


def see_engine(engine: EngineSettings, say: Callable[[str], None]) -> None:
    """Find out before anything is trained what the workers of this machine lack.

    Args:
        engine: what executes the runs.
        say: shows a line to the user.

    Raises:
        EngineError: worker processes cannot be started, or nobody can say how many.
    """
    if engine.cluster:
        return
    workers(engine)
    if engine.name == "processes" and not os.access(sys.executable or "", os.X_OK):
        # An environment that was removed or made anew below a running notebook; joblib would
        # start the same program again and again.
        raise EngineError(
            f"engine=processes: worker processes cannot be started, as there is no Python at "
            f"{sys.executable or 'sys.executable'}; start this program again, or take "
            "engine=threads, which does without"
        )
    try:
        # What a pool of processes is locked with; joblib goes without a pool where there is none.
        SemLock(0, 0, 1, name=f"/nnexp-{os.getpid()}-{time.monotonic_ns()}", unlink=True)
    except (OSError, NameError) as error:
        lacks = f"this system gives no semaphores ({getattr(error, 'strerror', None) or error})"
        if engine.name == "processes":
            raise EngineError(
                f"engine=processes: {lacks}; on Linux they need {_IN_MEMORY}, there and writable; "
                "engine=threads does without"
            ) from error
        say(f"{lacks}; runs are trained one after the other")
