"""The layers above the sums of the first: outputs forwards, errors backwards, steps.

Arguments in the plural are tuples of S vectors over all nodes (see `Shape.start`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from nnexp.network.kernel.activation import activate, backpropagate
from nnexp.network.kernel.compilation import implementation, inner
from nnexp.network.kernel.elementwise import add, clear, copy
from nnexp.network.kernel.layout import Frozen, Shape, State, Task
from nnexp.network.kernel.products import gather, project, scatter
from nnexp.network.kernel.tuples import Arrays, part


@inner
def forward(shape: Shape, state: State, outputs: Arrays) -> None:
    """From the first layer's sums to the outputs of all layers, in place."""
    last = len(shape.nodes) - 1
    for layer in range(last + 1):
        begin, end, nodes = (shape.start[layer], shape.start[layer + 1], shape.nodes[layer])
        if layer > 0:
            sums = part(outputs, begin, begin + nodes)
            for s in range(len(sums)):
                copy(sums[s], state.bias[begin:end])
            weights = state.deeper[shape.matrix[layer] : shape.matrix[layer + 1]]
            project(sums, weights, part(outputs, shape.start[layer - 1], begin))
        for s in range(len(outputs)):
            activate(shape.output if layer == last else shape.hidden, outputs[s][begin:end], nodes)


@inner
def compare(
    shape: Shape,
    task: Task[Any],
    row: int,
    rate: np.floating,
    output: np.ndarray,
    error: np.ndarray,
) -> None:
    """rate·(t - o) of a sample in the last layer.

    All that follows, δ and steps, is linear in this error, so that the learning rate enters here
    and nowhere else.
    """
    last = shape.start[-2]
    label = task.samples.labels[row]
    for n in range(shape.nodes[-1]):
        target = task.targets[1] if n == label else task.targets[0]
        error[last + n] = rate * (target - output[last + n])


@inner
def backward(
    shape: Shape, state: State, exact: bool, outputs: Arrays, errors: Arrays, deltas: Arrays
) -> None:
    """From the errors of the last layer to every δ: `book` sends errors back, `exact` sends δ."""
    last = len(shape.nodes) - 1
    for layer in range(last, -1, -1):
        begin, end = shape.start[layer], shape.start[layer + 1]
        code = shape.output if layer == last else shape.hidden
        for s in range(len(outputs)):
            backpropagate(code, errors[s][begin:end], outputs[s][begin:end], deltas[s][begin:end])
        if layer > 0:
            below = part(errors, shape.start[layer - 1], begin)
            for s in range(len(below)):
                clear(below[s])
            nodes = begin + shape.nodes[layer]
            sent = part(deltas, begin, nodes) if exact else part(errors, begin, nodes)
            weights = state.deeper[shape.matrix[layer] : shape.matrix[layer + 1]]
            gather(below, weights, None, sent)


def hold(shape: Shape, frozen: Frozen | None, deltas: Arrays) -> None:
    """Clear every δ of layers whose weights are frozen, so that their steps are 0.

    To be called when all errors have been sent back: what lies below still learns by them.
    """
    if frozen is not None:
        _hold(shape, frozen, deltas)


@inner
def _hold(shape: Shape, frozen: Frozen, deltas: Arrays) -> None:
    last = len(shape.nodes) - 1
    for layer in range(last + 1):
        if frozen.output if layer == last else frozen.hidden:
            for s in range(len(deltas)):
                clear(deltas[s][shape.start[layer] : shape.start[layer + 1]])


@inner
def _hold_nothing(_shape: Shape, _frozen: None, _deltas: Arrays) -> None:
    pass


@implementation(hold)
def _hold_by_type(_shape: Any, frozen: Any, _deltas: Any) -> Any:
    chosen = _hold_nothing if isinstance(frozen, types.NoneType) else _hold
    return lambda shape, frozen, deltas: chosen(shape, frozen, deltas)


@inner
def step_above(shape: Shape, state: State, outputs: Arrays, deltas: Arrays) -> None:
    """The steps of all weights above the first layer, and of all biases."""
    for layer in range(1, len(shape.nodes)):
        begin = shape.start[layer]
        weights = state.deeper[shape.matrix[layer] : shape.matrix[layer + 1]]
        sent = part(deltas, begin, begin + shape.nodes[layer])
        scatter(weights, None, sent, part(outputs, shape.start[layer - 1], begin))
    if shape.bias:
        for s in range(len(deltas)):
            add(state.bias, state.bias.dtype.type(1), deltas[s])
