"""Training: the kernel that turns samples into better weights."""

from __future__ import annotations

import numpy as np

from nnexp.network.kernel.activation import activate, times_slope
from nnexp.network.kernel.compilation import inner, kernel


@kernel
def train_rows(shape, state, samples, order, targets, lr, bias, exact, batch):
    """Train on `order`'s rows one after the other; the state changes in place."""
    size = min(batch, len(order))
    outputs = np.zeros((size, shape.start[-1]), state.first.dtype)
    deltas = np.zeros((size, shape.start[-1]), state.first.dtype)
    errors = np.zeros(shape.start[-1], state.first.dtype)
    for begin in range(0, len(order), batch):
        rows = order[begin : begin + batch]
        for i in range(len(rows)):
            forward(shape, state, samples, rows[i], outputs[i])
            backward(
                shape, state, samples.labels[rows[i]], targets, exact, outputs[i], errors, deltas[i]
            )
        step = state.first.dtype.type(lr / len(rows))
        for i in range(len(rows)):
            update(shape, state, samples, rows[i], outputs[i], deltas[i], step, bias)


@inner
def mass(samples, row):
    total = samples.values[:0].sum()
    for i in range(samples.indptr[row], samples.indptr[row + 1]):
        total += samples.values[i]
    return total


@inner
def forward(shape, state, samples, row, output):
    """Outputs of all layers for one row."""
    layers = len(shape.units)
    background = state.first.dtype.type(samples.background)
    z = output[: shape.start[1]]
    if len(samples.dense):
        z[:] = state.bias[: len(z)]
        x = samples.dense[row]
        for j in range(len(x)):
            for k in range(len(z)):
                z[k] += x[j] * state.first[j, k]
    else:
        x_total = mass(samples, row) + background * len(state.first)
        for k in range(len(z)):
            z[k] = state.bias[k] + background * state.total[k] + x_total * state.shift[k]
        for i in range(samples.indptr[row], samples.indptr[row + 1]):
            p = samples.values[i]
            v = state.first[samples.indices[i]]
            for k in range(len(z)):
                z[k] += p * v[k]
    activate(shape.hidden if layers > 1 else shape.output, z, shape.units[0])
    for layer in range(1, layers):
        below = output[shape.start[layer - 1] : shape.start[layer]]
        z = output[shape.start[layer] : shape.start[layer + 1]]
        for n in range(shape.units[layer]):
            begin = shape.matrix[layer] + n * len(below)
            w = state.deeper[begin : begin + len(below)]
            total = state.bias[shape.start[layer] + n]
            for k in range(len(below)):
                total += w[k] * below[k]
            z[n] = total
        activate(shape.output if layer == layers - 1 else shape.hidden, z, shape.units[layer])


@inner
def backward(shape, state, label, targets, exact, output, errors, delta):
    """δ of every layer for one sample whose outputs are known."""
    layers = len(shape.units)
    last = shape.start[layers - 1]
    for n in range(shape.units[layers - 1]):
        errors[last + n] = targets[1 if n == label else 0] - output[last + n]
    for layer in range(layers - 1, -1, -1):
        begin, end = shape.start[layer], shape.start[layer + 1]
        delta[begin:end] = errors[begin:end]
        times_slope(
            shape.output if layer == layers - 1 else shape.hidden,
            delta[begin:end],
            output[begin:end],
        )
        if layer == 0:
            break
        below = errors[shape.start[layer - 1] : begin]
        below[:] = 0
        for n in range(shape.units[layer]):
            at = shape.matrix[layer] + n * len(below)
            w = state.deeper[at : at + len(below)]
            sent = delta[begin + n] if exact else errors[begin + n]
            for k in range(len(below)):
                below[k] += sent * w[k]


@inner
def update(shape, state, samples, row, output, delta, step, bias):
    """Add one sample's step to the weights."""
    background = state.first.dtype.type(samples.background)
    d = delta[: shape.start[1]]
    if len(samples.dense):
        x = samples.dense[row]
        for j in range(len(x)):
            for k in range(len(d)):
                state.first[j, k] += step * x[j] * d[k]
    else:
        row_mass = mass(samples, row)
        for k in range(len(d)):
            state.shift[k] += step * background * d[k]
            state.total[k] += step * row_mass * d[k]
        for i in range(samples.indptr[row], samples.indptr[row + 1]):
            p = step * samples.values[i]
            v = state.first[samples.indices[i]]
            for k in range(len(d)):
                v[k] += p * d[k]
    for layer in range(1, len(shape.units)):
        below = output[shape.start[layer - 1] : shape.start[layer]]
        for n in range(shape.units[layer]):
            begin = shape.matrix[layer] + n * len(below)
            w = state.deeper[begin : begin + len(below)]
            c = step * delta[shape.start[layer] + n]
            for k in range(len(below)):
                w[k] += c * below[k]
    if bias:
        for k in range(len(delta)):
            state.bias[k] += step * delta[k]
