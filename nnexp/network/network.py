"""A network as a value: its shape, its weights, and what can be asked of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np

from nnexp.network.activation import ACTIVATIONS
from nnexp.network.architecture import Architecture, NetworkError
from nnexp.network.archive import read, write
from nnexp.settings import shown_argument

_DTYPES = (np.dtype("float32"), np.dtype("float64"))


@dataclasses.dataclass(frozen=True, eq=False)
class Network:
    """Immutable: arrays are read-only, training returns a new network."""

    architecture: Architecture
    weights: tuple[np.ndarray, ...]
    """Of each layer after the inputs, (nodes, incoming links), as in the book."""
    biases: tuple[np.ndarray, ...] = ()
    """Of each layer after the inputs, (nodes,); empty when the architecture has no bias."""

    def __post_init__(self) -> None:
        problem = _problem(self.architecture, self.weights, self.biases)
        if problem:
            raise NetworkError(problem)
        object.__setattr__(self, "weights", tuple(_sealed(array) for array in self.weights))
        object.__setattr__(self, "biases", tuple(_sealed(array) for array in self.biases))

    def __repr__(self) -> str:
        nodes = "-".join(map(str, self.architecture.layers))
        kinds = ", ".join(dict.fromkeys(self.architecture.activations))
        bias = ", biases" if self.biases else ""
        return f"<Network {nodes}: {kinds}{bias}, {self.dtype}>"

    @property
    def dtype(self) -> np.dtype:
        """float32 or float64, the same for all arrays."""
        return self.weights[0].dtype

    def query(self, inputs: np.ndarray) -> np.ndarray:
        """What the network answers.

        Args:
            inputs: (inputs,) or (samples, inputs), scaled as in training.

        Returns:
            Outputs, (outputs,) or (samples, outputs), of the network's dtype.

        Raises:
            NetworkError: inputs of another width.
        """
        signal = self._vector(inputs, self.architecture.layers[0], "inputs")
        for layer, name in enumerate(self.architecture.activations):
            sums = signal @ self.weights[layer].T
            if self.biases:
                sums = sums + self.biases[layer]
            signal = ACTIVATIONS[name].value(sums)
        return signal

    def backquery(self, targets: np.ndarray) -> np.ndarray:
        """An input that the network associates with these outputs: the book's look inside.

        From the outputs back to the inputs, each layer's signal goes through the inverse of its
        activation and the transposed weights, and is rescaled to 0.01…0.99, so that the next
        inverse exists. Biases are taken off before the weights.

        Args:
            targets: (outputs,) or (samples, outputs), inside the range of the output activation.

        Returns:
            Inputs, (inputs,) or (samples, inputs), each sample from 0.01 to 0.99.

        Raises:
            NetworkError: targets of another width or out of range, or a `step` activation, which
                has no inverse.

        Reference:
            T. Rashid, Make Your Own Neural Network, "Inside the Mind of a Neural Network".
        """
        signal = self._vector(targets, self.architecture.layers[-1], "targets")
        for layer, name in reversed(tuple(enumerate(self.architecture.activations))):
            activation = ACTIVATIONS[name]
            if activation.inverse is None:
                raise NetworkError(
                    f"activation={name}: has no inverse, so this network cannot be queried "
                    "backwards; train one with sigmoid, tanh, relu or linear"
                )
            if not np.all((signal > activation.lowest) & (signal < activation.highest)):
                raise NetworkError(
                    f"targets={_extent(signal)}: outputs of {name} lie between "
                    f"{activation.lowest:g} and {activation.highest:g}, both excluded; "
                    "for example 0.01 and 0.99"
                )
            sums = activation.inverse(signal)
            if self.biases:
                sums = sums - self.biases[layer]
            signal = _rescaled(sums @ self.weights[layer])
        return signal

    def save(self, target: Path | str | BinaryIO) -> None:
        """Write the network to a `.npz` file or an open binary file; see `load`."""
        write((self.architecture, self.weights, self.biases), target)

    @classmethod
    def load(cls, source: Path | str | BinaryIO) -> Self:
        """Read a network that `save` wrote; nothing is unpickled.

        Raises:
            NetworkError: no such file, or not a network as `save` writes it.
        """
        return cls(*read(source))

    def _vector(self, values: np.ndarray, width: int, name: str) -> np.ndarray:
        try:
            signal = np.asarray(values, dtype=self.dtype)
        except (TypeError, ValueError):
            raise NetworkError(
                f"{name}={shown_argument(values)}: must be numbers, ({width},) for one sample or "
                f"(samples, {width})"
            ) from None
        if signal.ndim not in (1, 2) or signal.shape[-1] != width:
            raise NetworkError(
                f"{name} of shape {signal.shape}: this network takes ({width},) for one sample or "
                f"(samples, {width})"
            )
        return signal


def _rescaled(signal: np.ndarray) -> np.ndarray:
    """Each sample stretched linearly to 0.01…0.99; a constant one becomes 0.01."""
    lifted = signal - signal.min(axis=-1, keepdims=True)
    highest = lifted.max(axis=-1, keepdims=True)
    scaled = lifted / np.where(highest > 0, highest, np.ones_like(highest))
    stretched: np.ndarray = scaled * signal.dtype.type(0.98) + signal.dtype.type(0.01)
    return stretched


def _extent(signal: np.ndarray) -> str:
    return f"{signal.min():g} to {signal.max():g}"


def _sealed(array: np.ndarray) -> np.ndarray:
    if array.flags.c_contiguous and not array.flags.writeable:
        return array
    copy = np.array(array, order="C")
    copy.setflags(write=False)
    return copy


def _problem(
    architecture: Architecture, weights: tuple[np.ndarray, ...], biases: tuple[np.ndarray, ...]
) -> str | None:
    """What keeps these arrays from being a network of this architecture, or None."""
    if not isinstance(architecture, Architecture):
        return f"architecture={shown_argument(architecture)}: must be an Architecture"
    for name, arrays in (("weights", weights), ("biases", biases)):
        if not isinstance(arrays, (tuple, list)) or not all(
            isinstance(array, np.ndarray) for array in arrays
        ):
            return f"{name}={shown_argument(arrays)}: must be a tuple of arrays"
    shapes = list(architecture.shapes)
    if [array.shape for array in weights] != shapes:
        return f"weights of shapes {[array.shape for array in weights]}: must be {shapes}"
    widths = [(nodes,) for nodes, _ in shapes] if architecture.bias else []
    if [array.shape for array in biases] != widths:
        return f"biases of shapes {[array.shape for array in biases]}: must be {widths}"
    dtypes = {array.dtype for array in (*weights, *biases)}
    if len(dtypes) > 1 or not dtypes <= set(_DTYPES):
        found = ", ".join(sorted(str(dtype) for dtype in dtypes))
        return f"arrays of {found}: must all be float32 or all float64"
    return None
