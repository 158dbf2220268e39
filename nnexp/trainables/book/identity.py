"""What makes two trainings the same: canonical form and description of a grid point."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from typing import Any, Protocol

from nnexp.settings import (
    DataSettings,
    GridPoint,
    NetworkSettings,
    Scalar,
    TrainingSettings,
)
from nnexp.trainables.book.columns import BOOK

# Where the data lie, what they are called and how they are read cannot change a number: their
# content can, and stands in for them by its fingerprint.
# The seed is no part of it, but of a run's name.
_NOT_IN_IT = (*BOOK.data_sets, *BOOK.replicates)

# Settings that came after curves were stored: left out at their default, so that what was
# trained before them is still known.
_LATER = {
    "data.label_noise": DataSettings.label_noise,
    "data.rotation": DataSettings.rotation,
    "training.freeze": TrainingSettings.freeze,
}

# Without hidden layers all links lead into the output nodes.
_WITHOUT_HIDDEN = {"hidden": "none", "all": "output"}


class IdentityContent(Protocol):
    """What the identity of a run needs to know of its data."""

    @property
    def fingerprint(self) -> str:
        """Hash of the content."""

    @property
    def has_test_set(self) -> bool:
        """Whether the source has a test set of its own, so that `data.test_share` is not read."""


def depends_on_total(settings: Mapping[str, Scalar]) -> bool:
    """Whether the first epochs of a longer training differ from a shorter training."""
    return settings["training.schedule"] != "constant"


def canonical(point: GridPoint, content: IdentityContent) -> GridPoint:
    """The grid point with every setting that its training never reads at its default.

    Points with the same canonical form are served by one run. It is the canonical point that
    is trained, so no number can depend on which of them was asked for first.
    """
    data, network, training = point.data, point.network, point.training
    if content.has_test_set:
        data = _with(data, test_share=DataSettings.test_share)
    if not point.hidden_nodes:
        network = _with(network, activation=NetworkSettings.activation)
        training = _with(training, freeze=_WITHOUT_HIDDEN.get(training.freeze, training.freeze))
    if network.init == "zero":
        network = _with(network, init_scale=NetworkSettings.init_scale)
    settled: GridPoint = _with(point, data=data, network=network, training=training)
    return settled


def longer(point: GridPoint, epochs: int) -> GridPoint:
    """The same grid point with another number of epochs."""
    changed: GridPoint = _with(point, epochs=epochs)
    return changed


def describe(
    settings: Mapping[str, Scalar], content: IdentityContent, kernel_revision: int, target: str
) -> str:
    """Canonical JSON of all that can change a run's numbers, seed and repeat aside.

    Args:
        settings: `flatten` of a canonical grid point (see `canonical`).
        content: of its data.
        kernel_revision: `nnexp.network.KERNEL_REVISION`.
        target: `nnexp.network.target()`.

    Returns:
        One line of JSON with sorted keys, equal on every machine and in every process.
    """
    known: dict[str, Scalar] = {
        **settings,
        "data_fingerprint": content.fingerprint,
        "kernel_revision": kernel_revision,
        "target": target,
    }
    left_out = {name for name, default in _LATER.items() if known.get(name) == default}
    left_out.update(_NOT_IN_IT)
    if not depends_on_total(settings):
        left_out.add("epochs")
    members = [
        _member(name, value) if (value := known[name]) else _member(name, value, str(value))
        for name in _in_order(tuple(known))
        if name not in left_out
    ]
    return f"{{{','.join(members)}}}"


@functools.lru_cache(maxsize=16)
def _in_order(names: tuple[str, ...]) -> list[str]:
    return sorted(names)


# The points of a large grid share most of their values. 0.0 and -0.0 are equal and of one type:
# only their texts tell them apart.
@functools.lru_cache(maxsize=4096, typed=True)
def _member(name: str, value: Scalar, _text: str = "") -> str:
    return f"{json.dumps(name)}:{json.dumps(value, allow_nan=False)}"


def _with(settings: Any, **changes: Any) -> Any:
    """`dataclasses.replace`, but the same object when nothing changes: it validates anew."""
    for name, value in changes.items():
        before = getattr(settings, name)
        if before is not value and before != value:
            return dataclasses.replace(settings, **changes)
    return settings
