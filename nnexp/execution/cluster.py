"""Machines beyond this one: what a pool needs of Dask, Ray or another engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from nnexp.errors import NnexpError
from nnexp.execution.data_cache import DataReference
from nnexp.trainables.trainable import Content, Trainable

Say = Callable[[str], None]


class EngineError(NnexpError):
    """The workers cannot be reached, are lost, or would give other bits than asked for."""


class Cluster(Protocol):
    """Workers of a cluster, for the time of a sweep."""

    target: str
    """`Trainable.target` of every worker: it decides the bits, the driver's does not."""
    slots: int
    """Runs that it trains at once."""
    ahead: int
    """Portions that are handed out before the first is answered."""

    @property
    def watch(self) -> Callable[[], Callable[[], bool]]:
        """Called on a worker that begins; what it returns says when to stop. Travels there."""

    def publish(self, content: Content) -> None:
        """Put data where every worker can get them, those that join later included."""

    def reference(self, content: Content) -> DataReference:
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


def common_target(address: str, trainable: Trainable, found: Mapping[str, object]) -> str:
    """The target that all workers have.

    Args:
        address: of the cluster.
        trainable: what is to be trained.
        found: what each worker said of itself (see `remote.identity`), by its name; an
            exception where it could not answer.

    Raises:
        EngineError: workers differ, or lack this nnexp.
    """
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
    ours = f"{trainable.name}-{trainable.revision}"
    if not identity.endswith(f" {ours}"):
        raise EngineError(
            f"engine.address={address}: its workers have another nnexp ({identity}, here "
            f"{ours}); install the same version on every machine"
        )
    return identity.rpartition(" ")[0]


ALIKE = (
    "start all workers with the same versions and settings of Numba, for one CPU (with "
    "NUMBA_CPU_NAME=x86-64-v3 NUMBA_CPU_FEATURES= for example), and leave out those that cannot"
)


def _one_line(error: object) -> str:
    text = " ".join(str(error).split())
    return text[:200] or type(error).__name__
