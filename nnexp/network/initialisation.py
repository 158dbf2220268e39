"""The first weights of a network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnexp.network.architecture import Architecture, NetworkError
from nnexp.network.network import Network
from nnexp.settings import INITS, nearest

# (generator, nodes, incoming links) -> weights of one layer.
_DRAWS: dict[str, Callable[[np.random.Generator, int, int], np.ndarray]] = {
    "fan_in": lambda draw, nodes, links: draw.standard_normal((nodes, links)) / np.sqrt(links),
    "fan_out": lambda draw, nodes, links: draw.standard_normal((nodes, links)) / np.sqrt(nodes),
    "uniform": lambda draw, nodes, links: draw.uniform(-0.5, 0.5, (nodes, links)),
    "zero": lambda _, nodes, links: np.zeros((nodes, links)),
    "constant": lambda _, nodes, links: np.ones((nodes, links)),
}


def initialise(
    architecture: Architecture,
    init: str,
    init_scale: float,
    dtype: str | np.dtype,
    generator: np.random.Generator,
) -> Network:
    """A network before training.

    Layers are drawn in float64 from the inputs up, one after the other, then scaled and rounded:
    equal layers and generators give the same draws whatever the scale or the dtype, and `fan_in`
    and `fan_out` differ by a factor only. Biases start at 0 under every `init`.

    Args:
        architecture: the shape.
        init: `fan_in` (normal, deviation 1/√links), `fan_out` (normal, deviation 1/√nodes),
            `uniform` (within ±0.5), `zero` or `constant` (1).
        init_scale: factor on every weight.
        dtype: float32 or float64.
        generator: source of the draws; `zero` and `constant` draw nothing.

    Returns:
        The network.

    Raises:
        NetworkError: an `init` that does not exist.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Preparing Data: Random Initial Weights".
    """
    if init not in _DRAWS:
        raise NetworkError(f"init={init}: must be one of {', '.join(INITS)}{nearest(init, INITS)}")
    weights = tuple(
        (init_scale * _DRAWS[init](generator, nodes, links)).astype(dtype)
        for nodes, links in architecture.shapes
    )
    biases = tuple(np.zeros(nodes, dtype=dtype) for nodes, _ in architecture.shapes)
    return Network(architecture, weights, biases if architecture.bias else ())
