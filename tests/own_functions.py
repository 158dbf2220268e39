"""Functions of a user, for tests: what one may write in a file of one's own."""

from __future__ import annotations

import math
import os
import random
import sys
import time
from enum import Enum
from typing import Annotated, Literal

import numpy as np

import nnexp


class Shape(Enum):
    ROUND = 1
    FLAT = 2


def descend(
    lr: Annotated[float, nnexp.Setting(low=0, above=True)],
    width: int = 3,
    shape: Shape = Shape.ROUND,
    *,
    seed: int,
    state=None,
):
    """Descend into a bowl, with noise of Python's and NumPy's own generators.

    Args:
        lr: how far a step goes.
        width: directions there are.
        shape: of the bowl.
    """
    # Drawn again by one that goes on, whose next draws must still be those that came next.
    place = np.random.normal(size=width) + 1 + seed / 2**32  # noqa: NPY002
    if state is not None:
        place = state["place"]
    while True:
        slope = place if shape is Shape.ROUND else np.sign(place)
        noise = random.gauss(0, 0.01) + np.random.normal(0, 0.01, size=width)  # noqa: NPY002
        place -= lr * slope + noise
        distance = float(np.linalg.norm(place))
        # Written as torch would say it: a lost training has no loss.
        loss = distance if distance < 1e6 else math.nan
        yield (
            {"train_loss": loss, "validation_rmse": loss, "test_rmse": loss * 1.1},
            {"place": place},
        )


def scheduled(
    lr: float = 0.1, epochs: int = 4, kind: Literal["cosine", "linear"] = "cosine", seed=1
):
    """Knows how many epochs there are, so that a shorter training is another one."""
    place = random.random()
    for epoch in range(epochs):
        left = 1 - epoch / epochs
        place -= lr * place * (math.cos(1 - left) if kind == "cosine" else left)
        yield {"validation_accuracy": 1 / (1 + place**2), "test_accuracy": 1 / (2 + place**2)}


@nnexp.function(metrics=[nnexp.Metric("validation_bleu", better="higher")], version="1")
def once(width: int, kind: str = "wide", bias: bool = False):
    """Measures at its end."""
    return {
        "validation_bleu": np.float32(width * random.random()),
        "nodes": width + bias + len(kind),
    }


def troubled(trouble: str = "none", *, epochs: int = 2, seed: int):
    """Goes wrong as it is asked to."""
    for epoch in range(epochs):
        if epoch == 1:
            _go_wrong(trouble)
        yield {"validation_accuracy": 0.5 + (seed % 100) / 1000}


def _go_wrong(trouble):
    if trouble == "raises":
        raise ValueError("two\nlines")
    if trouble == "exits":
        sys.exit(3)
    if trouble == "dies":
        os._exit(4)
    if trouble == "sleeps":
        time.sleep(600)
    if trouble == "spins":
        while True:
            pass
    if trouble == "asks":
        input("what now? ")


def noted(lr: float = 0.1, *, seed: int):
    """Says what it does, and how many threads it may take."""
    import warnings

    from threadpoolctl import threadpool_info

    print("trained by", lr)
    warnings.warn("mind the step", UserWarning, stacklevel=1)
    threads = max([one["num_threads"] for one in threadpool_info()], default=1)
    return {"validation_loss": lr, "threads": threads}


def restless(lr: float = 0.1):
    """Draws from a generator that nobody seeds."""
    while True:
        yield {"validation_loss": lr + float(np.random.default_rng().random())}
