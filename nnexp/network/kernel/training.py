"""Training: the kernels that turn samples into better weights.

Three do the same arithmetic in different order, each where it is fastest: `train_singly` for
one sparse sample after the other, `train_ahead` for one dense sample after the other, and
`train_batches` for steps of several samples. All visit `rows` in their order, change `state`
in place and use `work` as scratch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexp.network.kernel.compilation import inner, kernel
from nnexp.network.kernel.elementwise import add, clear, dot
from nnexp.network.kernel.first_layer import step_inputs, sum_inputs
from nnexp.network.kernel.layers import backward, compare, forward, hold, step_above
from nnexp.network.kernel.layout import Dense, Shape, Sparse, State, Task, Work
from nnexp.network.kernel.products import gather, scatter
from nnexp.network.kernel.tuples import TOGETHER, four, part, take


@kernel
def train_singly(
    shape: Shape, state: State, work: Work, task: Task[Sparse], rows: np.ndarray, lr: float
) -> None:
    """A step after every sample."""
    rate = state.first.dtype.type(lr)
    only = (0,)
    outputs, errors = take(work.outputs, only), take(work.errors, only)
    deltas = take(work.deltas, only)
    sums, first_deltas = part(outputs, 0, shape.start[1]), part(deltas, 0, shape.start[1])
    for i in range(len(rows)):
        sum_inputs(state, task.samples, rows, i, 1, sums, work.masses)
        forward(shape, state, outputs)
        compare(shape, task, rows[i], rate, outputs[0], errors[0])
        backward(shape, state, task.exact, outputs, errors, deltas)
        hold(shape, task.frozen, deltas)
        step_inputs(state, task.samples, rows, i, 1, first_deltas, work.masses)
        step_above(shape, state, outputs, deltas)


@kernel
def train_ahead(
    shape: Shape, state: State, work: Work, task: Task[Dense], rows: np.ndarray, lr: float
) -> None:
    """A step after every sample, with two passes over the first layer for `TOGETHER` of them.

    The step of sample t adds δ_t x_tᵀ to the weights, so that the sums of a later sample s grow
    by δ_t (x_tᵀ x_s): the sums of all can come from the weights before the first step, each
    corrected for the steps between.
    """
    rate = state.first.dtype.type(lr)
    numbers = (0, 1, 2, 3)
    width = shape.start[1]
    sums = part(take(work.outputs, numbers), 0, width)
    deltas = part(take(work.deltas, numbers), 0, width)
    for begin in range(0, len(rows), TOGETHER):
        live = min(TOGETHER, len(rows) - begin)
        inputs = take(task.samples.inputs, four(rows, begin))
        for s in range(TOGETHER):
            clear(sums[s])
            clear(deltas[s])
        gather(sums, state.first, None, inputs)
        for s in range(live):
            add(sums[s], state.bias.dtype.type(1), state.bias)
            for t in range(s):
                add(sums[s], dot(inputs[t], inputs[s]), deltas[t])
            _learn_above(shape, state, work, task, rows[begin + s], s, rate)
        scatter(state.first, None, inputs, deltas)


@kernel
def train_batches(
    shape: Shape, state: State, work: Work, task: Task[Any], rows: np.ndarray, lr: float
) -> None:
    """A step after every `Task.batch_size` samples, the mean of their own.

    The last step has the samples that are left.
    """
    for begin in range(0, len(rows), task.batch_size):
        size = min(task.batch_size, len(rows) - begin)
        rate = state.first.dtype.type(lr / size)
        for i in range(0, size, TOGETHER):
            live = min(TOGETHER, size - i)
            _learn_some(shape, state, work, task, rows, begin, i, live, rate)
        for i in range(0, size, TOGETHER):
            live = min(TOGETHER, size - i)
            numbers = (i, i + 1, i + 2, i + 3)
            outputs, deltas = take(work.outputs, numbers), take(work.deltas, numbers)
            first_deltas, masses = part(deltas, 0, shape.start[1]), work.masses[i:]
            step_inputs(state, task.samples, rows, begin + i, live, first_deltas, masses)
            step_above(shape, state, outputs, deltas)


@inner
def _learn_some(
    shape: Shape,
    state: State,
    work: Work,
    task: Task[Any],
    rows: np.ndarray,
    begin: int,
    i: int,
    live: int,
    rate: np.floating,
) -> None:
    """δ of the i-th sample after `begin` and those after it: `live` ones, and 0 to fill up."""
    numbers = (i, i + 1, i + 2, i + 3)
    outputs, errors = take(work.outputs, numbers), take(work.errors, numbers)
    sums = part(outputs, 0, shape.start[1])
    sum_inputs(state, task.samples, rows, begin + i, live, sums, work.masses[i:])
    forward(shape, state, outputs)
    for s in range(live):
        compare(shape, task, rows[begin + i + s], rate, outputs[s], errors[s])
    for s in range(live, TOGETHER):
        clear(errors[s])
    deltas = take(work.deltas, numbers)
    backward(shape, state, task.exact, outputs, errors, deltas)
    hold(shape, task.frozen, deltas)


@inner
def _learn_above(
    shape: Shape, state: State, work: Work, task: Task[Any], row: int, s: int, rate: np.floating
) -> None:
    """δ of one sample whose sums in the first layer are known, and all steps but the first's."""
    only = (s,)
    outputs, errors = take(work.outputs, only), take(work.errors, only)
    deltas = take(work.deltas, only)
    forward(shape, state, outputs)
    compare(shape, task, row, rate, outputs[0], errors[0])
    backward(shape, state, task.exact, outputs, errors, deltas)
    hold(shape, task.frozen, deltas)
    step_above(shape, state, outputs, deltas)
