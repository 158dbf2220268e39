"""Emits LLVM instructions on whole vectors, for products that Numba's loops do not express."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from nnexp.network.kernel.layout import VECTOR_BYTES

_LANE = ir.IntType(32)


class Emitter:
    """Appends instructions to a function that Numba is compiling.

    Vectors are of the type of a matrix's elements and 64 bytes long, whatever the CPU: LLVM
    splits them where registers are shorter. Positions count elements from an array's start.
    """

    def __init__(self, context: Any, builder: ir.IRBuilder, matrix: Any) -> None:
        self.context, self.builder = context, builder
        self.scalar = context.get_value_type(matrix.dtype)
        self.lanes = VECTOR_BYTES * 8 // matrix.dtype.bitwidth
        self.vector = ir.VectorType(self.scalar, self.lanes)
        self.zero = ir.Constant(self.vector, None)
        self.index = context.get_value_type(types.intp)

    def data(self, kind: types.Array, array: Any) -> Any:
        """Address of an array's first element."""
        return self.context.make_array(kind)(self.context, self.builder, array).data

    def length(self, kind: types.Array, array: Any) -> Any:
        """Number of elements along an array's first axis."""
        shape = self.context.make_array(kind)(self.context, self.builder, array).shape
        return self.builder.extract_value(shape, 0)

    def members(self, kind: types.UniTuple, arrays: Any) -> tuple[list[Any], Any]:
        """Addresses of the arrays of a tuple, and their common length."""
        each = [self.builder.extract_value(arrays, s) for s in range(kind.count)]
        return [self.data(kind.dtype, one) for one in each], self.length(kind.dtype, each[0])

    def at(self, base: Any, vectors: int) -> Any:
        """The position `vectors` vectors after `base`."""
        return self.builder.add(base, self.index(vectors * self.lanes))

    def load(self, data: Any, position: Any) -> Any:
        """The vector at a position."""
        return self.builder.load(self._pointer(data, position), align=VECTOR_BYTES // self.lanes)

    def store(self, vector: Any, data: Any, position: Any) -> None:
        """Write a vector to a position."""
        pointer = self._pointer(data, position)
        self.builder.store(vector, pointer, align=VECTOR_BYTES // self.lanes)

    def spread(self, data: Any, position: Any) -> Any:
        """The element at a position, copied to all lanes."""
        scalar = self.builder.load(self.builder.gep(data, [position]))
        empty = ir.Constant(self.vector, ir.Undefined)
        first = self.builder.insert_element(empty, scalar, _LANE(0))
        lanes = ir.Constant(ir.VectorType(_LANE, self.lanes), None)
        return self.builder.shuffle_vector(first, empty, lanes)

    def held(self, vector: Any) -> Any:
        """A variable; LLVM keeps it in a register."""
        with self.builder.goto_entry_block():
            variable = self.builder.alloca(vector.type)
        self.builder.store(vector, variable)
        return variable

    def add_to(self, variable: Any, factor: Any, vector: Any) -> None:
        """variable ← variable + factor · vector, fused where the CPU can."""
        self.builder.store(self.fused(self.builder.load(variable), factor, vector), variable)

    def fused(self, total: Any, factor: Any, vector: Any) -> Any:
        """total + factor · vector."""
        return self.builder.fadd(total, self.builder.fmul(factor, vector))

    def sum(self, vectors: Sequence[Any]) -> Any:
        """The sum of vectors, pairwise."""
        while len(vectors) > 1:
            half = (len(vectors) + 1) // 2
            added = [
                self.builder.fadd(one, other)
                for one, other in zip(vectors[:half], vectors[half:], strict=False)
            ]
            vectors = [*added, *vectors[len(added) : half]]
        return vectors[0]

    def across(self, vector: Any) -> Any:
        """The sum of a vector's lanes."""
        name = f"llvm.vector.reduce.fadd.v{self.lanes}f{VECTOR_BYTES * 8 // self.lanes}"
        kind = ir.FunctionType(self.scalar, [self.scalar, self.vector])
        reduce = self.builder.module.declare_intrinsic(name, fnty=kind)
        return self.builder.call(reduce, [self.scalar(-0.0), vector], fastmath=("reassoc",))

    @contextmanager
    def loop(self, begin: Any, end: Any, step: int = 1) -> Iterator[Any]:
        """`for i in range(begin, end, step)`."""
        with cgutils.for_range_slice(self.builder, begin, end, self.index(step)) as (i, _):
            yield i

    def rows(self, count: Any, together: int, emit: Callable[[Sequence[Any]], None]) -> None:
        """Call `emit` with `together` consecutive row numbers at a time, then with single ones."""
        rest = self.builder.sub(count, self.builder.urem(count, self.index(together)))
        with self.loop(self.index(0), rest, together) as k:
            emit([self.builder.add(k, self.index(i)) for i in range(together)])
        if together > 1:
            with self.loop(rest, count) as k:
                emit([k])

    def columns(self, width: Any, most: int, emit: Callable[[Any, int], None]) -> None:
        """Call `emit(column, vectors)` to cover a row's width, at most `most` vectors at a time.

        Each number of vectors has code of its own, so one compilation serves every width.
        """
        builder = self.builder
        with self.loop(self.index(0), width, most * self.lanes) as column:
            left = builder.udiv(builder.sub(width, column), self.index(self.lanes))
            blocks = [builder.append_basic_block(f"columns.{n}") for n in range(1, most + 1)]
            end = builder.append_basic_block("columns.end")
            switch = builder.switch(left, blocks[-1])
            for vectors, block in enumerate(blocks, start=1):
                if vectors < most:
                    switch.add_case(self.index(vectors), block)
                builder.position_at_end(block)
                emit(column, vectors)
                builder.branch(end)
            builder.position_at_end(end)

    def _pointer(self, data: Any, position: Any) -> Any:
        place = self.builder.gep(data, [position])
        return self.builder.bitcast(place, self.vector.as_pointer())
