"""Other ways to do the work, each an honest use of its library, each optional.

A peer is a function `prepare(task: Task) -> Callable[[], None]`: what it returns trains on
`task.samples` samples once. Preparing (compiling, copying, warming up) is not timed. A peer
whose library is missing raises `ImportError` and is reported as skipped.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

Prepare = Callable[["Task"], Callable[[], None]]


@dataclasses.dataclass(frozen=True)
class Task:
    """One training job: a 784-H-10 network (or any width) on encoded samples.

    `inputs` is (n, d) float32 in the book's range, `targets` (n, classes) float32,
    `weights` the initial (H, d) and (classes, H) matrices.
    """

    inputs: np.ndarray
    targets: np.ndarray
    weights: tuple[np.ndarray, ...]
    lr: float
    batch_size: int = 1

    @property
    def samples(self) -> int:
        return len(self.inputs)
