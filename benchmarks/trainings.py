"""nnexp's own trainings as benchmark contestants, and the same samples for its peers."""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks.peers import Task
from nnexp.datasets import Dataset, Encoded, encode, generator, load, split
from nnexp.datasets.dataset import dataset
from nnexp.network import initialise
from nnexp.network.kernel.model import Model, model_of, task_of
from nnexp.settings import DataSettings, GridPoint, NetworkSettings, TrainingSettings
from nnexp.trainables.book.rows import order_of, rows_of
from nnexp.trainables.book.run import architecture_of


@dataclasses.dataclass(frozen=True)
class Material:
    """A data set, encoded once."""

    data: Dataset
    encoded: Encoded


def material(name: str, dtype: str = "float32") -> Material:
    """`mnist` or `digits`, or `half dense` / `standardised`: MNIST with its zeros filled in."""
    if name in ("half dense", "standardised"):
        return _filled(name, dtype)
    data = load(DataSettings(name=name))
    return Material(data, encode(data, (0.01, 1.0), dtype))


def point(name: str, hidden: tuple[int, ...], epochs: int = 1, **training: object) -> GridPoint:
    """The book's settings on all training samples, in file order, measured on 1,000 of them."""
    return GridPoint(
        lr=0.1,
        epochs=epochs,
        hidden_nodes=hidden,
        data=DataSettings(name=name, validation=0.0),
        training=TrainingSettings(
            **{"shuffle": False, "train_metrics_size": 1000, **training}  # type: ignore[arg-type]
        ),
    )


def untrained(settings: GridPoint, material_: Material) -> Callable[[], Model]:
    """Models of a grid point's first repeat before its first epoch, each new."""
    first = initialise(
        architecture_of(settings, material_.encoded),
        settings.network.init,
        settings.network.init_scale,
        settings.training.dtype,
        generator(settings.seed, 0, "init"),
    )
    task_ = task_of(material_.encoded, settings.data.target_range, settings.training)
    return lambda: model_of(first, task_)


def kernel_timed(
    settings: GridPoint, material_: Material, network: NetworkSettings | None = None
) -> Callable[[], float]:
    """Passes of the kernel from the first weights; returns microseconds per training sample.

    As for the peers, only the passes count: not the making of weights, nor what `train` does
    between epochs.
    """
    if network is not None:
        settings = dataclasses.replace(settings, network=network)
    rows = split(material_.data, settings.data, settings.seed, 0).train
    new = untrained(settings, material_)

    def work() -> float:
        model = new()
        start = time.perf_counter()
        for _ in range(settings.epochs):
            model.train(rows, settings.lr)
        seconds = time.perf_counter() - start
        if not model.is_finite():
            raise RuntimeError("the weights are not finite")
        return seconds / (len(rows) * settings.epochs) * 1e6

    work()
    return work


def trial_seconds(settings: GridPoint, material_: Material) -> float:
    """What the kernels take to train a trial of one epoch, and to evaluate it."""
    rows = rows_of(settings, 0, material_.data)
    new = untrained(settings, material_)
    new().compile()
    turns = []
    for epoch in range(1, 1001):
        model, order = new(), order_of(settings, 0, epoch, rows.train)
        start = time.perf_counter()
        model.train(order, settings.lr)
        model.evaluate(rows.answered)
        turns.append(time.perf_counter() - start)
    return statistics.median(turns)


def task(material_: Material, hidden: int, samples: int, batch_size: int = 1) -> Task:
    """The first `samples` rows as dense arrays, with first weights for one hidden layer."""
    data = material_.data
    raw = data.inputs[:samples].astype(np.float32)
    inputs = (0.01 + 0.99 * (raw - data.low) / (data.high - data.low)).astype(np.float32)
    targets = np.full((samples, data.classes), 0.01, np.float32)
    targets[np.arange(samples), data.labels[:samples]] = 0.99
    random = np.random.default_rng(0)
    shapes = [(hidden, inputs.shape[1]), (data.classes, hidden)]
    weights = [random.normal(0, s[1] ** -0.5, s).astype(np.float32) for s in shapes]
    return Task(inputs, targets, tuple(weights), 0.1, batch_size)


def _filled(name: str, dtype: str) -> Material:
    mnist = load(DataSettings(name="mnist"))
    if name == "standardised":
        raw = mnist.inputs.astype(np.float32)
        raw = (raw - raw.mean()) / raw.std()
        low, high = float(raw.min()) - 1.0, float(raw.max())
    else:
        random = np.random.default_rng(0)
        raw = np.where(
            random.random(mnist.inputs.shape, np.float32) < 0.4,
            random.integers(1, 256, mnist.inputs.shape, np.uint8),
            mnist.inputs,
        )
        low, high = 0.0, 255.0
    filled = dataset(
        name,
        raw,
        mnist.labels,
        train_rows=mnist.train_rows,
        classes=10,
        low=low,
        high=high,
        image_shape=(28, 28),
    )
    return Material(filled, encode(filled, (0.01, 1.0), dtype))
