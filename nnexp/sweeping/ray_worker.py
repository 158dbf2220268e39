"""The worker's side of Ray: its data lie in the object store of its node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ray

from nnexp.datasets import Dataset
from nnexp.sweeping.worker import never


def fetch(reference: Any) -> Dataset:
    """Get published data; Ray moves them to a node once, for all its workers."""
    dataset: Dataset = ray.get(reference)
    return dataset


def watch() -> Callable[[], bool]:
    """Ray kills the workers of a sweep that is given up, so that none need ask."""
    return never
