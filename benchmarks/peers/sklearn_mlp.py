"""scikit-learn's `MLPRegressor`: logistic hidden layer, squared loss, plain SGD."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from benchmarks.peers import Task


def prepare(task: Task) -> Callable[[], None]:
    """One pass of `partial_fit`-like training in batches of `task.batch_size`."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    def train() -> None:
        model = MLPRegressor(
            hidden_layer_sizes=(task.weights[0].shape[0],),
            activation="logistic",
            solver="sgd",
            alpha=0.0,
            momentum=0.0,
            batch_size=task.batch_size,
            learning_rate_init=task.lr,
            max_iter=1,
            shuffle=False,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(task.inputs, task.targets)

    return train
