"""e^x on whole vectors: Numba's own calls the C library for one element at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir

from nnexp.network.kernel.compilation import emitted, implementation, ordered

# ln 2 in two parts: n times the first is exact for every exponent n; the second adds the digits
# that do not fit in one float64.
_LN2_HEAD = 0.693359375
_LN2_TAIL = -0.000212194440054690582767878541823432
_LOG2_E = 1 / math.log(2)


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


def _exponential_of(limit: float, degree: int) -> Callable[[Any, Any], Any]:
    """e^x for x of one type.

    Args:
        limit: powers of ±limit are still normal numbers of that type; arithmetic with the
            subnormal ones beyond is slow.
        degree: Σ r^k / k! up to here is right to the last digit for |r| ≤ ln(2) / 2.
    """
    highest, *lower = (1 / math.factorial(k) for k in range(degree, -1, -1))
    terms = tuple(lower)

    @ordered
    def exponential(x: Any, real: Any) -> Any:
        # Comparisons that leave NaN as it is.
        x = real(limit) if x > real(limit) else x
        x = real(-limit) if x < real(-limit) else x
        n = nearest(x * real(_LOG2_E))
        r = (x - n * real(_LN2_HEAD)) - n * real(_LN2_TAIL)
        power = real(highest)
        for term in terms:
            power = power * r + real(term)
        return power * power_of_two(n)

    return exponential


_single, _double = _exponential_of(87.0, 7), _exponential_of(708.0, 13)


def exponential(x: Any, real: Any) -> Any:
    """e^x within one unit in the last place; beyond ±87 (float64: ±708) as there.

    e^x = 2^n · e^r with n = x / ln 2 to the nearest whole number, |r| ≤ ln(2) / 2.

    Args:
        x: any number; NaN stays NaN.
        real: the type of x.
    """
    return (_single if real is np.float32 else _double)(x, real)


@implementation(exponential)
def _exponential(x: Any, _real: Any) -> Any:
    chosen = _single if x.bitwidth == 32 else _double
    return lambda x, real: chosen(x, real)
