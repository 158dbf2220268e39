"""Evaluation: how well the weights do on given rows."""

from __future__ import annotations

import numpy as np

from nnexp.network.kernel.activation import RELU, SIGMOID, TANH
from nnexp.network.kernel.compilation import inner, kernel
from nnexp.network.kernel.training import forward


@kernel
def evaluate_rows(shape, state, samples, rows, targets, squares):
    """Squared errors of every row; the number of right answers and of saturated outputs."""
    output = np.zeros(shape.start[-1], state.first.dtype)
    last = shape.start[len(shape.units) - 1]
    classes = shape.units[-1]
    right = 0
    stuck = 0
    for i in range(len(rows)):
        row = rows[i]
        squares[i] = 0
        forward(shape, state, samples, row, output)
        answer = 0
        for n in range(classes):
            error = np.float64(targets[1 if n == samples.labels[row] else 0]) - np.float64(
                output[last + n]
            )
            squares[i] += error * error
            if output[last + n] > output[last + answer]:
                answer = n
        right += answer == samples.labels[row]
        for layer in range(len(shape.units) - 1):
            begin = shape.start[layer]
            stuck += saturated(shape.hidden, output[begin : begin + shape.units[layer]])
    return right, stuck


@inner
def saturated(code, output):
    """How many outputs have a slope below 5 % of the steepest."""
    count = 0
    if code == SIGMOID:
        for k in range(len(output)):
            count += output[k] * (1 - output[k]) < 0.05 * 0.25
    elif code == TANH:
        for k in range(len(output)):
            count += 1 - output[k] * output[k] < 0.05
    elif code == RELU:
        for k in range(len(output)):
            count += not output[k] > 0
    return count
