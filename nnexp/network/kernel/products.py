"""The three products that training consists of.

In each, a matrix is a flat array of rows as long as the padded vectors it meets, and S samples
share one pass over it: the arguments are tuples of S equally long arrays. The sums of up to
eight vectors of 64 bytes stay in registers while rows stream by; Numba's own loops would load
and store every partial sum.

The plain functions say what is computed, and stand in when Numba's compiler is disabled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import types

from nnexp.network.kernel.compilation import emitted
from nnexp.network.kernel.tuples import TOGETHER, Arrays
from nnexp.network.kernel.vectors import Emitter

# Vectors of a row worked on at once, by S: eight sums of 64 bytes fit into the registers of
# AVX-512 and, in halves, of AVX2.
_MOST = {1: 8, TOGETHER: 2}

# Sums in flight that hide the latency of an addition.
_IN_FLIGHT = 8


def _gather(sums: Arrays, matrix: np.ndarray, rows: np.ndarray | None, values: Arrays) -> None:
    """sums[s] += Σ_k values[s][k] · matrix[rows[k]], or matrix[k] where `rows` is None."""
    table = matrix.reshape(-1, len(sums[0]))
    for total, value in zip(sums, values, strict=True):
        total += value @ (table[: len(value)] if rows is None else table[rows])


def _scatter(matrix: np.ndarray, rows: np.ndarray | None, values: Arrays, vectors: Arrays) -> None:
    """matrix[rows[k]] += Σ_s values[s][k] · vectors[s]; no row occurs twice."""
    table = matrix.reshape(-1, len(vectors[0]))
    for value, vector in zip(values, vectors, strict=True):
        table[slice(len(value)) if rows is None else rows] += np.outer(value, vector)


def _project(results: Arrays, matrix: np.ndarray, vectors: Arrays) -> None:
    """results[s][k] += matrix[k] · vectors[s]."""
    table = matrix.reshape(-1, len(vectors[0]))
    for result, vector in zip(results, vectors, strict=True):
        result += table[: len(result)] @ vector


@emitted(_gather)
def gather(_: Any, sums: Any, matrix: Any, rows: Any, values: Any) -> Any:
    """See `_gather`."""

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        code = Emitter(context, builder, matrix)
        totals, width = code.members(sums, arguments[0])
        table = code.data(matrix, arguments[1])
        place = _row_places(code, rows, arguments[2], width)
        factors, count = code.members(values, arguments[3])

        def block(column: Any, vectors: int) -> None:
            together = max(1, _IN_FLIGHT // (vectors * sums.count))
            held = [
                [[code.held(code.zero) for _ in range(together)] for _ in totals]
                for _ in range(vectors)
            ]

            def add(numbers: Sequence[Any]) -> None:
                for i, k in enumerate(numbers):
                    row = builder.add(place(k), column)
                    spread = [code.spread(factor, k) for factor in factors]
                    for v in range(vectors):
                        vector = code.load(table, code.at(row, v))
                        for s, factor in enumerate(spread):
                            code.add_to(held[v][s][i], factor, vector)

            code.rows(count, together, add)
            for v in range(vectors):
                position = code.at(column, v)
                for s, total in enumerate(totals):
                    parts = [builder.load(part) for part in held[v][s]]
                    code.store(code.sum([code.load(total, position), *parts]), total, position)

        code.columns(width, _MOST[sums.count], block)
        return context.get_dummy_value()

    return types.void(sums, matrix, rows, values), emit


@emitted(_scatter)
def scatter(_: Any, matrix: Any, rows: Any, values: Any, vectors: Any) -> Any:
    """See `_scatter`."""

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        code = Emitter(context, builder, matrix)
        table = code.data(matrix, arguments[0])
        factors, count = code.members(values, arguments[2])
        added, width = code.members(vectors, arguments[3])
        place = _row_places(code, rows, arguments[1], width)

        def block(column: Any, blocks: int) -> None:
            positions = [code.at(column, v) for v in range(blocks)]
            held = [[code.load(one, position) for one in added] for position in positions]

            def add(numbers: Sequence[Any]) -> None:
                for k in numbers:
                    row = builder.add(place(k), column)
                    spread = [code.spread(factor, k) for factor in factors]
                    for v in range(blocks):
                        position = code.at(row, v)
                        vector = code.load(table, position)
                        for factor, one in zip(spread, held[v], strict=True):
                            vector = code.fused(vector, factor, one)
                        code.store(vector, table, position)

            code.rows(count, 1, add)

        code.columns(width, _MOST[vectors.count], block)
        return context.get_dummy_value()

    return types.void(matrix, rows, values, vectors), emit


@emitted(_project)
def project(_: Any, results: Any, matrix: Any, vectors: Any) -> Any:
    """See `_project`."""

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        code = Emitter(context, builder, matrix)
        answers, count = code.members(results, arguments[0])
        table = code.data(matrix, arguments[1])
        factors, width = code.members(vectors, arguments[2])

        def block(column: Any, blocks: int) -> None:
            positions = [code.at(column, v) for v in range(blocks)]
            held = [[code.load(factor, position) for position in positions] for factor in factors]

            def add(numbers: Sequence[Any]) -> None:
                (k,) = numbers
                row = builder.add(builder.mul(k, width), column)
                loaded = [code.load(table, code.at(row, v)) for v in range(blocks)]
                for answer, factor in zip(answers, held, strict=True):
                    products = [
                        builder.fmul(one, other) for one, other in zip(loaded, factor, strict=True)
                    ]
                    pointer = builder.gep(answer, [k])
                    total = code.across(code.sum(products))
                    builder.store(builder.fadd(builder.load(pointer), total), pointer)

            code.rows(count, 1, add)

        code.columns(width, _MOST[vectors.count], block)
        return context.get_dummy_value()

    return types.void(results, matrix, vectors), emit


def _row_places(code: Emitter, rows: Any, array: Any, width: Any) -> Any:
    """A function from the number of a value to the position of its row in the matrix."""
    if isinstance(rows, types.NoneType):
        return lambda k: code.builder.mul(k, width)
    numbers = code.data(rows, array)

    def place(k: Any) -> Any:
        number = code.builder.load(code.builder.gep(numbers, [k]))
        return code.builder.mul(code.builder.zext(number, code.index), width)

    return place
