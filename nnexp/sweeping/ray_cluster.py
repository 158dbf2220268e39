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
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from nnexp.datasets import Dataset
from nnexp.network import target
from nnexp.settings import EngineSettings
from nnexp.sweeping import ray_worker
from nnexp.sweeping.cluster import EngineError, common_target
from nnexp.sweeping.parcel import Parcel
from nnexp.sweeping.remote import identity

# Seconds to reach a head node that is there, and to hear from each node.
_CONNECT = 10
_PROBE = 60

# Ray's pool deals portions out in turn, not to whoever is free: some more evens that out.
_PER_SLOT = 3

# A worker that dies is started again, and its portions with it, so many times.
_RETRIES = 3

_QUIET = {"logging_level": logging.CRITICAL, "log_to_driver": False}


def join(engine: EngineSettings) -> RayCluster:
    """Join the cluster at `engine.address`, or prepare one of our own.

    Raises:
        EngineError: nobody answers there, or its nodes are unlike.
    """
    address = engine.address
    if address is None:
        count = engine.workers or int(cpu_count())
        return RayCluster(None, target(), count)
    _connect(address)
    try:
        found = _identities()
        slots = int(ray.cluster_resources().get("CPU", 0))
        if slots < 2 or not found:
            raise EngineError(
                f"engine.address={address}: the cluster has {slots} cores, and needs at least 2"
            )
        wanted = min(engine.workers or slots, slots)
        return RayCluster(address, common_target(address, found), wanted)
    except BaseException:
        ray.shutdown()
        raise


class RayCluster:
    """A connection to Ray; see `nnexp.sweeping.cluster.Cluster`."""

    watch = staticmethod(ray_worker.watch)

    def __init__(self, address: str | None, target: str, slots: int) -> None:
        self.target, self.slots, self.ahead = target, slots, _PER_SLOT * slots
        self._address = address
        self._joined = address is not None
        self._references: dict[str, Any] = {}
        self._backend: _Backend | None = None

    def publish(self, dataset: Dataset) -> None:
        """Put data into Ray's object store; the first call starts a cluster of our own."""
        if not self._joined:
            _start(self.slots)
            self._joined = True
        if dataset.fingerprint not in self._references:
            self._references[dataset.fingerprint] = ray.put(dataset)

    def parcel(self, dataset: Dataset) -> Parcel:
        """Where a worker finds data that lie in the object store."""
        reference = self._references[dataset.fingerprint]
        fetch = functools.partial(ray_worker.fetch, reference)
        return Parcel(dataset.name, dataset.fingerprint, fetch)

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
        """A connection that is lost."""
        if self._joined and not ray.is_initialized():
            return EngineError(
                f"engine.address={self._address}: the connection to Ray is lost; start it again, "
                "or take engine=threads, and repeat the command: what is complete is kept"
            )
        return None

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
            with contextlib.suppress(Exception):
                ray.shutdown()


class _Backend(RayBackend):  # type: ignore[misc]
    """joblib's own, allowed to hand answers on as they come: we always take all of them."""

    supports_return_generator = True


def _connect(address: str) -> None:
    # Ray itself tries for a minute, and then takes the whole process with it.
    if address != "auto":
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT).close()
        except OSError as error:
            raise _nobody(address) from error
    try:
        with _signals_kept():
            ray.init(address=address, **_QUIET)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise _nobody(address) from error


def _nobody(address: str) -> EngineError:
    return EngineError(
        f"engine.address={address}: no Ray head node answers there within {_CONNECT} seconds; "
        "start one with ray start --head, on this machine too with ray start --address, and name "
        "its address, for example engine.address=10.0.0.1:6379"
    )


def _start(count: int) -> None:
    """Worker processes of this machine, reachable from nowhere else."""
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


def _identities() -> dict[str, object]:
    """What each node says of itself, or why it could not."""
    probe = ray.remote(num_cpus=0, max_retries=0)(identity)
    asked = {
        node["NodeManagerAddress"]: probe.options(
            scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
        ).remote()
        for node in ray.nodes()
        if node["Alive"]
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
