"""A network as the state of a run: the arrays of its layers by name."""

from __future__ import annotations

from nnexp.network import Architecture, Network, NetworkError
from nnexp.trainables.outcome import State


def state_of(network: Network) -> State:
    """`weights_1`, `weights_2`, … and `biases_1`, … of each layer after the inputs."""
    return {
        **{f"weights_{layer}": array for layer, array in enumerate(network.weights, start=1)},
        **{f"biases_{layer}": array for layer, array in enumerate(network.biases, start=1)},
    }


def network_from(state: State, architecture: Architecture) -> Network:
    """The network of a state.

    Args:
        state: from `state_of`.
        architecture: of the run that it is the state of.

    Raises:
        NetworkError: it is the state of another kind of network.
    """
    layers = range(1, len(architecture.layers))
    names = [f"weights_{layer}" for layer in layers]
    biases = [f"biases_{layer}" for layer in layers] if architecture.bias else []
    if state.keys() != {*names, *biases}:
        raise NetworkError(f"state of {', '.join(sorted(state))}: is none of {architecture}")
    return Network(
        architecture, tuple(map(state.__getitem__, names)), tuple(map(state.__getitem__, biases))
    )
