"""A Dask cluster: one of our own on this machine, or one that runs elsewhere."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import functools
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from distributed import Client, Future, LocalCluster
from distributed.scheduler import KilledWorker
from joblib import cpu_count
from joblib._dask import DaskDistributedBackend

from nnexp.execution import dask_worker
from nnexp.execution.cluster import EngineError, Say, common_target
from nnexp.execution.dask_connection import (
    await_first_worker,
    connect,
    leave,
    quietly,
    start_here,
)
from nnexp.execution.data_cache import DataReference
from nnexp.execution.remote import identity
from nnexp.settings import EngineSettings
from nnexp.trainables.trainable import Content, Trainable

log = logging.getLogger(__name__)

# Seconds for which a connection may be cut.
_GRACE = 5.0

# Seconds without a worker after which the user is told.
_LONELY = 10.0

# Seconds to wait for a next worker once there was a first: whoever watches may end it.
_PATIENCE = 30 * 86_400


def join(engine: EngineSettings, trainable: Trainable, say: Say) -> DaskCluster:
    """Join the cluster at `engine.address`, or prepare one of our own.

    Raises:
        EngineError: nobody answers there, no worker joins it, or its workers are unlike.
    """
    if engine.address is None:
        count = engine.workers or int(cpu_count())
        return DaskCluster(None, None, trainable.target(), count, 2 * count, quietly())
    restore = quietly()
    client: Client | None = None
    try:
        client = connect(engine.address)
        await_first_worker(client, engine.address, say)
        found = client.run(identity, trainable, on_error="return")
        slots = sum(client.ncores().values())
        return DaskCluster(
            engine.address,
            client,
            common_target(engine.address, trainable, found),
            engine.workers or slots,
            # So many and no more where the user names a number; a cluster that grows takes
            # as many as it may have.
            engine.workers or 2 * slots,
            restore,
        )
    except BaseException:
        if client is not None:
            leave(client)
        restore()
        raise


class DaskCluster:
    """A connection to a Dask scheduler; see `nnexp.execution.cluster.Cluster`."""

    watch = staticmethod(dask_worker.watch)

    def __init__(
        self,
        address: str | None,
        client: Client | None,
        target: str,
        slots: int,
        ahead: int,
        restore: Callable[[], None],
    ) -> None:
        self.target, self.slots, self.ahead = target, slots, ahead
        self._address, self._client = address, client
        self._own: LocalCluster | None = None
        self._restore = restore
        self._published: dict[str, Content] = {}
        self._forgotten = False
        self._last_seen = time.monotonic()
        self._cut_off: float | None = None

    @property
    def client(self) -> Client:
        """The connection; the first call starts a cluster of our own where none was named."""
        if self._client is None:
            self._own = start_here(self.slots)
            self._client = Client(self._own, set_as_default=False)
        return self._client

    def publish(self, content: Content) -> None:
        """Lay data down with the scheduler, which outlives every worker."""
        if content.fingerprint not in self._published:
            self._lay_down(content)
            self._published[content.fingerprint] = content

    def reference(self, content: Content) -> DataReference:
        """Where a worker finds data that lie with the scheduler."""
        fetch = functools.partial(dask_worker.fetch, self.client.id, content.fingerprint)
        return DataReference(content.name, content.fingerprint, fetch)

    def backend(self) -> Mapping[str, Any]:
        """joblib's back end for Dask, over this connection."""
        if self._forgotten:
            # Whoever restarts all workers empties the scheduler too.
            for content in self._published.values():
                self._lay_down(content)
            self._forgotten = False
        # joblib's own limit of ten seconds would end the sweep; `trouble` says that it waits.
        return {"backend": _Backend(client=self.client, wait_for_workers_timeout=_PATIENCE)}

    def trouble(self) -> EngineError | None:
        """A scheduler that is gone; a cluster without workers is waited for, and told of once.

        One of our own gets new workers: Dask gives up those that were lost and have not come back
        in 15 seconds, which a busy machine does not start a process in, and starts no others.
        """
        client, now = self.client, time.monotonic()
        if client.status != "running":
            self._cut_off = now if self._cut_off is None else self._cut_off
            reconnecting = client.status == "connecting" and now - self._cut_off < _GRACE
            return None if reconnecting else self._gone()
        self._cut_off = None
        if self._own is not None and len(self._own.workers) < self.slots:
            self._own.scale(self.slots)
        try:
            if client.scheduler_info()["workers"]:
                self._last_seen = now
        except (OSError, RuntimeError):
            return None  # the status will tell
        if now - self._last_seen > _LONELY:
            log.warning("%s has no worker left; waiting for one to join", self._name())
            self._last_seen = float("inf")
        return None

    def is_loss(self, error: BaseException) -> bool:
        """Whether Dask gave up a task whose workers kept dying, or forgot what it had in hand.

        It forgets when the connection was cut for a moment, and when somebody restarts all
        workers.
        """
        client, deadline = self.client, time.monotonic() + _GRACE
        while client.status == "connecting" and time.monotonic() < deadline:
            time.sleep(0.1)
        if client.status != "running":
            self._cut_off = float("-inf")
            return False
        cancelled = (concurrent.futures.CancelledError, asyncio.CancelledError)
        self._forgotten = isinstance(error, cancelled)
        return self._forgotten or isinstance(error, KilledWorker)

    def cancel(self) -> None:
        """Have the scheduler forget every task; workers notice and end what they do."""
        client = self.client
        if client.status == "running":
            with contextlib.suppress(Exception):
                client.cancel([Future(key, client) for key in list(client.futures)], force=True)

    def close(self) -> None:
        """Leave the cluster, taking our data along, and end one of our own."""
        try:
            if self._client is not None:
                if self._own is None and self._client.status == "running":
                    for fingerprint in self._published:
                        key = [dask_worker.SHELF, self._client.id, fingerprint]
                        with contextlib.suppress(Exception):
                            self._client.set_metadata(key, None)
                leave(self._client)
            if self._own is not None:
                leave(self._own)
        finally:
            self._restore()

    def _lay_down(self, content: Content) -> None:
        key = [dask_worker.SHELF, self.client.id, content.fingerprint]
        self.client.set_metadata(key, dask_worker.pack(content))

    def _name(self) -> str:
        return "engine=dask" if self._address is None else f"engine.address={self._address}"

    def _gone(self) -> EngineError:
        return EngineError(
            f"{self._name()}: the connection to the Dask scheduler is lost; start it again, or "
            "take engine=threads, and repeat the command: what is complete is kept"
        )


class _Backend(DaskDistributedBackend):  # type: ignore[misc]
    """joblib's own, which never hears of a task that Dask gives up, and waits for it for ever."""

    def submit(self, func: Any, callback: Any = None) -> Any:
        """Submit a batch; whatever becomes of it, `callback` is called."""
        future = super().submit(func, callback)

        def tell(done: Any) -> None:
            if callback is not None and done.exception() is not None:
                callback(done.exception())

        future.add_done_callback(tell)
        return future

    def effective_n_jobs(self, n_jobs: int) -> int:
        """At least two: where there is one, joblib would train in the driver."""
        return max(2, int(super().effective_n_jobs(n_jobs)))
