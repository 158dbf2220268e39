"""The grid points that a command asks for, as Hydra's own sweeper lists them."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.types import Override, RangeSweep
from omegaconf import DictConfig

from nnexp.cli.composition import plain
from nnexp.cli.names import ENTRIES
from nnexp.cli.overrides import Options, parse_overrides, values_of
from nnexp.cli.problems import CommandError, Overrides
from nnexp.cli.ranges import LARGEST, range_length
from nnexp.cli.writing import written
from nnexp.process.messages import tell
from nnexp.settings import as_typed, coerce


def is_listed(config: DictConfig) -> bool:
    """Whether Hydra's own sweeper is used, which names the whole grid before it starts."""
    return str(config.hydra.sweeper.get("_target_", "")).endswith(".BasicSweeper")


def list_grid(config: DictConfig, loader: ConfigLoader, options: Options) -> list[Overrides]:
    """The overrides of every grid point of a composed sweep.

    Raises `CommandError` for axes that cannot be, and for more than `LARGEST` points.
    """
    params = config.hydra.sweeper.get("params") or {}
    typed = [f"{name}={value}" for name, value in params.items()]
    typed += plain(config.hydra.overrides, resolve=False)["task"]
    parsed = parse_overrides(typed, options, finite=True)
    by_key = {one.get_key_element(): one for one in parsed}
    for override in by_key.values():
        _warn_of_equal_values(override, options)
    size = math.prod(_length(override, options) for override in by_key.values())
    if size > LARGEST:
        raise CommandError(
            f"a grid of {size:,} points is more than the {LARGEST:,} that one sweep may have; "
            "start several smaller sweeps: the store keeps what they share"
        )
    # Glob asks the loader for the options of its group.
    known = [dataclasses.replace(override, config_loader=loader) for override in parsed]
    return [tuple(job) for job in BasicSweeper.split_arguments(known, None)[0]]


def _warn_of_equal_values(override: Override, options: Options) -> None:
    """Equal grid points are one row of the table, which surprises those who made them by mistake.

    Whoever wants a setting trained more often wants `repeats`.
    """
    values = values_of(override, options) if override.is_choice_sweep() else None
    name = override.key_or_group
    spec = ENTRIES[name].spec if name in ENTRIES else None
    typed: dict[str, list[Any]] = {}
    for value in values or ():
        meant = value if spec is None else coerce(name, value, spec)[0]
        typed.setdefault(as_typed(meant), []).append(value)
    for equal in typed.values():
        if len(equal) > 1:
            shown = ",".join(map(written, equal[:5]))
            tell(
                "warning",
                f"{override.get_key_element()}={shown}: the same value {len(equal)} times counts "
                "once; repeats=N trains each grid point N times",
            )


def _length(override: Override, options: Options) -> int:
    swept = override.value()
    if isinstance(swept, RangeSweep):
        return range_length(swept)
    return len(values_of(override, options) or ())
