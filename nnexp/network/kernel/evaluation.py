"""Evaluation: how well the weights do on given rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexp.network.kernel.activation import count_saturated
from nnexp.network.kernel.compilation import inner, kernel
from nnexp.network.kernel.first_layer import sum_inputs
from nnexp.network.kernel.layers import forward
from nnexp.network.kernel.layout import Judged, Shape, State, Task, Work
from nnexp.network.kernel.tuples import TOGETHER, part, take


@kernel
def evaluate_rows(
    shape: Shape, state: State, work: Work, task: Task[Any], rows: np.ndarray, found: Judged
) -> None:
    """Answer rows, and put into `found` what there is to say of each."""
    outputs = take(work.outputs, (0, 1, 2, 3))
    sums = part(outputs, 0, shape.start[1])
    for i in range(0, len(rows), TOGETHER):
        live = min(TOGETHER, len(rows) - i)
        sum_inputs(state, task.samples, rows, i, live, sums, work.masses)
        forward(shape, state, outputs)
        for s in range(live):
            label = task.samples.labels[rows[i + s]]
            found.squares[i + s], answer = _judge(shape, task, label, outputs[s])
            found.right[i + s] = answer == label
            saturated = 0
            for layer in range(len(shape.nodes) - 1):
                begin = shape.start[layer]
                hidden = outputs[s][begin : begin + shape.nodes[layer]]
                saturated += count_saturated(shape.hidden, hidden)
            found.saturated[i + s] = saturated


@inner
def _judge(shape: Shape, task: Task[Any], label: int, output: np.ndarray) -> tuple[float, int]:
    """Σ (t - o)² and the class of the largest output, the first of equals."""
    answers = output[shape.start[-2] : shape.start[-2] + shape.nodes[-1]]
    # In float64: a float32 square overflows long before the weights do.
    wrong, right = np.float64(task.targets[0]), np.float64(task.targets[1])
    square = 0.0
    largest = answers[0]
    for n in range(len(answers)):
        error = (right if n == label else wrong) - np.float64(answers[n])
        square += error * error
        largest = answers[n] if answers[n] > largest else largest
    # Whether an output is the largest so far cannot be foreseen, so there is no branch on it.
    answer = 0
    for n in range(len(answers) - 1, -1, -1):
        answer = n if answers[n] == largest else answer
    return square, answer
