"""Machines beyond this one: what a pool needs of Dask or Ray, and how to join them."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from nnexp.datasets import Dataset
from nnexp.errors import NnexpError
from nnexp.settings import EngineSettings
from nnexp.sweeping.parcel import Parcel

CLUSTERS = ("dask", "ray")
"""The engines whose workers may be on other machines."""

_PACKAGES = {"dask": "distributed", "ray": "ray"}

Say = Callable[[str], None]


class EngineError(NnexpError):
    """The workers cannot be reached, are lost, or would give other bits than asked for."""


class Cluster(Protocol):
    """Workers of a cluster, for the time of a sweep."""

    target: str
    """`nnexp.network.target()` of every worker: it decides the bits, the driver's does not."""
    slots: int
    """Runs that it trains at once."""
    ahead: int
    """Portions that are handed out before the first is answered."""

    @property
    def watch(self) -> Callable[[], Callable[[], bool]]:
        """Called on a worker that begins; what it returns says when to stop. Travels there."""

    def publish(self, dataset: Dataset) -> None:
        """Put data where every worker can get them, those that join later included."""

    def parcel(self, dataset: Dataset) -> Parcel:
        """How a worker gets data that were published."""

    def backend(self) -> Mapping[str, Any]:
        """Arguments of `joblib.parallel_config`."""

    def trouble(self) -> EngineError | None:
        """What has happened that joblib does not notice; asked now and then."""

    def is_loss(self, error: BaseException) -> bool:
        """Whether workers were lost, so that handing out again what they held may help."""

    def cancel(self) -> None:
        """Give up whatever is handed out."""

    def close(self) -> None:
        """Leave the cluster; one of our own is ended."""


@contextlib.contextmanager
def joined(engine: EngineSettings, say: Say) -> Iterator[Cluster | None]:
    """The cluster of an engine for the time of the block; None for those of this machine.

    Args:
        engine: with an address a running cluster is joined, else one is started when needed.
        say: shows a line to the user.

    Raises:
        EngineError: its package is not installed, nobody answers at its address, or its
            workers would not all give the same bits.
    """
    if engine.name not in CLUSTERS:
        yield None
        return
    cluster = _join(engine, say)
    try:
        yield cluster
    finally:
        cluster.close()


def common_target(address: str, found: Mapping[str, object]) -> str:
    """The target that all workers have.

    Args:
        address: of the cluster.
        found: what each worker said of itself (see `remote.identity`), by its name; an
            exception where it could not answer.

    Raises:
        EngineError: workers differ, or lack this nnexp.
    """
    from nnexp.network import KERNEL_REVISION

    kinds: dict[str, str] = {}
    for worker, answer in found.items():
        if not isinstance(answer, str):
            raise EngineError(
                f"engine.address={address}: worker {worker} cannot run this nnexp "
                f"({_one_line(answer)}); install the same version on every machine"
            )
        kinds.setdefault(answer, worker)
    if len(kinds) > 1:
        (one, first), (other, second) = list(kinds.items())[:2]
        raise EngineError(
            f"engine.address={address}: worker {first} trains for {one}, worker {second} for "
            f"{other}: their numbers may differ in the last bits; {ALIKE}"
        )
    (identity,) = kinds
    if not identity.endswith(f" kernel-{KERNEL_REVISION}"):
        raise EngineError(
            f"engine.address={address}: its workers have another nnexp ({identity}, here "
            f"kernel-{KERNEL_REVISION}); install the same version on every machine"
        )
    return identity.rpartition(" ")[0]


ALIKE = (
    "start all workers with the same versions and one NUMBA_CPU_NAME "
    "(NUMBA_CPU_NAME=x86-64-v3 for example), and leave out those that cannot"
)


def _join(engine: EngineSettings, say: Say) -> Cluster:
    if importlib.util.find_spec(_PACKAGES[engine.name]) is None:
        raise EngineError(
            f"engine={engine.name}: the package {_PACKAGES[engine.name]} is not installed; "
            f"install it with pip install 'nnexp[{engine.name}]'"
        )
    if engine.name == "dask":
        from nnexp.sweeping.dask_cluster import join as join_dask

        return join_dask(engine, say)
    from nnexp.sweeping.ray_cluster import join as join_ray

    return join_ray(engine)


def _one_line(error: object) -> str:
    text = " ".join(str(error).split())
    return text[:200] or type(error).__name__
