"""Networks and data as kernels hold them, and the way back.

A kernel takes plain arrays, grouped in named tuples, so that one compilation serves every
shape, depth and activation. Rows are padded with zeros to whole vectors of 64 bytes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network.activation import ACTIVATIONS
from nnexp.network.architecture import Architecture
from nnexp.network.network import Network

VECTOR_BYTES = 64


class Shape(NamedTuple):
    """Where things are; layers count from 0, the first after the inputs."""

    units: np.ndarray
    """(layers,) nodes."""
    start: np.ndarray
    """(layers + 1,) where a layer's nodes begin in arrays over all nodes, padding included."""
    matrix: np.ndarray
    """(layers + 1,) where a layer's weights begin in `State.deeper`; entry 0 is not used."""
    hidden: int
    """Code of the hidden activation."""
    output: int
    """Code of the output activation."""


class State(NamedTuple):
    """What training changes. The first layer's weights are V + u·1ᵀ, and r = V·1."""

    first: np.ndarray
    """V, (inputs, width): row j holds the weights of input j to every node."""
    shift: np.ndarray
    """u, (width,)."""
    total: np.ndarray
    """r, (width,)."""
    deeper: np.ndarray
    """Weights of the later layers one after the other, each (nodes, width of the layer below)."""
    bias: np.ndarray
    """(start[-1],), zero without biases."""


class Samples(NamedTuple):
    """Every row of a data set: x = background·1 + p, p sparse, or x itself when dense."""

    indptr: np.ndarray
    indices: np.ndarray
    values: np.ndarray
    dense: np.ndarray
    """(n, inputs), or (0, inputs) when the data are sparse."""
    labels: np.ndarray
    background: float


def shape_of(architecture: Architecture, dtype: np.dtype) -> Shape:
    """Offsets for an architecture in a dtype."""
    units = architecture.layers[1:]
    widths = [_padded(nodes, dtype) for nodes in units]
    sizes = [0, *(nodes * below for nodes, below in zip(units[1:], widths[:-1], strict=True))]
    codes = list(ACTIVATIONS)
    return Shape(
        np.array(units, dtype=np.int64),
        np.cumsum([0, *widths], dtype=np.int64),
        np.cumsum([0, *sizes], dtype=np.int64)[:-1],
        codes.index(architecture.activation),
        codes.index(architecture.output_activation),
    )


def pack(network: Network) -> tuple[Shape, State]:
    """The kernel's form of a network, with u = 0."""
    dtype = network.dtype
    shape = shape_of(network.architecture, dtype)
    first = network.weights[0]
    width = _padded(len(first), dtype)
    rows = aligned((first.shape[1], width), dtype)
    rows[:, : len(first)] = first.T
    state = State(
        first=rows,
        shift=aligned((width,), dtype),
        total=aligned((width,), dtype),
        deeper=aligned(
            (sum(len(w) * _padded(w.shape[1], dtype) for w in network.weights[1:]),), dtype
        ),
        bias=aligned((int(shape.start[-1]),), dtype),
    )
    # In float64, so that r is the rounded sum and not a sum of roundings.
    state.total[: len(first)] = first.sum(axis=1, dtype=np.float64)
    for layer, weights in enumerate(network.weights[1:], start=1):
        _deeper(state, shape, layer, weights.shape)[:, : weights.shape[1]] = weights
    for layer, bias in enumerate(network.biases):
        begin = shape.start[layer]
        state.bias[begin : begin + len(bias)] = bias
    return shape, state


def unpack(architecture: Architecture, shape: Shape, state: State) -> Network:
    """The network that a kernel's state stands for: W = V + u·1ᵀ."""
    nodes = architecture.layers[1]
    first = (state.first[:, :nodes] + state.shift[:nodes]).T
    deeper = tuple(
        _deeper(state, shape, layer, links)[:, : links[1]]
        for layer, links in enumerate(architecture.shapes[1:], start=1)
    )
    biases = tuple(
        state.bias[begin : begin + nodes]
        for begin, nodes in zip(shape.start, architecture.layers[1:], strict=False)
    )
    return Network(architecture, (first, *deeper), biases if architecture.bias else ())


def samples_of(encoded: Encoded) -> Samples:
    """The kernel's view of encoded data; no copy."""
    dense = encoded.dense
    return Samples(
        _plain(encoded.indptr),
        _plain(encoded.indices),
        _plain(encoded.values),
        _plain(np.empty((0, encoded.features), dtype=encoded.dtype) if dense is None else dense),
        _plain(encoded.labels),
        float(encoded.background) if dense is None else 0.0,
    )


def aligned(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Zeros whose first element starts a vector."""
    count = int(np.prod(shape))
    size = np.dtype(dtype).itemsize
    room = np.zeros(count + VECTOR_BYTES // size, dtype=dtype)
    skip = (-room.ctypes.data % VECTOR_BYTES) // size
    return room[skip : skip + count].reshape(shape)


def _deeper(state: State, shape: Shape, layer: int, links: tuple[int, int]) -> np.ndarray:
    nodes, below = links
    width = _padded(below, state.deeper.dtype)
    begin = int(shape.matrix[layer])
    return state.deeper[begin : begin + nodes * width].reshape(nodes, width)


def _padded(units: int, dtype: np.dtype) -> int:
    lanes = VECTOR_BYTES // np.dtype(dtype).itemsize
    return -(-units // lanes) * lanes


def _plain(array: np.ndarray) -> np.ndarray:
    """A read-only view of one type, whether memory-mapped or not: one compilation for both."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view
