"""What two sweeps have in common, as plots of the two see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from nnexp.columns import Columns
from nnexp.metrics import Metric

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclasses.dataclass(frozen=True, eq=False)
class SweepPair:
    """Two sweeps where their settings match."""

    names: tuple[str, str]
    metric: Metric
    settings: tuple[str, ...]
    """What differs between the settings that both have."""
    differences: pd.DataFrame
    """Per setting: `settings` as texts, then `mean`, `low` and `high` of first minus second; the
    intervals are NaN where they are not known."""
    levels: Mapping[str, tuple[str, ...]]
    """The values of each setting, in order."""
    columns: Columns
    """Of the first, which say in which language the plot is."""

    def say(self, english: str, **parts: object) -> str:
        """A text in that language; see `Columns.say`."""
        return self.columns.say(english, **parts)


@dataclasses.dataclass(frozen=True)
class PairPlot:
    """A kind of plot of two sweeps."""

    name: str
    needs: Callable[[SweepPair], bool]
    """Whether what they have in common makes it meaningful."""
    draw: Callable[[SweepPair], Figure]
    caption: Callable[[SweepPair], str]
    """How to read it."""
