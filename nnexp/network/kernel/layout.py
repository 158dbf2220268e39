"""Networks and data as kernels hold them, and the way back.

A kernel takes plain arrays, grouped in named tuples, so that one compilation serves every
shape, depth and activation. Vectors over the nodes of a layer are padded with zeros to whole
vectors of 64 bytes.
"""

from __future__ import annotations

import functools
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from nnexp.datasets import Encoded
from nnexp.network.activation import ACTIVATIONS
from nnexp.network.architecture import Architecture
from nnexp.network.network import Network

VECTOR_BYTES = 64


class Shape(NamedTuple):
    """What stays the same in training. Layers count from 0, the first after the inputs."""

    nodes: np.ndarray
    """(layers,) without padding."""
    start: np.ndarray
    """(layers + 1,) where a layer begins in vectors over all nodes, padding included."""
    matrix: np.ndarray
    """(layers + 1,) where a layer's weights begin in `State.deeper`; none for layer 0."""
    hidden: int
    """Code of the hidden activation: its position in `ACTIVATIONS`."""
    output: int
    """Code of the output activation."""
    bias: bool
    """Whether biases are trained."""


class State(NamedTuple):
    """What training changes. The first layer's weights are V + u·1ᵀ, and r = V·1."""

    first: np.ndarray
    """V, flat (inputs, width): row j holds the weights of input j to every node."""
    shift: np.ndarray
    """u, (width,)."""
    total: np.ndarray
    """r, (width,)."""
    deeper: np.ndarray
    """Weights of the layers above, one after the other, each flat (nodes, width of the inputs)."""
    bias: np.ndarray
    """Over all nodes; zero without biases."""


class Work(NamedTuple):
    """Room for what kernels compute on the way, for each of the samples of a step."""

    outputs: np.ndarray
    """(samples, all nodes)."""
    errors: np.ndarray
    """(samples, all nodes), times the learning rate."""
    deltas: np.ndarray
    """(samples, all nodes), times the learning rate."""
    masses: np.ndarray
    """(samples,), 1ᵀp."""


class Sparse(NamedTuple):
    """Every row of a data set as x = background·1 + p, with p sparse."""

    indptr: np.ndarray
    """(n + 1,): row i of p is `indices` and `values` from indptr[i] to indptr[i+1]."""
    indices: np.ndarray
    values: np.ndarray
    labels: np.ndarray
    background: float
    features: int


class Dense(NamedTuple):
    """Every row of a data set as it is."""

    inputs: np.ndarray
    """(n, features)."""
    labels: np.ndarray


Kind = TypeVar("Kind", bound=Sparse | Dense)


class Frozen(NamedTuple):
    """Which links keep their weights, the biases of the nodes that they lead to included."""

    hidden: bool
    """Those up to the last hidden layer."""
    output: bool
    """Those into the output nodes."""


class Task(NamedTuple, Generic[Kind]):
    """What is learned, and by which rule."""

    samples: Kind
    targets: np.ndarray
    """(2,), of the wrong and of the right class."""
    exact: bool
    """The `exact` rule rather than the `book`'s."""
    batch_size: int
    frozen: Frozen | None = None
    """None where all weights learn: a type of its own, so that kernels for it hold nothing."""


class Judged(NamedTuple):
    """What evaluation finds out, row by row."""

    squares: np.ndarray
    """(rows,) float64, Σ (t - o)²."""
    right: np.ndarray
    """(rows,) bool, whether the largest output is the label's."""
    saturated: np.ndarray
    """(rows,) int64, number of saturated hidden outputs."""


@functools.lru_cache(maxsize=64)
def shape_of(architecture: Architecture, dtype: np.dtype) -> Shape:
    """Where things are in a network's arrays.

    Args:
        architecture: of the network.
        dtype: of the network.
    """
    nodes = architecture.layers[1:]
    widths = [padded(count, dtype) for count in nodes]
    sizes = [count * below for count, below in zip(nodes[1:], widths[:-1], strict=True)]
    codes = list(ACTIVATIONS)
    return Shape(
        np.array(nodes, dtype=np.int64),
        np.cumsum([0, *widths], dtype=np.int64),
        np.cumsum([0, 0, *sizes], dtype=np.int64),
        codes.index(architecture.activation),
        codes.index(architecture.output_activation),
        architecture.bias,
    )


