"""How the trials of a sweep ended, without the frames that say it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData
    from nnexp.sweeps.sweep import SweepUnderWay


@dataclasses.dataclass(frozen=True)
class Endings:
    """How the trials of a sweep ended: of its table what the command has to tell."""

    swept: tuple[str, ...]
    """Dotted names of the settings that differ between grid points."""
    trials: Sequence[tuple[tuple[Any, ...], str, float]]
    """Of each the values of these settings, its status, and its loss on the data that choose."""


def endings_of(sweep: SweepData | SweepUnderWay) -> Endings:
    """How the trials of a sweep ended, read off its table."""
    table = sweep.table
    columns = [table[name].astype(object) for name in sweep.swept]
    # A missing number is None, NaN or pandas' NA, depending on the column's type.
    keys = zip(*(one.where(one.notna(), None).tolist() for one in columns), strict=True)
    trials = zip(
        keys if columns else [()] * len(table),
        map(str, table["status"].tolist()),
        table[f"{sweep.select_on}_loss"].astype(float).tolist(),
        strict=True,
    )
    return Endings(sweep.swept, list(trials))
