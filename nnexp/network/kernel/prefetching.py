"""A hint to the CPU to fetch an array from memory while it computes something else."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

from nnexp.network.kernel.compilation import emitted
from nnexp.network.kernel.vectors import Emitter

_INT = ir.IntType(32)
_ADDRESS = ir.IntType(8).as_pointer()
_READ, _EVERY_CACHE, _DATA = _INT(0), _INT(3), _INT(1)


def _prefetch(array: np.ndarray) -> None:
    """Fetch an array into the nearest cache; changes no result."""


@emitted(_prefetch)
def prefetch(_: Any, array: Any) -> Any:
    """See `_prefetch`."""

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        code = Emitter(context, builder, array)
        kind = ir.FunctionType(ir.VoidType(), [_ADDRESS, _INT, _INT, _INT])
        instruction = builder.module.declare_intrinsic("llvm.prefetch.p0", fnty=kind)
        data, length = code.data(array, arguments[0]), code.length(array, arguments[0])
        # A vector is as long as a line of the cache.
        with code.loop(code.index(0), length, code.lanes) as i:
            line = builder.bitcast(builder.gep(data, [i]), _ADDRESS)
            builder.call(instruction, [line, _READ, _EVERY_CACHE, _DATA])
        return context.get_dummy_value()

    return types.void(array), emit
