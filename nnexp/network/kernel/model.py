"""A network laid out for the kernels, and what it is to learn."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network.architecture import Architecture
from nnexp.network.kernel.evaluation import evaluate_rows
from nnexp.network.kernel.layout import (
    Dense,
    Frozen,
    Judged,
    Shape,
    State,
    Task,
    Work,
    pack,
    plain,
    samples_of,
    unpack,
    work_for,
)
from nnexp.network.kernel.training import train_ahead, train_batches, train_singly
from nnexp.network.kernel.tuples import TOGETHER
from nnexp.network.network import Network
from nnexp.settings import TrainingSettings


@dataclasses.dataclass(frozen=True)
class Model:
    """A network in the kernel's layout with what it is to learn; `train` changes its weights."""

    architecture: Architecture
    task: Task[Any]
    shape: Shape
    state: State
    work: Work

    @property
    def links(self) -> int:
        """Number of weights."""
        return sum(nodes * links for nodes, links in self.architecture.shapes)

    @property
    def grain(self) -> int:
        """An epoch may be cut into several calls of `train` at multiples of this many rows."""
        return _grain(self.task)

    def train(self, rows: np.ndarray, lr: float) -> None:
        """Train on these rows in this order, in mini-batches counted from the first.

        Args:
            rows: int64 row numbers of `task.samples`.
            lr: learning rate.
        """
        if self.task.batch_size > 1:
            train = train_batches
        elif isinstance(self.task.samples, Dense):
            train = train_ahead
        else:
            train = train_singly
        train(self.shape, self.state, self.work, self.task, plain(rows), lr)

    def evaluate(self, rows: np.ndarray) -> Judged:
        """Answer these rows with the weights as they are.

        Args:
            rows: int64 row numbers of `task.samples`.

        Returns:
            What is found of each row; it does not depend on the others.
        """
        count = len(rows)
        found = Judged(np.empty(count), np.empty(count, bool), np.empty(count, np.int64))
        evaluate_rows(self.shape, self.state, self.work, self.task, plain(rows), found)
        return found

    def compile(self) -> None:
        """Compile, or load from the cache, what `train` and `evaluate` will call."""
        nothing = np.empty(0, dtype=np.int64)
        self.train(nothing, 0.0)
        self.evaluate(nothing)

    def is_finite(self) -> bool:
        """Whether no weight has become infinite or NaN."""
        return all(bool(np.isfinite(array).all()) for array in self.state)

    def network(self) -> Network:
        """The network that the weights stand for now."""
        return unpack(self.architecture, self.shape, self.state)


def model_of(network: Network, task: Task[Any]) -> Model:
    """A copy of a network, ready to learn a task."""
    shape, state = pack(network)
    # The last of a step's samples are worked on together with up to TOGETHER - 1 fillers.
    samples = min(_grain(task), len(task.samples.labels)) + TOGETHER - 1
    return Model(network.architecture, task, shape, state, work_for(shape, network.dtype, samples))


def task_of(
    encoded: Encoded, target_range: tuple[float, float], settings: TrainingSettings
) -> Task[Any]:
    """What kernels need to know besides the network and the learning rate.

    Args:
        encoded: the data.
        target_range: targets of the wrong and of the right class.
        settings: `backpropagation`, `batch_size` and `freeze` are read.

    Returns:
        The task; it shares the memory of `encoded`.
    """
    targets = np.array(target_range, dtype=encoded.dtype)
    exact = settings.backpropagation == "exact"
    return Task(samples_of(encoded), targets, exact, settings.batch_size, _frozen(settings.freeze))


def _frozen(freeze: str) -> Frozen | None:
    held = Frozen(freeze in ("hidden", "all"), freeze in ("output", "all"))
    return held if any(held) else None


def _grain(task: Task[Any]) -> int:
    looks_ahead = task.batch_size == 1 and isinstance(task.samples, Dense)
    return TOGETHER if looks_ahead else task.batch_size
