"""A past sweep as its folder holds it: what every report is made from."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nnexp.errors import NnexpError
from nnexp.report.record import record_problem
from nnexp.table.columns import SETTINGS
from nnexp.training import METRICS

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.analysis.best import Best

WHICH = "name the folder of one sweep, results/<name>/<time>"
RECORD = "sweep.yaml"
CURVES = "curves.parquet"


_MAIN = ("lr", "epochs", "hidden_nodes", "seed", "data", "data.train")


class ReportError(NnexpError):
    """A report cannot be made, found or checked."""


@dataclasses.dataclass(frozen=True)
class StoredSweep:
    """What a sweep left on disk."""

    directory: Path
    table: pd.DataFrame
    """One row per trial."""
    record: Mapping[str, Any]
    """`sweep.yaml` as it stands: how the sweep came about."""
    swept: tuple[str, ...]
    """Dotted names of the settings that differ between rows of the table."""
    select_on: Literal["validation", "test"]
    """The data that choose the best setting."""

    @functools.cached_property
    def answers(self) -> tuple[Best, ...]:
        """The best setting of each task."""
        # Here, so that a wrong command is told without waiting for pandas.
        from nnexp.analysis.best import best_settings

        return best_settings(self.table, self.swept, self.select_on)

    def __repr__(self) -> str:
        return f"<StoredSweep of {len(self.table):,} trials in {self.directory}>"

    @property
    def name(self) -> str:
        return str(self.record.get("name", self.directory.name))


def read_sweep(directory: Path) -> StoredSweep:
    """Read the table and the record of a sweep.

    Args:
        directory: the folder of one sweep.

    Raises:
        ReportError: it is not such a folder, or `sweep.yaml` is missing or damaged.
        TableError: the table is missing or damaged.
    """
    from nnexp import table as tables

    record = read_record(directory)
    table = tables.load(directory)
    # A setting may be younger than the sweep; what is not a setting has always been there.
    known = set(tables.COLUMN_DOCS) - {entry.name for entry in SETTINGS}
    _check_columns(table, [*_MAIN, *sorted(known)], directory / "table.parquet")
    return StoredSweep(
        directory=directory,
        table=table,
        record=record,
        swept=swept_names(table),
        select_on=record["select_on"],
    )


def read_curves(directory: Path) -> pd.DataFrame:
    """The curves of a sweep, one row per run and epoch.

    Raises:
        ReportError: columns are missing.
        TableError: the curves are missing or damaged.
    """
    from nnexp import table as tables

    curves = tables.load(directory / CURVES)
    _check_columns(curves, ("run_id", "repeat", "epoch", *METRICS), directory / CURVES)
    return curves


def read_record(directory: Path) -> Mapping[str, Any]:
    """`sweep.yaml` of a sweep's folder, whole.

    Raises:
        ReportError: there is no such folder or file, or it is damaged.
    """
    import yaml

    path = directory / RECORD
    if not directory.is_dir():
        what = "is a file" if directory.exists() else "there is no such folder"
        raise ReportError(f"{directory}: {what}; {WHICH}")
    try:
        text = path.read_text(encoding="utf-8")
        record = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except FileNotFoundError:
        raise ReportError(f"{directory}: no {RECORD} in this folder; {WHICH}") from None
    except (OSError, yaml.YAMLError, *_MISREAD) as error:
        why = " ".join(str(error).split())
        raise ReportError(f"{path}: cannot be read ({why}); {_REPAIR}") from error
    if not isinstance(record, dict):
        raise ReportError(f"{path}: holds no record of a sweep; {_REPAIR}")
    if (problem := record_problem(record)) is not None:
        raise ReportError(f"{path}: is damaged ({problem}); {_REPAIR}")
    return record


def swept_names(table: pd.DataFrame) -> tuple[str, ...]:
    """The settings that differ between rows, in the order of the settings."""
    names = (entry.name for entry in SETTINGS if entry.name in table.columns)
    return tuple(name for name in names if len(table[name].unique()) > 1)


def _check_columns(frame: pd.DataFrame, known: Iterable[str], path: Path) -> None:
    missing = [name for name in known if name not in frame.columns]
    if missing:
        raise ReportError(
            f"{path}: lacks the columns {', '.join(missing[:5])}"
            f"{' and others' if len(missing) > 5 else ''}; {_REPAIR}"
        )


# What YAML raises besides its own errors: for a 13th month, for a tag that does not fit its value.
_MISREAD = (ValueError, LookupError, AttributeError, TypeError, RecursionError)

_REPAIR = "run the sweep again with the same command: what the store knows is not trained again"
