"""A finished sweep, of now or of its folder: one object, which findings, plots and pages take."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nnexp.columns import Columns
from nnexp.settings import StoreSettings
from nnexp.sweeps.record import Counts, Ending, Record

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.analysis import Finding
    from nnexp.analysis.best import Best
    from nnexp.deciding import Decision, Question


@dataclasses.dataclass(frozen=True)
class SweepData:
    """What a sweep found, how it came about and where it lies on disk."""

    directory: Path
    """Folder of `table.parquet`, `table.csv`, `curves.parquet` and `sweep.yaml`."""
    columns: Columns
    """What settings and metrics its frames have."""
    table: pd.DataFrame
    """One row per trial; `.attrs["columns"]` says what each column means."""
    read_curves: Callable[[], pd.DataFrame]
    """Gives the curves: those in memory, or those of the folder, once they are asked for."""
    swept: tuple[str, ...]
    """Dotted names of the settings that differ between grid points."""
    record: Record
    """How it came about."""
    outcome: Ending
    """How it ended."""
    lost: str = ""
    """What is wrong where the store does not keep what was trained; empty where it does."""

    @functools.cached_property
    def curves(self) -> pd.DataFrame:
        """One row per run and epoch."""
        return self.read_curves()

    @functools.cached_property
    def answers(self) -> tuple[Best, ...]:
        """The best setting of each task."""
        # Here, so that a wrong command is told without waiting for pandas.
        from nnexp.analysis.best import best_settings, with_same_samples
        from nnexp.deciding.answers import best_of

        if self.decided is not None:
            found = best_of(*self.decided, self.table, self.swept, self.select_on)
        else:
            found = best_settings(self.table, self.swept, self.select_on, self.columns)
        return with_same_samples(found, self.table, self.same_test)

    @property
    def judged(self) -> pd.DataFrame:
        """The rows that say what is best: of a sweep that decides those that confirm it."""
        from nnexp.deciding.answers import judged

        return self.table if self.decided is None else judged(self.decided[1], self.table)

    @property
    def left(self) -> bool:
        """Whether `judged` has what looks have left, each of which may be best."""
        from nnexp.deciding.answers import naming

        return self.decided is not None and naming(self.decided[1]) is not None

    @functools.cached_property
    def decided(self) -> tuple[Question, Decision] | None:
        """What was asked and decided, worked out from table and curves; None of a plain sweep."""
        if self.record.decided is None:
            return None
        from nnexp.sweeps.decide import replayed

        return replayed(self.record, self.table, self.curves, self.columns)

    def findings(self) -> list[Finding]:
        """Every answer that the grid allows; `.sentence` is each in a sentence."""
        if self.decided is not None:
            from nnexp.analysis.languages import told_in
            from nnexp.deciding.answers import findings_of

            found = findings_of(*self.decided, self.table, self.curves, self.swept)
            return told_in(self.language, found)
        from nnexp.analysis import findings

        return findings(
            self.table,
            self.curves,
            self.swept,
            self.select_on,
            self.classes,
            columns=self.columns,
        )

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def store(self) -> Path:
        """The file with the curves and the last states of its runs."""
        return Path(str(self.record.settings.get("store.path", StoreSettings().path)))

    @property
    def counts(self) -> Counts:
        return self.outcome.runs

    @property
    def table_hash(self) -> str:
        """`nnexp.table.canonical_hash` of the table, as it was recorded."""
        return self.outcome.table_hash

    @property
    def seconds(self) -> float:
        """Wall time of the sweep."""
        return self.outcome.seconds

    @property
    def verified(self) -> tuple[str, ...]:
        """Trials that `verify=prefix` retrained alone and found equal to the bit."""
        return tuple(self.outcome.verified)

    @property
    def select_on(self) -> Literal["validation", "test"]:
        """The data that choose the best setting."""
        return self.record.select_on

    @property
    def language(self) -> str:
        """In which it is told (`nnexp.language`); records of earlier versions are in English."""
        return self.columns.language

    @property
    def classes(self) -> Mapping[str, int]:
        """Number of classes by the fingerprint of the data; none of what an old record lacks."""
        return self._by_fingerprint(self.record.classes)

    @property
    def same_test(self) -> Mapping[str, int]:
        """Test samples that all repeats share by the fingerprint of the data, where they do."""
        return self._by_fingerprint(self.record.same_test)

    def _by_fingerprint(self, counts: Mapping[str, int] | None) -> Mapping[str, int]:
        named, known = self.record.data, counts or {}
        return {named[name]: known[name] for name in named if name in known}

    @property
    def doubts(self) -> Mapping[str, Any]:
        """`Record.doubts`; nothing where an old record lacks them."""
        return self.record.doubts or {}

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} of {len(self.table):,} trials in {self.directory}, "
            f"table {self.table_hash[:12]}>"
        )
