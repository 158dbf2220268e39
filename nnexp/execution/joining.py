"""Joining the cluster of an engine for the time of a sweep."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
from collections.abc import Callable, Iterator

from nnexp.execution.cluster import Cluster, EngineError, Say
from nnexp.settings import ENGINES, EngineSettings
from nnexp.trainables.trainable import Trainable

Join = Callable[[EngineSettings, Trainable, Say], Cluster]
"""Joins the cluster at `engine.address`, or prepares one of its own where none is named."""


@contextlib.contextmanager
def joined(engine: EngineSettings, trainable: Trainable, say: Say) -> Iterator[Cluster | None]:
    """The cluster of an engine for the time of the block; None for those of this machine.

    Args:
        engine: with an address a running cluster is joined, else one is started when needed.
        trainable: what is to be trained.
        say: shows a line to the user.

    Raises:
        EngineError: its package is not installed, nobody answers at its address, or its
            workers would not all give the same bits.
    """
    if not engine.cluster:
        yield None
        return
    cluster = _join(engine, trainable, say)
    try:
        yield cluster
    finally:
        cluster.close()


def _join(engine: EngineSettings, trainable: Trainable, say: Say) -> Cluster:
    kind = ENGINES[engine.name]
    if kind.package and importlib.util.find_spec(kind.package) is None:
        raise EngineError(
            f"engine={engine.name}: the package {kind.package} is not installed; "
            f"install it with pip install 'nnexp[{engine.name}]'"
        )
    module, _, name = kind.join.partition(":")
    join: Join = getattr(importlib.import_module(module), name)
    return join(engine, trainable, say)
