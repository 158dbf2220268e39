"""The shape of a network: its layers and what its nodes compute."""

from __future__ import annotations

import dataclasses

from nnexp.errors import NnexpError
from nnexp.network.activation import ACTIVATIONS
from nnexp.settings import nearest


class NetworkError(NnexpError):
    """A network cannot be built, read or used as asked."""


@dataclasses.dataclass(frozen=True)
class Architecture:
    """What two networks share when only their weights differ."""

    layers: tuple[int, ...]
    """Nodes of each layer, inputs first, outputs last: (784, 100, 10)."""
    activation: str = "sigmoid"
    """Of hidden nodes."""
    output_activation: str = "sigmoid"
    bias: bool = False

    def __post_init__(self) -> None:
        layers = tuple(int(nodes) for nodes in self.layers)
        if len(layers) < 2 or min(layers) < 1:
            raise NetworkError(
                f"layers={list(layers)}: a network needs an input and an output layer of at least "
                "one node each; for example layers=(784, 100, 10)"
            )
        object.__setattr__(self, "layers", layers)
        object.__setattr__(self, "bias", bool(self.bias))
        for field in ("activation", "output_activation"):
            name = getattr(self, field)
            if name not in ACTIVATIONS:
                raise NetworkError(
                    f"{field}={name}: must be one of {', '.join(ACTIVATIONS)}"
                    f"{nearest(str(name), tuple(ACTIVATIONS))}"
                )

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each layer after the inputs."""
        return (self.activation,) * (len(self.layers) - 2) + (self.output_activation,)

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(nodes, incoming links per node) of each layer after the inputs."""
        return tuple(zip(self.layers[1:], self.layers[:-1], strict=True))
