"""The first layer, where nearly all of the work is: the sums of its nodes, its weights' steps.

A sparse input is x = b·1 + p with most of p zero. Its weights are kept as W = V + u·1ᵀ with
r = V·1, so that only the inputs in p are touched:

    W x = V p + b·r + (1ᵀx)·u
    W ← W + δ xᵀ:  V ← V + δ pᵀ,  u ← u + b·δ,  r ← r + (1ᵀp)·δ

A dense input meets all of W = V, and u stays 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnexp.network.kernel.compilation import implementation, inner
from nnexp.network.kernel.elementwise import copy, total
from nnexp.network.kernel.layout import Dense, Sparse, State
from nnexp.network.kernel.prefetching import prefetch
from nnexp.network.kernel.products import gather, scatter
from nnexp.network.kernel.tuples import Arrays, four, take


def sum_inputs(
    state: State,
    samples: Sparse | Dense,
    order: np.ndarray,
    i: int,
    live: int,
    sums: Arrays,
    masses: np.ndarray,
) -> None:
    """sums[s] ← bias + W x for the samples in the rows order[i], order[i + 1], …

    Args:
        state: the weights.
        samples: the data.
        order: row numbers.
        i: position of the first of S rows.
        live: how many of the S rows count; the others only fill the tuple.
        sums: S vectors over the first layer's nodes.
        masses: (S,), receives 1ᵀp of sparse samples for `step_inputs`.
    """
    if isinstance(samples, Dense):
        _sum_dense(state, samples, order, i, live, sums, masses)
    else:
        _sum_sparse(state, samples, order, i, live, sums, masses)


def step_inputs(
    state: State,
    samples: Sparse | Dense,
    order: np.ndarray,
    i: int,
    live: int,
    deltas: Arrays,
    masses: np.ndarray,
) -> None:
    """W ← W + Σ δ[s] xᵀ for the same samples; the δ that only fill the tuple are 0."""
    if isinstance(samples, Dense):
        _step_dense(state, samples, order, i, live, deltas, masses)
    else:
        _step_sparse(state, samples, order, i, live, deltas, masses)


@inner
def _sum_sparse(
    state: State,
    samples: Sparse,
    order: np.ndarray,
    i: int,
    live: int,
    sums: Arrays,
    masses: np.ndarray,
) -> None:
    real = state.first.dtype.type
    background = real(samples.background)
    for s in range(live):
        _fetch(samples, order, i + s, len(sums))
        row = order[i + s]
        begin, end = samples.indptr[row], samples.indptr[row + 1]
        values = samples.values[begin:end]
        masses[s] = total(values)
        whole = masses[s] + background * real(samples.features)
        z = sums[s]
        for k in range(len(z)):
            z[k] = state.bias[k] + background * state.total[k] + whole * state.shift[k]
        gather((z,), state.first, samples.indices[begin:end], (values,))


@inner
def _step_sparse(
    state: State,
    samples: Sparse,
    order: np.ndarray,
    i: int,
    live: int,
    deltas: Arrays,
    masses: np.ndarray,
) -> None:
    background = state.first.dtype.type(samples.background)
    for s in range(live):
        delta, mass = deltas[s], masses[s]
        for k in range(len(delta)):
            state.shift[k] += background * delta[k]
            state.total[k] += mass * delta[k]
        row = order[i + s]
        begin, end = samples.indptr[row], samples.indptr[row + 1]
        indices, values = samples.indices[begin:end], samples.values[begin:end]
        scatter(state.first, indices, (values,), (delta,))


@inner
def _fetch(samples: Sparse, order: np.ndarray, i: int, ahead: int) -> None:
    """Fetch the sample `ahead` places after the i-th, and what tells where a later one is.

    Shuffled samples are far apart in memory, which would cost a fifth of the time at 784-100-10.
    Dense ones are long enough for the CPU to see them coming.
    """
    if i + ahead < len(order):
        row = order[i + ahead]
        begin, end = samples.indptr[row], samples.indptr[row + 1]
        prefetch(samples.indices[begin:end])
        prefetch(samples.values[begin:end])
    if i + 2 * ahead < len(order):
        row = order[i + 2 * ahead]
        prefetch(samples.indptr[row : row + 1])
        prefetch(samples.labels[row : row + 1])


@inner
def _sum_dense(
    state: State,
    samples: Dense,
    order: np.ndarray,
    i: int,
    _live: int,
    sums: Arrays,
    _masses: np.ndarray,
) -> None:
    for s in range(len(sums)):
        copy(sums[s], state.bias)
    gather(sums, state.first, None, take(samples.inputs, four(order, i)))


@inner
def _step_dense(
    state: State,
    samples: Dense,
    order: np.ndarray,
    i: int,
    _live: int,
    deltas: Arrays,
    _masses: np.ndarray,
) -> None:
    scatter(state.first, None, take(samples.inputs, four(order, i)), deltas)


@implementation(sum_inputs)
def _sum_inputs(_state: Any, samples: Any, *_: Any) -> Any:
    chosen = _sum_dense if samples.instance_class is Dense else _sum_sparse
    return lambda state, samples, order, i, live, sums, masses: chosen(
        state, samples, order, i, live, sums, masses
    )


@implementation(step_inputs)
def _step_inputs(_state: Any, samples: Any, *_: Any) -> Any:
    chosen = _step_dense if samples.instance_class is Dense else _step_sparse
    return lambda state, samples, order, i, live, deltas, masses: chosen(
        state, samples, order, i, live, deltas, masses
    )
