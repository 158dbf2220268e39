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
from nnexp.network.kernel.tuples import TOGETHER, Arrays, take

Rows = tuple[int, ...]


def sum_inputs(
    state: State, samples: Sparse | Dense, rows: Rows, live: int, sums: Arrays, masses: np.ndarray
) -> None:
    """sums[s] ← bias + W x for the samples in `rows`.

    Args:
        state: the weights.
        samples: the data.
        rows: S row numbers.
        live: how many of them count; the others only fill the tuple.
        sums: S vectors over the first layer's nodes.
        masses: (S,), receives 1ᵀp of sparse samples for `step_inputs`.
    """
    if isinstance(samples, Dense):
        _sum_dense(state, samples, rows, live, sums, masses)
    else:
        _sum_sparse(state, samples, rows, live, sums, masses)


def step_inputs(
    state: State, samples: Sparse | Dense, rows: Rows, live: int, deltas: Arrays, masses: np.ndarray
) -> None:
    """W ← W + Σ δ[s] xᵀ for the samples in `rows`; the δ that only fill the tuple are 0."""
    if isinstance(samples, Dense):
        _step_dense(state, samples, rows, live, deltas, masses)
    else:
        _step_sparse(state, samples, rows, live, deltas, masses)


def fetch(samples: Sparse | Dense, soon: np.ndarray, later: np.ndarray) -> None:
    """Have the samples of the rows `soon` fetched from memory, and what tells where `later` are.

    Shuffled samples are far apart in memory, which would cost a fifth of the time at 784-100-10.
    Dense ones are long enough for the CPU to notice by itself.
    """


@inner
def fetch_group(samples: Sparse | Dense, rows: np.ndarray, i: int) -> None:
    """While the group of `TOGETHER` rows from the i-th on is worked on, `fetch` the next two."""
    ahead = i + TOGETHER
    fetch(samples, rows[ahead : ahead + TOGETHER], rows[ahead + TOGETHER :][:TOGETHER])


@inner
def _sum_sparse(
    state: State, samples: Sparse, rows: Rows, live: int, sums: Arrays, masses: np.ndarray
) -> None:
    real = state.first.dtype.type
    background = real(samples.background)
    for s in range(live):
        begin, end = samples.indptr[rows[s]], samples.indptr[rows[s] + 1]
        values = samples.values[begin:end]
        masses[s] = total(values)
        whole = masses[s] + background * real(samples.features)
        z = sums[s]
        for k in range(len(z)):
            z[k] = state.bias[k] + background * state.total[k] + whole * state.shift[k]
        gather((z,), state.first, samples.indices[begin:end], (values,))


@inner
def _step_sparse(
    state: State, samples: Sparse, rows: Rows, live: int, deltas: Arrays, masses: np.ndarray
) -> None:
    background = state.first.dtype.type(samples.background)
    for s in range(live):
        delta, mass = deltas[s], masses[s]
        for k in range(len(delta)):
            state.shift[k] += background * delta[k]
            state.total[k] += mass * delta[k]
        begin, end = samples.indptr[rows[s]], samples.indptr[rows[s] + 1]
        scatter(state.first, samples.indices[begin:end], (samples.values[begin:end],), (delta,))


@inner
def _sum_dense(
    state: State, samples: Dense, rows: Rows, _live: int, sums: Arrays, _masses: np.ndarray
) -> None:
    for s in range(len(sums)):
        copy(sums[s], state.bias)
    gather(sums, state.first, None, take(samples.inputs, rows))


@inner
def _step_dense(
    state: State, samples: Dense, rows: Rows, _live: int, deltas: Arrays, _masses: np.ndarray
) -> None:
    scatter(state.first, None, take(samples.inputs, rows), deltas)


@inner
def _fetch_sparse(samples: Sparse, soon: np.ndarray, later: np.ndarray) -> None:
    for row in soon:
        begin, end = samples.indptr[row], samples.indptr[row + 1]
        prefetch(samples.indices[begin:end])
        prefetch(samples.values[begin:end])
    for row in later:
        prefetch(samples.indptr[row : row + 1])
        prefetch(samples.labels[row : row + 1])


@implementation(sum_inputs)
def _sum_inputs(state: Any, samples: Any, rows: Any, live: Any, sums: Any, masses: Any) -> Any:  # noqa: ARG001
    chosen = _sum_dense if samples.instance_class is Dense else _sum_sparse
    return lambda state, samples, rows, live, sums, masses: chosen(
        state, samples, rows, live, sums, masses
    )


@implementation(step_inputs)
def _step_inputs(state: Any, samples: Any, rows: Any, live: Any, deltas: Any, masses: Any) -> Any:  # noqa: ARG001
    chosen = _step_dense if samples.instance_class is Dense else _step_sparse
    return lambda state, samples, rows, live, deltas, masses: chosen(
        state, samples, rows, live, deltas, masses
    )


@implementation(fetch)
def _fetch(samples: Any, soon: Any, later: Any) -> Any:  # noqa: ARG001
    if samples.instance_class is Dense:
        return lambda samples, soon, later: None  # noqa: ARG005
    return lambda samples, soon, later: _fetch_sparse(samples, soon, later)
