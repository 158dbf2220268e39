"""What decides the bits of a training, besides its settings and its data."""

from __future__ import annotations

import importlib.metadata
import os

KERNEL_REVISION = 1
"""Raised whenever a change to a kernel may change a bit of any result."""


def target() -> str:
    """CPU target and versions of the libraries that generate and run machine code.

    Returns:
        For example `znver4 numba 0.68.1 llvmlite 0.50.0 numpy 2.4.6`; results of equal targets
        are equal to the bit.
    """
    packages = ("numba", "llvmlite", "numpy")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    return " ".join([_cpu(), *versions])


def _cpu() -> str:
    """Numba's own choice of a CPU: its environment variable, else the machine's."""
    chosen = os.environ.get("NUMBA_CPU_NAME")
    if chosen:
        return chosen
    from llvmlite import binding

    return str(binding.get_host_cpu_name())
