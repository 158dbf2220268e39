"""The worker's side of Ray: its data lie in the object store of its node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ray

from nnexp.execution.worker import never
from nnexp.trainables.trainable import Content


def fetch(reference: Any) -> Content:
    """Get published data; Ray moves them to a node once, for all its workers."""
    content: Content = ray.get(reference)
    return content


def watch() -> Callable[[], bool]:
    """Ray kills the workers of a sweep that is given up, so that none need ask."""
    return never
