"""e^x on whole vectors: Numba's own calls the C library for one element at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir

from nnexp.network.kernel.compilation import emitted, ordered

# ln 2 in two parts: n times the first is exact for every exponent n; the second adds the digits
# that do not fit in one float64.
_LN2_HEAD = 0.693359375
_LN2_TAIL = -0.000212194440054690582767878541823432
_LOG2_E = 1 / math.log(2)

# Σ r^k / k! up to k = 13 is right to the last digit of float64 for |r| ≤ ln(2) / 2.
_TERMS = tuple(1 / math.factorial(k) for k in range(13, -1, -1))


def _nearest(x: Any) -> Any:
    """The whole number nearest to x, as a float."""
    return np.rint(x)


def _power_of_two(n: Any) -> Any:
    """2^n for a whole n whose power is a normal number."""
    return n if np.isnan(n) else np.ldexp(type(n)(1), int(n))


@emitted(_nearest)
def nearest(_: Any, x: Any) -> Any:
    """See `_nearest`."""

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        kind = context.get_value_type(x)
        return builder.call(builder.module.declare_intrinsic("llvm.rint", [kind]), arguments)

    return x(x), emit


@emitted(_power_of_two)
def power_of_two(_: Any, n: Any) -> Any:
    """See `_power_of_two`."""
    mantissa, bias = {32: (23, 127), 64: (52, 1023)}[n.bitwidth]

    def emit(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        whole = ir.IntType(n.bitwidth)
        exponent = builder.add(builder.fptosi(arguments[0], whole), whole(bias))
        bits = builder.shl(exponent, whole(mantissa))
        return builder.bitcast(bits, context.get_value_type(n))

    return n(n), emit


@ordered
def largest_argument(z: np.ndarray) -> Any:
    """The magnitude at which e^x and e^-x are still normal numbers of z's type."""
    return z.dtype.type(87.0) if z.itemsize == 4 else z.dtype.type(708.0)


@ordered
def exponential(x: Any, limit: Any, real: Any) -> Any:
    """e^x within one unit in the last place.

    e^x = 2^n · e^r with n = x / ln 2 to the nearest whole number, |r| ≤ ln(2) / 2.

    Args:
        x: any number; beyond ±limit it counts as ±limit, since arithmetic with the subnormal
            numbers beyond is slow. NaN stays NaN.
        limit: `largest_argument` of the vector that x belongs to.
        real: the type of x.
    """
    x = limit if x > limit else x
    x = -limit if x < -limit else x
    n = nearest(x * real(_LOG2_E))
    r = (x - n * real(_LN2_HEAD)) - n * real(_LN2_TAIL)
    power = real(_TERMS[0])
    for term in _TERMS[1:]:
        power = power * r + real(term)
    return power * power_of_two(n)
