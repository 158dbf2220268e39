"""What Numba is told about the code it generates, by environment variables or a file."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nnexp.errors import WrongInputError
from nnexp.files.bounded_yaml import read_yaml

FILE = ".numba_config.yaml"
"""Numba reads it in the working folder; environment variables go before it."""

# Numba's settings that change code, without their prefix NUMBA_, at Numba's defaults.
_DEFAULTS: dict[str, int | str | None] = {
    "OPT": "3",
    "LOOP_VECTORIZE": 1,
    "SLP_VECTORIZE": 0,
    "LLVM_REFPRUNE_PASS": 1,
    "LLVM_REFPRUNE_FLAGS": "all",
    "DISABLE_JIT": 0,
    "BOUNDSCHECK": 0,
    "DEBUGINFO": 0,
    "EXTEND_VARIABLE_LIFETIMES": 0,
    "DISABLE_INTEL_SVML": 0,
    # Depends on the CPU, which names itself.
    "ENABLE_AVX": None,
}
_LEVELS = ("0", "1", "2", "3", "max")


class TargetError(WrongInputError):
    """Numba is told what it cannot do here, or what this process would not hold to."""


class CodeGeneration(NamedTuple):
    """Everything that Numba is told and that changes the code it generates."""

    cpu: str | None
    """The CPU to compile for; None is that of the machine."""
    features: str | None
    """Its instructions, as LLVM lists them; None are those of the machine."""
    choices: tuple[tuple[str, str], ...]
    """Name and value of the other settings that differ from Numba's defaults."""


def code_generation() -> CodeGeneration:
    """What Numba is told, and has been since this process first asked.

    Importing Numba takes half a second, so its variables and its file are read here as it
    reads them.

    Raises:
        TargetError: a value is none that Numba takes; or it has changed, and what is already
            compiled would be taken for what is asked for now.
    """
    told, loaded = _told(), sys.modules.get("numba.core.config")
    found = _understood(told)
    if found != _first() or not (loaded is None or _goes_by(loaded, told)):
        raise TargetError(
            "Numba's settings have changed since this process first used them; set NUMBA_ "
            f"variables and {FILE} before Python starts, and start it anew"
        )
    return found


@functools.cache
def _first() -> CodeGeneration:
    return _understood(_told())


def _understood(told: Mapping[str, Any]) -> CodeGeneration:
    cpu, features = _cpu(told)
    choices = {
        name.lower(): "".join(str(value).split())
        for name, value in _values(told).items()
        if value != _DEFAULTS[name]
    }
    return CodeGeneration(cpu, features, tuple(sorted(choices.items())))


def _told() -> dict[str, Any]:
    """Numba's settings by their names without NUMBA_; from the environment they are text."""
    told = _file() | {
        name.removeprefix("NUMBA_"): value
        for name, value in os.environ.items()
        if name.startswith("NUMBA_")
    }
    told = {name: value for name, value in told.items() if value is not None}
    # What is profiled gets debugging information.
    return {"DEBUGINFO": told.get("ENABLE_PROFILING", "VS_PROFILER" in os.environ)} | told


def _file() -> dict[str, Any]:
    if not Path(FILE).is_file():
        return {}
    import yaml

    try:
        found = read_yaml(Path(FILE))
    except (OSError, ValueError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())[:200]
        raise TargetError(f"{FILE}: Numba cannot read it ({what}); mend or remove it") from error
    if found is not None and not isinstance(found, dict):
        raise TargetError(f"{FILE}: Numba cannot read it (no names of settings); mend or remove it")
    return {str(name).upper(): value for name, value in (found or {}).items()}


def _values(told: Mapping[str, Any]) -> dict[str, int | str | None]:
    return {
        name: _parsed(name, told[name]) if name in told else usual
        for name, usual in _DEFAULTS.items()
    }


def _parsed(name: str, value: Any) -> int | str:
    if name == "LLVM_REFPRUNE_FLAGS":
        return str(value)
    if name == "OPT":
        if value in _LEVELS:
            return str(value)
        wanted = f"one of {', '.join(_LEVELS)} ({FILE}: in quotes)"
    else:
        try:
            return int(value)
        except (TypeError, ValueError):
            wanted = "a whole number"
    raise TargetError(f"NUMBA_{name}={value}: must be {wanted}; unset it for Numba's default")


def _cpu(told: Mapping[str, Any]) -> tuple[str | None, str | None]:
    name, features = (
        str(told[one]) if one in told else None for one in ("CPU_NAME", "CPU_FEATURES")
    )
    if name is not None and features is None:
        if name.lower() != "generic":
            raise TargetError(
                f"NUMBA_CPU_NAME={name}: Numba would add the instructions of this machine's CPU; "
                "set NUMBA_CPU_FEATURES too (to nothing for those that the named CPU has)"
            )
        features = ""
    return name, features


def _goes_by(config: Any, told: Mapping[str, Any]) -> bool:
    """Whether Numba, once it is loaded, goes by what it is told: a program may have set it."""
    attributes = {"DEBUGINFO": "DEBUGINFO_DEFAULT"}
    held = {
        name: int(getattr(config, attributes.get(name, name)) or 0)
        for name, usual in _DEFAULTS.items()
        if isinstance(usual, int)
    }
    level = "max" if config.OPT.is_opt_max else str(int(config.OPT))
    values = _values(told)
    return (
        all(values[name] == value for name, value in held.items())
        and values["OPT"] == level
        and _cpu(told) == (config.CPU_NAME, config.CPU_FEATURES)
    )
