"""What decides the bits of a training, besides its settings and its data."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os

KERNEL_REVISION = 2
"""Raised whenever a change to a kernel may change a bit of any result."""


@functools.cache
def target() -> str:
    """CPU target and versions of the libraries that generate and run machine code.

    The CPU is the one that Numba compiles for: the machine's, unless the environment variables
    `NUMBA_CPU_NAME` and `NUMBA_CPU_FEATURES` name another, as a cluster of mixed machines may
    want. A digest stands for its features, since equal names do not mean equal instructions.

    Returns:
        For example `znver4-1f3a9c2e numba-0.68.1 llvmlite-0.50.0 numpy-2.4.6`. Trainings of
        equal targets are equal to the bit.
    """
    packages = ("numba", "llvmlite", "numpy")
    return " ".join([_cpu(), *(f"{name}-{importlib.metadata.version(name)}" for name in packages)])


def _cpu() -> str:
    # Not from `numba.config`: importing Numba takes half a second.
    from llvmlite import binding

    name = os.environ.get("NUMBA_CPU_NAME")
    features = os.environ.get("NUMBA_CPU_FEATURES")
    if features is None:
        # As Numba does: no features but those the named CPU is known for.
        features = "" if name else binding.get_host_cpu_features().flatten()
    digest = hashlib.sha256(features.encode()).hexdigest()[:8]
    return f"{name or binding.get_host_cpu_name()}-{digest}"
