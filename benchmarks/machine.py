"""The machine and the library versions that a set of measurements belongs to."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

LIBRARIES = (
    "nnexp",
    "numpy",
    "numba",
    "llvmlite",
    "scipy",
    "pandas",
    "hydra-core",
    "joblib",
    "scikit-learn",
    "torch",
    "jax",
    "optuna",
    "ray",
    "hydra-joblib-launcher",
)


def describe() -> str:
    """A few lines of plain text: processor, cores, memory, system, versions."""
    lines = [
        f"processor: {_cpuinfo('model name') or platform.processor()}",
        f"cores: {os.cpu_count()}",
        f"instruction sets: {_vector_sets()}",
        f"memory: {_memory()}",
        f"system: {platform.system()} {platform.release()} {platform.machine()}",
        f"python: {platform.python_version()}",
    ]
    for library in LIBRARIES:
        try:
            lines.append(f"{library}: {metadata.version(library)}")
        except metadata.PackageNotFoundError:
            lines.append(f"{library}: not installed")
    return "\n".join(lines) + "\n"


def _cpuinfo(key: str) -> str:
    path = Path("/proc/cpuinfo")
    if not path.exists():
        return ""
    for line in path.read_text().splitlines():
        if line.startswith(key):
            return line.split(":", 1)[1].strip()
    return ""


def _vector_sets() -> str:
    flags = _cpuinfo("flags").split()
    return " ".join(name for name in ("avx2", "fma", "avx512f", "neon") if name in flags)


def _memory() -> str:
    if not hasattr(os, "sysconf"):
        return "unknown"
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total / 2**30:.0f} GiB"
