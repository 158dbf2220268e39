"""How kernels are compiled: the one place for flags and for the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

# Sums may be reordered and contracted. `nnan` and `ninf` must stay out: with them LLVM may
# assume that nothing ever diverges and drop the checks that find it.
FAST_MATH = frozenset({"contract", "reassoc", "nsz", "arcp", "afn"})

OPTIONS = {"nogil": True, "fastmath": set(FAST_MATH), "error_model": "numpy"}


def inner(function: Function) -> Function:
    """Compile a function that only kernels call."""
    compiled: Function = njit(**OPTIONS)(function)
    return compiled


def kernel(function: Function) -> Function:
    """Compile a function that Python calls, once per type of arguments, and keep it on disk.

    Numba's cache notices changes to the file that holds `function`, but not to files it calls
    into. The name of the cache entry therefore carries a digest of all of them.
    """
    function.__qualname__ += f"-{_digest_of_sources()}"
    try:
        compiled: Function = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # nowhere to write: neither the package's folder nor the user's cache
        compiled = njit(**OPTIONS)(function)
    return compiled


def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
