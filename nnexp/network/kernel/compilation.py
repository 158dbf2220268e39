"""How kernels are compiled: the one place for flags and for the cache on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from numba import config, njit
from numba.extending import intrinsic, overload

from nnexp.network.code_generation import code_generation

P = ParamSpec("P")
R = TypeVar("R")

# `nnan` and `ninf` stay out of both sets: with them LLVM may assume that nothing ever diverges
# and drop the checks that find it.
FUSED = frozenset({"contract"})
REORDERED = FUSED | {"reassoc", "nsz", "arcp", "afn"}

# `_nrt`: kernels allocate no memory, and counting references to every slice of an array would
# cost a third of the time at 784-100-10.
_ALL: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}

# Inlined, since the addresses, lengths and strides of all arrays would travel with every call.
# Without wrappers, which halves the compilation, but makes calls from Python crash.
_INNER: dict[str, Any] = _ALL | {
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that kernels call, and Python must not; its sums may be reordered."""
    compiled: Callable[P, R] = njit(fastmath=set(REORDERED), **_INNER)(function)
    return compiled


def ordered(function: Callable[P, R]) -> Callable[P, R]:
    """Compile like `inner` a function whose terms must stay in their order."""
    compiled: Callable[P, R] = njit(fastmath=set(FUSED), **_INNER)(function)
    return compiled


def emitted(plain: Callable[P, R]) -> Callable[[Callable[..., Any]], Callable[P, R]]:
    """Give a function to kernels whose LLVM code the decorated function emits.

    `plain` says in Python what it does, and takes its place when Numba's compiler is disabled.
    """

    def decorate(emitter: Callable[..., Any]) -> Callable[P, R]:
        function: Any = plain if config.DISABLE_JIT else intrinsic(emitter)  # type: ignore[attr-defined]
        typed: Callable[P, R] = function
        return typed

    return decorate


def implementation(function: Callable[..., Any]) -> Callable[[Callable[..., Any]], Any]:
    """Choose what kernels compile for `function` by the types of its arguments.

    The decorated function gets these types and returns the implementation. When Numba's
    compiler is disabled, `function` itself is called.
    """
    # `strict` would compare annotations, which the implementations, lambdas, cannot have.
    options: Any = {"_nrt": False, "forceinline": True}
    decorate: Callable[[Callable[..., Any]], Any] = overload(
        function, strict=False, jit_options=options
    )
    return decorate


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that Python calls, once per type of arguments, and keep it on disk.

    Numba's cache notices changes to the file that holds `function`, not to the files it calls
    into, nor that Numba was told to generate other code. The name of its cache entry therefore
    carries a digest of all of them, and of what is told.
    """
    function.__qualname__ += f"_{_digest()}"
    options = _ALL | {"fastmath": set(REORDERED)}
    compiled: Callable[P, R]
    try:
        compiled = njit(cache=True, **options)(function)
    except RuntimeError:
        # Neither the package's folder nor the user's cache can be written.
        compiled = njit(**options)(function)
    return compiled


def _digest() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    # The CPU is in the keys of Numba's cache.
    for name, value in code_generation().choices:
        digest.update(f"{name}={value}\n".encode())
    return digest.hexdigest()[:16]