def pack(network: Network) -> tuple[Shape, State]:
    """A copy of a network in the kernel's form, with u = 0."""
    dtype = network.dtype
    shape = shape_of(network.architecture, dtype)
    inputs, nodes = network.architecture.layers[:2]
    width = int(shape.start[1])
    state = State(
        *aligned(
            inputs * width, width, width, int(shape.matrix[-1]), int(shape.start[-1]), dtype=dtype
        )
    )
    state.first.reshape(inputs, width)[:, :nodes] = network.weights[0].T
    # In float64: r is then the rounded sum and not a sum of roundings.
    state.total[:nodes] = network.weights[0].sum(axis=1, dtype=np.float64)
    for layer, weights in enumerate(network.weights[1:], start=1):
        _matrix(shape, state, layer)[:, : weights.shape[1]] = weights
    for begin, bias in zip(shape.start, network.biases, strict=False):
        state.bias[begin : begin + len(bias)] = bias
    return shape, state


def unpack(architecture: Architecture, shape: Shape, state: State) -> Network:
    """The network that a kernel's state stands for: W = V + u·1ᵀ."""
    inputs, nodes = architecture.layers[:2]
    first = state.first.reshape(inputs, -1)[:, :nodes] + state.shift[:nodes]
    deeper = (
        _matrix(shape, state, layer)[:, :links]
        for layer, (_, links) in enumerate(architecture.shapes[1:], start=1)
    )
    biases = (
        state.bias[begin : begin + nodes]
        for begin, nodes in zip(shape.start, architecture.layers[1:], strict=False)
    )
    return Network(architecture, (first.T, *deeper), tuple(biases) if architecture.bias else ())


def work_for(shape: Shape, dtype: np.dtype, samples: int) -> Work:
    """Room for as many samples."""
    width = int(shape.start[-1])
    room = aligned(*(samples * width,) * 3, samples, dtype=dtype)
    outputs, errors, deltas = (matrix.reshape(samples, width) for matrix in room[:3])
    return Work(outputs, errors, deltas, room[3])


def samples_of(encoded: Encoded) -> Sparse | Dense:
    """The kernel's view of encoded data, dense where `encode` found that to pay; no copy."""
    if encoded.dense is not None:
        return Dense(plain(encoded.dense), plain(encoded.labels))
    return Sparse(
        plain(encoded.indptr),
        plain(encoded.indices),
        plain(encoded.values),
        plain(encoded.labels),
        float(encoded.background),
        encoded.features,
    )


def aligned(*counts: int, dtype: np.dtype) -> list[np.ndarray]:
    """Arrays of zeros, each of which starts a vector, in one stretch of memory."""
    ends = list(accumulate(padded(count, dtype) for count in counts))
    size = np.dtype(dtype).itemsize
    room = np.zeros(ends[-1] + VECTOR_BYTES // size, dtype=dtype)
    skip = (-room.__array_interface__["data"][0] % VECTOR_BYTES) // size
    return [
        room[skip + begin :][:count] for begin, count in zip([0, *ends[:-1]], counts, strict=True)
    ]


def padded(nodes: int, dtype: np.dtype) -> int:
    """The number of elements of a vector over `nodes`."""
    lanes = VECTOR_BYTES // np.dtype(dtype).itemsize
    return -(-nodes // lanes) * lanes


def _matrix(shape: Shape, state: State, layer: int) -> np.ndarray:
    """The weights of a layer above the first, (nodes, width of the layer below)."""
    flat: np.ndarray = state.deeper[shape.matrix[layer] : shape.matrix[layer + 1]]
    return flat.reshape(shape.nodes[layer], -1)


def plain(array: np.ndarray) -> np.ndarray:
    """A read-only view of one type, memory-mapped or not: one compilation serves both."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view
