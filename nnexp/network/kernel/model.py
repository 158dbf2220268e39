"""A network laid out for the kernels, and what it is to learn."""

from __future__ import annotations

import dataclasses

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network.architecture import Architecture
from nnexp.network.kernel.evaluation import evaluate_rows
from nnexp.network.kernel.layout import Samples, Shape, State, pack, samples_of, unpack
from nnexp.network.kernel.training import train_rows
from nnexp.network.network import Network
from nnexp.settings import TrainingSettings


@dataclasses.dataclass(frozen=True)
class Task:
    """What is learned, and by which rule: all that stays the same through a run."""

    samples: Samples
    targets: np.ndarray
    """(2,) targets of the wrong and of the right class."""
    exact: bool
    batch_size: int

    @property
    def grain(self) -> int:
        """`Model.train` may be called on parts of an epoch that begin at multiples of this."""
        return self.batch_size


@dataclasses.dataclass(frozen=True)
class Model:
    """A network in the kernel's layout; `train` changes its weights in place."""

    architecture: Architecture
    shape: Shape
    state: State

    @property
    def links(self) -> int:
        """Number of weights."""
        return sum(nodes * links for nodes, links in self.architecture.shapes)

    def train(self, task: Task, rows: np.ndarray, lr: float) -> None:
        """Train on these rows in this order, in mini-batches counted from the first.

        Args:
            task: samples, targets and rule.
            rows: int64 row numbers of `task.samples`.
            lr: learning rate.
        """
        train_rows(
            self.shape,
            self.state,
            task.samples,
            rows,
            task.targets,
            lr,
            self.architecture.bias,
            task.exact,
            task.batch_size,
        )

    def evaluate(self, task: Task, rows: np.ndarray, squares: np.ndarray) -> tuple[int, int]:
        """Answer these rows with the weights as they are.

        Args:
            task: samples and targets.
            rows: int64 row numbers of `task.samples`.
            squares: (rows,) float64, receives each row's Σ (t - o)².

        Returns:
            The number of right answers, and of saturated hidden outputs.
        """
        right, saturated = evaluate_rows(
            self.shape, self.state, task.samples, rows, task.targets, squares
        )
        return int(right), int(saturated)

    def compile(self, task: Task) -> None:
        """Compile, or load from the cache, what `train` and `evaluate` will call."""
        nothing = np.empty(0, dtype=np.int64)
        self.train(task, nothing, 0.0)
        self.evaluate(task, nothing, np.empty(0))

    def is_finite(self) -> bool:
        """Whether no weight has become infinite or NaN."""
        return all(bool(np.isfinite(array).all()) for array in self.state)

    def network(self) -> Network:
        """The network that the weights stand for now."""
        return unpack(self.architecture, self.shape, self.state)


def model_of(network: Network) -> Model:
    """A copy of a network in the kernel's layout."""
    return Model(network.architecture, *pack(network))


def task_of(
    encoded: Encoded, target_range: tuple[float, float], settings: TrainingSettings
) -> Task:
    """What kernels need to know besides the network and the learning rate.

    Args:
        encoded: the data.
        target_range: targets of the wrong and of the right class.
        settings: `backpropagation` and `batch_size` are read.

    Returns:
        The task; it shares the memory of `encoded`.
    """
    targets = np.array(target_range, dtype=encoded.dtype)
    exact = settings.backpropagation == "exact"
    return Task(samples_of(encoded), targets, exact, settings.batch_size)
