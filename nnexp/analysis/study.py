"""What analyses are asked about, and the record by which one is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from nnexp.analysis.finding import AnalysisError, Finding, Verdict, Words
from nnexp.analysis.samples import slices
from nnexp.columns import Columns
from nnexp.metrics import Metric, Part
from nnexp.settings import Scalar, Spec

Where = tuple[tuple[str, Scalar], ...]
OfSlice = Callable[[pd.DataFrame, Where], Finding]


@dataclasses.dataclass(frozen=True, eq=False)
class Study:
    """The frames of a sweep, and what their columns mean."""

    table: pd.DataFrame
    """One row per trial."""
    curves: pd.DataFrame
    """One row per run and epoch."""
    swept: tuple[str, ...]
    """Dotted names of the settings that differ between grid points."""
    select_on: Part
    """The data that choose."""
    classes: Mapping[str, int]
    """How many each data set has, by its `data_fingerprint`; empty where there are none."""
    columns: Columns
    strict: bool = False
    """Whether a slice without a finding is an error, rather than passed over."""

    @property
    def chooses(self) -> Metric:
        """The metric that chooses the best setting."""
        return self.columns.choosing(self.select_on)

    @property
    def searched(self) -> tuple[str, ...]:
        """Swept numbers with a best value to look for: tuned, and no dearer where they are larger.

        Where larger values take longer, the question is not which is best but how much is enough.
        """
        return tuple(
            name for name, spec in self._swept_numbers() if spec.role == "tuned" and not spec.costly
        )

    @property
    def sized(self) -> tuple[str, ...]:
        """Swept numbers of which it is to be known how much is enough."""
        return tuple(
            name for name, spec in self._swept_numbers() if spec.role == "tuned" and spec.costly
        )

    def _swept_numbers(self) -> Iterator[tuple[str, Spec]]:
        for name, spec in self.columns.settings.items():
            if name in self.swept and spec.scale is not None:
                yield name, spec


@dataclasses.dataclass(frozen=True)
class Analysis:
    """A question that sweeps can answer: when it can be asked, how it is answered, how it reads."""

    name: str
    """Of the function, and of its findings."""
    needs: Callable[[Study], Iterable[tuple[str, ...]]]
    """The settings that it can be asked about in a sweep: one answer per slice for each."""
    run: Callable[[Study, tuple[str, ...]], Iterator[Finding]]
    """The findings about these settings."""
    verdicts: type[Verdict]
    """The closed set of its answers."""
    words: Words
    whole: bool = False
    """Whether it needs all trials of a grid, however large; else those around the best do."""


def by_slice(
    analysis: Callable[[Study, tuple[str, ...], pd.DataFrame, Where], Finding],
) -> Callable[[Study, tuple[str, ...]], Iterator[Finding]]:
    """The `run` of an analysis that has one finding for each slice of the table.

    Args:
        analysis: of a study about some settings, the rows of a slice, and the settings that tell
            it from the others.
    """

    def run(study: Study, settings: tuple[str, ...]) -> Iterator[Finding]:
        def of_slice(rows: pd.DataFrame, where: Where) -> Finding:
            return analysis(study, settings, rows, where)

        return per_slice(study.table, settings, study.columns, of_slice, strict=study.strict)

    return run


def per_slice(
    frame: pd.DataFrame,
    over: Sequence[str],
    columns: Columns,
    analysis: OfSlice,
    *,
    strict: bool = False,
) -> Iterator[Finding]:
    """The finding of every slice that has one.

    Args:
        frame: table or curves.
        over: what is compared within a slice.
        columns: what the frame's columns mean.
        analysis: of the rows of a slice, without settings that all rows share, and the settings
            that tell it from the others.
        strict: whether a slice that has none is an error.

    Raises:
        AnalysisError: if strict, why a slice has no finding.
    """
    # Of epochs a run that diverged has one more than its rows, of settings there are no others.
    compared = () if strict or not set(over) <= set(columns.settings) else over
    # A thousand slices are cut out of few columns in less time.
    constant = [
        name
        for name in columns.settings
        if name in frame and name not in (*over, *columns.units) and len(frame[name].unique()) < 2
    ]
    for where, rows in slices(frame.drop(columns=constant), over, columns, compared):
        named = tuple((name, value) for name, value in where.items() if name != "total_epochs")
        try:
            yield analysis(rows, named)
        except AnalysisError:
            # The report lists failed trials by themselves, and says which question has no answer.
            if strict:
                raise
