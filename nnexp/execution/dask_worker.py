"""The worker's side of Dask: its data lie with the scheduler, and so does its permission."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable

from distributed import get_worker
from distributed.core import Status
from distributed.utils import sync

from nnexp.execution.cluster import EngineError
from nnexp.trainables.trainable import Content

SHELF = "nnexp-data"
"""Where data lie among the scheduler's metadata: by client, then by fingerprint."""


def pack(content: Content) -> bytes:
    """Data as they travel; Dask and its workers trust each other, and unpickle."""
    return zlib.compress(pickle.dumps(content, protocol=5), level=1)


def fetch(client: str, fingerprint: str) -> Content:
    """Get published data from the scheduler; called inside a task.

    Raises:
        EngineError: they are not there.
    """
    worker = get_worker()
    keys = [SHELF, client, fingerprint]
    packed = sync(worker.loop, worker.scheduler.get_metadata, keys=keys, default=None)
    if packed is None:
        raise EngineError(
            "the Dask scheduler no longer has the data of this sweep (was it started again?); "
            "repeat the command: what is complete is kept"
        )
    content: Content = pickle.loads(zlib.decompress(packed))  # noqa: S301 -- sent by the driver
    return content


def watch() -> Callable[[], bool]:
    """Whether the scheduler no longer wants the task that is calling, or its worker is closing.

    A thread cannot be killed: the training asks now and then, and ends by itself.
    """
    worker = get_worker()
    key = worker.get_current_task()

    def unwanted() -> bool:
        task = worker.state.tasks.get(key)
        gone = task is None or task.state in ("cancelled", "resumed", "released", "forgotten")
        return gone or worker.status in (Status.closing, Status.closed, Status.failed)

    return unwanted
