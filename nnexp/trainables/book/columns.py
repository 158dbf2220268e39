"""The settings and metrics of the book's network; what trains it is not needed to read them."""

from __future__ import annotations

import math

from nnexp.columns import Columns
from nnexp.metrics import Metric, Part
from nnexp.settings import GridPoint, catalog, flatten

_SHARE = (0.0, 1.0)
_AMOUNT = (0.0, math.inf)
_MARGIN = 0.005
"""Half a percentage point: less is hardly worth several times the training time."""
_READS = "it classifies {value} of {data} correctly"
_SQUARED = "Loss (squared error)"


def _on(part: Part, loss: str, share: str) -> tuple[Metric, Metric]:
    """Loss and accuracy on a part of the data, with what they are."""
    return (
        Metric(f"{part}_loss", loss, part, "lower", bounds=_AMOUNT, axis=_SQUARED),
        Metric(
            f"{part}_accuracy",
            share,
            part,
            "higher",
            "percent",
            chooses=True,
            bounds=_SHARE,
            margin=_MARGIN,
            told=_READS,
        ),
    )


_METRICS = (
    *_on(
        "train",
        "loss on training data: mean over samples of the summed squared output errors",
        "share of training samples whose largest output is the right class",
    ),
    *_on(
        "validation",
        "the same loss on validation data; missing when there are none",
        "the same share on validation data; missing when there are none",
    ),
    *_on("test", "the same loss on test data", "the same share on test data"),
    Metric("weight_norm", "root of the summed squares of all weights", bounds=_AMOUNT),
    Metric("saturation", "share of saturated hidden nodes, over nodes and samples", bounds=_SHARE),
    Metric(
        "seconds",
        "time spent on training up to that epoch, evaluation aside",
        better="lower",
        unit="s",
        bounds=_AMOUNT,
        axis="Training time (s)",
    ),
)

BOOK = Columns(
    settings={entry.name: entry.spec for entry in catalog() if entry.axis},
    metrics={one.name: one for one in _METRICS},
    defaults=flatten(GridPoint()),
    holding_out="data.validation=0.2",
)
"""Of a table; metrics in the order of a curve's columns."""

METRICS = tuple(BOOK.metrics)
"""Of a curve.

Loss is the mean over samples of Σ (t - o)² over outputs; accuracy the share of samples whose
largest output is the right class; `weight_norm` the root of the sum of squares of all weights,
biases aside; `saturation` the share of hidden outputs on the training rows whose slope is below
5 % of the steepest; `seconds` the time that training the epoch alone took, without evaluation.
"""
