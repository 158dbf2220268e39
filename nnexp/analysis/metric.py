"""What larger values of a metric mean."""

from __future__ import annotations

import numpy as np


def is_accuracy(metric: str) -> bool:
    """Whether a larger value of the metric is better."""
    return metric.endswith("accuracy")


def loss_of(metric: str, values: np.ndarray) -> np.ndarray:
    """The metric turned so that lower is better: accuracies become error rates."""
    return 1.0 - values if is_accuracy(metric) else values
