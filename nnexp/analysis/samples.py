"""One slice of a table as an array of repeats by candidates, paired over repeats.

Common random numbers make the same repeat comparable across settings, so every analysis
works on differences within a repeat. Only repeats with a value at every candidate enter.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis.finding import AnalysisError
from nnexp.analysis.metric import loss_of
from nnexp.analysis.summary import REPLICATES
from nnexp.settings import Scalar, as_text, catalog

SETTINGS = tuple(entry.name for entry in catalog() if entry.axis)


@dataclasses.dataclass(frozen=True)
class Samples:
    """What one slice says about the values of one setting."""

    losses: np.ndarray
    """(repeats, candidates) float64 loss or error rate: lower is better."""
    candidates: tuple[Scalar, ...]
    """Values of the setting, ascending, one per column of `losses`."""
    diverged: tuple[Scalar, ...]
    """Values of the setting at which a repeat diverged: known to be worse, so not candidates."""
    units: tuple[tuple[int, ...], ...]
    """Seed, if the frame has it, and repeat of each row of `losses`."""
    rows: tuple[int, ...]
    """Index labels of the rows that entered."""
    cautions: tuple[str, ...]
    """What was left out, and why."""

    @property
    def repeats(self) -> int:
        """Repeats that have a value at every candidate."""
        return int(self.losses.shape[0])


def slices(
    frame: pd.DataFrame, over: str | Sequence[str]
) -> Iterator[tuple[dict[str, Scalar], pd.DataFrame]]:
    """Split a frame by every combination of the settings that are not analysed.

    Args:
        frame: table (or curves), one row per trial (or per run and epoch).
        over: the setting, or settings, whose values are compared within a slice.

    Yields:
        The settings that differ between slices, and the rows of the slice with their index.
    """
    inside = {over} if isinstance(over, str) else set(over)
    names = [name for name in _settings(frame) if name not in inside and _varies(frame[name])]
    if not names:
        yield {}, frame
        return
    for key, rows in frame.groupby(names, dropna=False, sort=False, observed=True):
        values = key if isinstance(key, tuple) else (key,)
        yield {name: plain(value) for name, value in zip(names, values, strict=True)}, rows


def samples(frame: pd.DataFrame, over: str, metric: str, analysis: str) -> Samples:
    """The repeats of one slice, paired over the values of one setting.

    Trials that failed for reasons of the machine leave out their repeat, or their candidate
    where it has lost more than half of its repeats; candidates that diverged are set apart.

    Args:
        frame: rows of one slice.
        over: the setting whose values are the candidates.
        metric: the column to compare.
        analysis: who asks, for messages.

    Raises:
        AnalysisError: the frame lacks a column, holds several slices, or has nothing to compare.
    """
    require(frame, (over, "repeat", metric), analysis)
    one_slice(frame, (over,), analysis)
    status = _status(frame)
    diverged = set(frame.loc[status == "diverged", over])
    known = frame[~frame[over].isin(diverged)]
    candidates = sorted({plain(value) for value in known[over]}, key=order)
    losses, places = _grid(known, over, candidates, metric, analysis)
    present = np.isfinite(losses)
    count = present.sum(axis=0)
    kept = (count > 0) & (2 * count >= count.max(initial=0))
    complete = present[:, kept].all(axis=1) & kept.any()
    if not complete.any():
        raise AnalysisError(
            f"{analysis}: no repeat has {metric} at every value of {over}; "
            f"{_nothing(frame, status, metric)}"
        )
    used = np.ix_(complete, kept)
    gone = sorted({plain(value) for value in diverged}, key=order)
    sparse = [value for value, keep in zip(candidates, kept, strict=True) if not keep]
    return Samples(
        losses=loss_of(metric, losses[used]),
        candidates=tuple(value for value, keep in zip(candidates, kept, strict=True) if keep),
        diverged=tuple(gone),
        units=tuple(_units(known)[complete].itertuples(index=False, name=None)),
        rows=tuple(known.index[places[used].ravel()].tolist()),
        cautions=tuple(_cautions(over, gone, sparse, int((~complete).sum()))),
    )


def wall(found: Samples, last: float) -> float:
    """Log of the smallest value at which training diverged above the grid; infinite without one.

    Args:
        found: one slice.
        last: log of the largest value of the grid.
    """
    logarithms = (
        math.log(value) for value in found.diverged if isinstance(value, (int, float)) and value > 0
    )
    return min((one for one in logarithms if one > last), default=math.inf)


def _grid(
    rows: pd.DataFrame, over: str, candidates: Sequence[Scalar], metric: str, analysis: str
) -> tuple[np.ndarray, np.ndarray]:
    """(repeats, candidates) values of the metric, NaN where failed, and places of their rows."""
    names = [name for name in REPLICATES if name in rows]
    unit = rows.groupby(names, sort=True).ngroup().to_numpy()
    at = {value: index for index, value in enumerate(candidates)}
    candidate = np.array([at[plain(value)] for value in rows[over]], dtype=int)
    shape = (int(unit.max(initial=-1)) + 1, len(candidates))
    cells = unit * shape[1] + candidate
    _, first, times = np.unique(cells, return_index=True, return_counts=True)
    if (times > 1).any():
        row = rows.iloc[int(first[times > 1][0])]
        raise AnalysisError(
            f"{analysis}: two rows for {over}={as_text(plain(row[over]))}, "
            f"repeat {row['repeat']}; pass each trial once"
        )
    losses, places = np.full(shape, np.nan), np.full(shape, -1)
    value = pd.to_numeric(rows[metric]).to_numpy(dtype=float, na_value=np.nan)
    losses[unit, candidate] = np.where((_status(rows) == "ok").to_numpy(), value, np.nan)
    places[unit, candidate] = np.arange(len(rows))
    return losses, places


def require(frame: pd.DataFrame, columns: Sequence[str], analysis: str) -> None:
    """Raise `AnalysisError` unless the frame has rows and all of these columns."""
    missing = [name for name in columns if name not in frame]
    if missing:
        raise AnalysisError(
            f"{analysis}: the frame has no column '{missing[0]}'; pass the table of a sweep, "
            f"for example nnexp.table.load('results/sweep')"
        )
    if frame.empty:
        raise AnalysisError(f"{analysis}: the frame has no rows")


def one_slice(frame: pd.DataFrame, over: Sequence[str], analysis: str) -> None:
    """Raise `AnalysisError` if settings other than those analysed differ within the frame."""
    for name in _settings(frame):
        if name not in over and _varies(frame[name]):
            values = ", ".join(as_text(plain(x)) for x in frame[name].drop_duplicates().head(4))
            raise AnalysisError(
                f"{analysis}: the rows belong to several slices, {name} takes {values}; keep one, "
                f"for example one of nnexp.analysis.slices(table, '{over[0]}')"
            )


def order(value: Scalar) -> tuple[float, str]:
    """Sort key of the values of a setting: numbers by size, layers by their nodes in all."""
    if isinstance(value, str) and value.startswith("["):
        return float(sum(int(width) for width in value.strip("[]").split(","))), value
    try:
        return float(value), ""  # type: ignore[arg-type]  # text falls through to the except
    except (TypeError, ValueError):
        return float("inf"), str(value)


def _settings(frame: pd.DataFrame) -> list[str]:
    # Runs of one setting but different lengths are different slices of the curves.
    known = (*SETTINGS, "total_epochs")
    return [name for name in known if name in frame and name not in REPLICATES]


def _varies(column: pd.Series) -> bool:
    return len(column.drop_duplicates()) > 1


def plain(value: object) -> Scalar:
    """A cell of a frame as a plain Python value; missing ones as None."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if pd.isna(value) else value  # type: ignore[return-value,call-overload]


def _units(rows: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in REPLICATES if name in rows]
    return rows[names].drop_duplicates().sort_values(names)


def _status(frame: pd.DataFrame) -> pd.Series:
    return frame["status"] if "status" in frame else pd.Series("ok", index=frame.index)


def _nothing(frame: pd.DataFrame, status: pd.Series, metric: str) -> str:
    failed = int((status != "ok").sum())
    if failed == len(frame):
        return f"all {failed} trials failed"
    if pd.to_numeric(frame[metric]).isna().all():
        return f"{metric} is empty: there is no such data in this sweep"
    return f"{failed} of {len(frame)} trials failed"


def _cautions(
    over: str, diverged: Sequence[Scalar], sparse: Sequence[Scalar], lost: int
) -> Iterator[str]:
    if diverged:
        yield f"training diverged at {over}={', '.join(map(as_text, diverged))}"
    if sparse:
        yield (
            f"{over}={', '.join(map(as_text, sparse))} left out: "
            "more than half of its repeats failed"
        )
    if lost:
        yield f"{lost} repeat{'s' if lost > 1 else ''} left out: a trial of it failed"
