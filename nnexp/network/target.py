"""What decides the bits of a training, besides its settings and its data."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata

from nnexp.network.code_generation import TargetError, code_generation
from nnexp.network.cpu_trial import runs

KERNEL_REVISION = 2
"""Raised whenever a change to a kernel may change a bit of any result."""


def target() -> str:
    """CPU target, versions of the libraries that generate and run machine code, and choices.

    The CPU is the one that Numba compiles for: the machine's, unless the environment variables
    `NUMBA_CPU_NAME` and `NUMBA_CPU_FEATURES` name another, as a cluster of mixed machines may
    want. A digest stands for its features, since equal names do not mean equal instructions.

    Returns:
        For example `znver4-1f3a9c2e numba-0.68.1 llvmlite-0.50.0 numpy-2.4.6`, and after it the
        settings of Numba that change code and are not its defaults, ` opt-2` for one. Trainings
        of equal targets are equal to the bit.

    Raises:
        TargetError: this machine cannot run code for that CPU, or Numba's settings are wrong or
            have changed in this process.
    """
    found = code_generation()
    choices = (f"{name}-{value}" for name, value in found.choices)
    return " ".join([_cpu(found.cpu, found.features), *_versions(), *choices])


@functools.cache
def _versions() -> tuple[str, ...]:
    packages = ("numba", "llvmlite", "numpy")
    return tuple(f"{name}-{importlib.metadata.version(name)}" for name in packages)


@functools.cache
def _cpu(name: str | None, features: str | None) -> str:
    from llvmlite import binding

    here = binding.get_host_cpu_name()
    told, name = (name, features), here if name is None else name
    if features is None:
        features = binding.get_host_cpu_features().flatten()
    if told != (None, None) and not runs(name, features):
        raise TargetError(
            f"NUMBA_CPU_NAME={name} NUMBA_CPU_FEATURES={features}: this machine's CPU ({here}) "
            "does not run code for it; name one that it does, or unset both for this one"
        )
    digest = hashlib.sha256(features.encode()).hexdigest()[:8]
    return f"{name}-{digest}"
