"""A Ray cluster: one of our own on this machine, or one that runs elsewhere."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

# Ray tells its makers what it is used for unless it is told not to.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import ray
from joblib import cpu_count
from ray.exceptions import ObjectLostError, RayActorError, WorkerCrashedError
from ray.util.joblib.ray_backend import RayBackend
from ray.util.multiprocessing.pool import ResultThread
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from nnexp.execution import ray_worker
from nnexp.execution.cluster import EngineError, Say, common_target
from nnexp.execution.data_cache import DataReference
from nnexp.execution.remote import identity
from nnexp.settings import EngineSettings
from nnexp.trainables.trainable import Content, Trainable

# Seconds to reach a head node that is there, and to hear from each node.
_CONNECT = 10
_PROBE = 60

# Seconds that saying goodbye may take.
_FAREWELL = 5

# Ray's pool deals portions out in turn, not to whoever is free: some more evens that out.
_PER_SLOT = 3

# A worker that dies is started again, and its portions with it, so many times.
_RETRIES = 3

_QUIET = {"logging_level": logging.CRITICAL, "log_to_driver": False}


def join(engine: EngineSettings, trainable: Trainable, _say: Say) -> RayCluster:
    """Join the cluster at `engine.address`, or prepare one of our own.

    Raises:
        EngineError: nobody answers there, or its nodes are unlike.
    """
    _quieten_result_threads()
    address = engine.address
    if address is None:
        count = engine.workers or int(cpu_count())
        return RayCluster(None, trainable.target(), count)
    _connect(address)
    try:
        found = _identities(trainable)
        slots = int(ray.cluster_resources().get("CPU", 0))
        if slots < 2 or not found:
            raise EngineError(
                f"engine.address={address}: the cluster has {slots} cores, and needs at least 2"
            )
        wanted = min(engine.workers or slots, slots)
        return RayCluster(address, common_target(address, trainable, found), wanted)
    except BaseException:
        _leave()
        raise


class RayCluster:
    """A connection to Ray; see `nnexp.execution.cluster.Cluster`."""

    watch = staticmethod(ray_worker.watch)

    def __init__(self, address: str | None, target: str, slots: int) -> None:
        self.target, self.slots, self.ahead = target, slots, _PER_SLOT * slots
        self._address = address
        self._joined = address is not None
        self._references: dict[str, Any] = {}
        self._backend: _Backend | None = None

    def publish(self, content: Content) -> None:
        """Put data into Ray's object store; the first call starts a cluster of our own."""
        if not self._joined:
            _start(self.slots)
            self._joined = True
        if content.fingerprint not in self._references:
            self._references[content.fingerprint] = ray.put(content)

    def reference(self, content: Content) -> DataReference:
        """Where a worker finds data that lie in the object store."""
        reference = self._references[content.fingerprint]
        fetch = functools.partial(ray_worker.fetch, reference)
        return DataReference(content.name, content.fingerprint, fetch)

    def backend(self) -> Mapping[str, Any]:
        """joblib's back end for Ray, each of its workers on a core of its own."""
        self._backend = _Backend(
            ray_remote_args={
                "num_cpus": 1,
                "max_restarts": -1,
                "max_task_retries": _RETRIES,
            }
        )
        return {"backend": self._backend}

    def trouble(self) -> EngineError | None:
        """A head node that is gone: Ray would notice in a minute, and end the whole process."""
        if not self._joined or _reachable(ray.get_runtime_context().gcs_address):
            return None
        where = "engine=ray" if self._address is None else f"engine.address={self._address}"
        return EngineError(
            f"{where}: the connection to the Ray head node is lost; start it again, or take "
            "engine=threads, and repeat the command: what is complete is kept"
        )

    def is_loss(self, error: BaseException) -> bool:
        """Whether Ray gave up a worker that kept dying."""
        return isinstance(error, (RayActorError, WorkerCrashedError, ObjectLostError))

    def cancel(self) -> None:
        """Kill the workers of this sweep."""
        pool = None if self._backend is None else self._backend._get_pool()
        if pool is not None:
            with contextlib.suppress(Exception):
                pool.terminate()

    def close(self) -> None:
        """Leave the cluster; one of our own ends with that."""
        if self._joined:
            self._references.clear()
            _leave()


class _Backend(RayBackend):  # type: ignore[misc]
    """joblib's own, allowed to hand answers on as they come: we always take all of them."""

    supports_return_generator = True


def _connect(address: str) -> None:
    # Ray itself tries for a minute, and then takes the whole process with it.
    if address != "auto" and not _reachable(address):
        raise EngineError(
            f"engine.address={address}: nobody answers there within {_CONNECT} seconds; start a "
            "head node with ray start --head, and name its address, for example "
            "engine.address=10.0.0.1:6379"
        )
    try:
        with _signals_kept():
            ray.init(address=address, **_QUIET)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise EngineError(
            f"engine.address={address}: no Ray head node lets this machine join; join it to the "
            "cluster with ray start --address, with the same version of Ray and the cluster's "
            "token (RAY_AUTH_TOKEN_PATH)"
        ) from error


def _reachable(address: str) -> bool:
    """Whether somebody listens at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT).close()
    except OSError:
        return False
    return True


def _leave() -> None:
    """Ray waits for a head node that is gone; we do not."""

    def shut_down() -> None:
        with contextlib.suppress(Exception):
            ray.shutdown()

    thread = threading.Thread(target=shut_down, name="nnexp-leave", daemon=True)
    thread.start()
    thread.join(_FAREWELL)


def _start(count: int) -> None:
    """Worker processes of this machine; by Ray's own default a token keeps others out."""
    try:
        with _signals_kept():
            ray.init(
                address="local",
                # joblib would train in the driver if there were one.
                num_cpus=max(2, count),
                include_dashboard=False,
                _node_ip_address="127.0.0.1",
                **_QUIET,
            )
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise EngineError(
            f"engine=ray: no cluster could be started on this machine ({error}); "
            "take engine=processes instead"
        ) from error


def _identities(trainable: Trainable) -> dict[str, object]:
    """What each node that can train says of itself, or why it could not."""
    probe = ray.remote(num_cpus=0, max_retries=0)(identity)
    asked = {
        node["NodeManagerAddress"]: probe.options(
            scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
        ).remote(trainable)
        for node in ray.nodes()
        if node["Alive"] and node["Resources"].get("CPU", 0)
    }
    found: dict[str, object] = {}
    for address, reference in asked.items():
        try:
            found[address] = ray.get(reference, timeout=_PROBE)
        except Exception as error:
            found[address] = getattr(error, "cause", None) or error
    return found


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray takes SIGTERM for itself; here it belongs to the sweep."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


@functools.cache
def _quieten_result_threads() -> None:
    """A thread of Ray's pool that waited for a head node which is gone dies with a traceback."""
    before = threading.excepthook

    def hook(arguments: threading.ExceptHookArgs) -> None:
        if not isinstance(arguments.thread, ResultThread):
            before(arguments)

    threading.excepthook = hook
