"""A sentence of the book turned into an experiment, a statistic and a rule for the verdict."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from nnexp.claims.chart import Chart
from nnexp.claims.experiment import Experiment
from nnexp.datasets import Dataset, Split
from nnexp.network import Network
from nnexp.settings import GridPoint, Scalar

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.claims.judgement import Judgement

Measured = Mapping[str, Scalar]
"""One row of what was measured: column names and plain values."""


@dataclasses.dataclass(frozen=True)
class Trained:
    """A trained network of a sweep, as a probe meets it."""

    network: Network
    point: GridPoint
    repeat: int
    dataset: Dataset
    split: Split
    """The rows that trained it, and those that did not."""


Probe = Callable[[Trained], Iterable[Measured]]
"""What is measured on every trained network of a sweep."""


@dataclasses.dataclass(frozen=True)
class Claim:
    """One claim; what it runs is `sweeps/claims/<id>.yaml`.

    The frame that `judge` and `chart` take has one row per trial: the table of a sweep, or, with
    an `experiment`, what that returned beside its grid point and the repeat, or, with a `probe`,
    what that returned beside the trial's row of the table.
    """

    id: str
    section: str
    """Of the book."""
    sentence: str
    """The claim, in one sentence."""
    statistic: str
    """What is measured, in one line."""
    rule: str
    """What its core and its other parts state, in one line; see `nnexp.claims.verdict`."""
    judge: Callable[[pd.DataFrame], Judgement]
    """The finding whose verdict is one of `nnexp.claims.verdict.VERDICTS`; a pure function."""
    chart: Callable[[pd.DataFrame], Chart]
    """What a reader should see; a pure function."""
    experiment: Experiment | None = None
    probe: Probe | None = None
    reads: Callable[[], str] | None = None
    """Names the content of what a probe reads besides, so that other content is probed anew."""

    @property
    def sweep(self) -> str:
        """The name of its sweep file, as in `+sweep=claims/xor`."""
        return f"claims/{self.id}"
