"""One slice of a table as an array of repeats by candidates, paired over repeats.

Common random numbers make the same repeat comparable across settings, so every analysis
works on differences within a repeat. Candidates may have repeats of their own: what compares
pairs uses the repeats that both have, what needs whole repeats says so by `complete`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from nnexp.analysis.cautions import all_failed, lost_repeats, missing, partly_diverged, unequal
from nnexp.analysis.cautions import diverged as it_diverged
from nnexp.analysis.finding import AnalysisError, Caution
from nnexp.columns import Columns, cell_value
from nnexp.metrics import Metric
from nnexp.settings import Scalar, as_text, as_typed

TOLERATED = 0.05
"""Share of trainings that may diverge at a candidate. A value that loses more than one in twenty is
best by its mean only if it gains about five percentage points wherever it trains."""


@dataclasses.dataclass(frozen=True)
class Samples:
    """What one slice says about the values of one setting."""

    losses: np.ndarray
    """(repeats, candidates) float64 loss or error rate: lower is better; NaN for none."""
    candidates: tuple[Scalar, ...]
    """Values of the setting, ascending, one per column of `losses`."""
    diverged: tuple[Scalar, ...]
    """Values of the setting at which repeats diverge too often to be candidates."""
    units: tuple[tuple[int, ...], ...]
    """Seed, if the frame has it, and repeat of each row of `losses`."""
    rows: tuple[int, ...]
    """Index labels of the rows that entered, by repeats, then candidates."""
    cautions: tuple[Caution, ...]
    """What was left out, and why."""

    @property
    def repeats(self) -> int:
        """Repeats that have something to compare."""
        return int(self.losses.shape[0])


def slices(
    frame: pd.DataFrame,
    over: str | Sequence[str],
    columns: Columns,
    compared: Sequence[str] = (),
) -> Iterator[tuple[dict[str, Scalar], pd.DataFrame]]:
    """Split a frame by every combination of the settings that are not analysed.

    Args:
        frame: table (or curves), one row per trial (or per run and epoch).
        over: the setting, or settings, whose values are compared within a slice.
        columns: what the frame's columns mean.
        compared: settings of which a slice needs two values; others are passed over.

    Yields:
        The settings that differ between slices, and the rows of the slice with their index.
    """
    inside = {over} if isinstance(over, str) else set(over)
    names = [
        name for name in _settings(frame, columns) if name not in inside and _varies(frame[name])
    ]
    if not names:
        yield {}, frame
        return
    # Of a thousand slices few may have something to compare: all are asked at once.
    for name in compared:
        codes = pd.Series(pd.factorize(frame[name], use_na_sentinel=False)[0], frame.index)
        within = codes.groupby([frame[each] for each in names], dropna=False, observed=True)
        frame = frame[within.transform("min") != within.transform("max")]
    for key, rows in frame.groupby(names, dropna=False, sort=False, observed=True):
        values = key if isinstance(key, tuple) else (key,)
        yield {name: cell_value(value) for name, value in zip(names, values, strict=True)}, rows


def samples(
    frame: pd.DataFrame,
    over: str,
    measured: Metric | str,
    analysis: str,
    columns: Columns,
    worst: float | None = None,
) -> Samples:
    """The repeats of one slice, paired over the values of one setting.

    Trials that failed for reasons of the machine, those without a value and those that were never
    asked for are missing cells. A repeat that diverged has the worst value, so that no candidate
    looks better for having lost it; where more than `TOLERATED` of trainings are shown to diverge,
    the candidate is set apart, and so are those of which every trial failed.

    Args:
        frame: rows of one slice.
        over: the setting whose values are the candidates.
        measured: the metric to compare, or its name.
        analysis: who asks, for messages.
        columns: what the frame's columns mean.
        worst: what the metric is taken to be where a repeat diverged; unless given, the worst that
            it can be, or where that has no bound the worst value of the frame.

    Raises:
        AnalysisError: the frame lacks a column, holds several slices, or has nothing to compare.
    """
    measured = columns.metric(measured) if isinstance(measured, str) else measured
    metric = measured.name
    require(frame, (over, "repeat", metric), analysis)
    one_slice(frame, (over,), analysis, columns)
    read = {over, *columns.units, metric, "status"}
    frame = frame[[name for name in frame.columns if name in read]]
    status = _status(frame)
    shares = _diverged_shares(frame, over, status)
    diverged = {value for value, share in shares.items() if too_often(*share)}
    known = frame[~frame[over].isin(diverged)] if diverged else frame
    candidates = sorted({cell_value(value) for value in known[over].unique()}, key=order)
    values = with_diverged(known, measured, worst)
    losses, places, units = _grid(known, over, candidates, values, analysis, columns.units)
    present = np.isfinite(losses)
    kept = present.any(axis=0)
    # A repeat of one candidate alone compares nothing.
    paired = present.sum(axis=1) >= min(2, int(kept.sum()))
    if not kept.any() or not paired.any():
        raise AnalysisError(
            f"{analysis}: no repeat has {metric} at two values of {over}; "
            f"{_nothing(frame, status, metric)}"
        )
    used = np.ix_(paired, kept)
    gone = sorted({cell_value(value) for value in diverged}, key=order)
    partly = [value for value in candidates if value in shares]
    counts = present[:, kept].sum(axis=0)
    return Samples(
        losses=_losses(measured, losses[used]),
        candidates=tuple(value for value, keep in zip(candidates, kept, strict=True) if keep),
        diverged=tuple(gone),
        units=tuple(unit for unit, keep in zip(units, paired, strict=True) if keep),
        rows=tuple(known.index[places[used][present[used]]].tolist()),
        cautions=(
            *([it_diverged(over, gone, [shares[value] for value in gone])] if gone else []),
            *(
                [
                    partly_diverged(
                        [f"{over}={as_typed(value)}" for value in partly],
                        [shares[value] for value in partly],
                        measured,
                        float(values[(_status(known) == "diverged").to_numpy()][0]),
                    )
                ]
                if partly
                else []
            ),
            *_cautions(
                over,
                [value for value, keep in zip(candidates, kept, strict=True) if not keep],
                missing_cells(known, values),
                (int(counts.min()), int(counts.max())),
            ),
        ),
    )


def too_often(diverged: int, trained: int) -> bool:
    """Whether more than `TOLERATED` of trainings are shown to diverge, with 95 %.

    Args:
        diverged: repeats.
        trained: repeats, those that diverged included.

    Reference:
        Clopper and Pearson (1934), Biometrika 26(4).
    """
    # One of one is exactly 5 %.
    return float(bdtrc(diverged - 1, trained, TOLERATED)) <= 0.05 + 1e-9


def with_diverged(frame: pd.DataFrame, measured: Metric, worst: float | None = None) -> np.ndarray:
    """(rows,) the metric: the worst value where a run diverged, NaN where it is missing.

    Args:
        frame: rows with `status` (all `ok` without it) and the metric.
        measured: the metric.
        worst: what a run that diverged has; unless given, the worst that the metric can be, or
            where that has no bound the worst value of the frame.
    """
    status = _status(frame)
    known = pd.to_numeric(frame[measured.name]).to_numpy(dtype=float, na_value=np.nan)
    values = np.where((status == "ok").to_numpy() & np.isfinite(known), known, np.nan)
    gone = (status == "diverged").to_numpy()
    if not gone.any():
        return values
    if worst is None:
        higher = measured.better == "higher"
        worst = measured.bounds[0 if higher else 1]
        if math.isinf(worst) and np.isfinite(values).any():
            worst = float(np.nanmin(values) if higher else np.nanmax(values))
    filled: np.ndarray = np.where(gone, worst if math.isfinite(worst) else np.nan, values)
    return filled


def missing_cells(frame: pd.DataFrame, values: np.ndarray) -> dict[str, int]:
    """How many rows have no value, by their status."""
    lost = ~np.isfinite(values)
    counts = _status(frame)[lost].value_counts() if lost.any() else pd.Series()
    return {str(status): int(count) for status, count in counts.items() if status != "diverged"}


def complete(found: Samples, analysis: str) -> Samples:
    """The repeats that have a value at every candidate, with what that leaves out as a caution.

    Args:
        found: one slice.
        analysis: who asks, for messages.

    Raises:
        AnalysisError: there is no such repeat.
    """
    present = np.isfinite(found.losses)
    whole = present.all(axis=1)
    if whole.all():
        return found
    if not whole.any():
        raise AnalysisError(
            f"{analysis}: no repeat has a value everywhere; run the sweep again to complete it"
        )
    labels = np.full(found.losses.shape, None, dtype=object)
    labels[present] = found.rows
    return dataclasses.replace(
        found,
        losses=found.losses[whole],
        units=tuple(unit for unit, keep in zip(found.units, whole, strict=True) if keep),
        rows=tuple(labels[whole].ravel().tolist()),
        cautions=(
            *(one for one in found.cautions if one.kind != "unequal"),
            lost_repeats(int((~whole).sum())),
        ),
    )


def wall(found: Samples, last: float, *, linear: bool = False) -> float:
    """The smallest value at which training diverged above the grid; infinite without one.

    Args:
        found: one slice.
        last: the largest value of the grid.
        linear: whether both are values themselves, else their logarithms.
    """
    places = (
        value if linear else math.log(value)
        for value in found.diverged
        if isinstance(value, (int, float)) and (linear or value > 0)
    )
    return min((one for one in places if one > last), default=math.inf)


def _losses(measured: Metric, values: np.ndarray) -> np.ndarray:
    """The metric turned so that lower is better: accuracies become error rates."""
    return 1.0 - values if measured.better == "higher" else values


def _grid(
    rows: pd.DataFrame,
    over: str,
    candidates: Sequence[Scalar],
    values: np.ndarray,
    analysis: str,
    units: Sequence[str],
) -> tuple[np.ndarray, np.ndarray, list[tuple[int, ...]]]:
    """(repeats, candidates) values, NaN where missing, places of their rows, and the repeats."""
    names = [name for name in units if name in rows]
    unit = rows.groupby(names, sort=True).ngroup().to_numpy()
    at = {value: index for index, value in enumerate(candidates)}
    codes, values_of = pd.factorize(rows[over], use_na_sentinel=False)
    candidate = np.array([at[cell_value(value)] for value in values_of], dtype=int)[codes]
    shape = (int(unit.max(initial=-1)) + 1, len(candidates))
    cells = unit * shape[1] + candidate
    _, first, times = np.unique(cells, return_index=True, return_counts=True)
    if (times > 1).any():
        row = rows.iloc[int(first[times > 1][0])]
        raise AnalysisError(
            f"{analysis}: two rows for {over}={as_text(cell_value(row[over]))}, "
            f"repeat {row['repeat']}; pass each trial once"
        )
    losses, places = np.full(shape, np.nan), np.full(shape, -1)
    losses[unit, candidate] = values
    places[unit, candidate] = np.arange(len(rows))
    of_each = rows[names].iloc[np.unique(unit, return_index=True)[1]]
    return losses, places, list(of_each.itertuples(index=False, name=None))


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


def one_slice(frame: pd.DataFrame, over: Sequence[str], analysis: str, columns: Columns) -> None:
    """Raise `AnalysisError` if settings other than those analysed differ within the frame."""
    for name in _settings(frame, columns):
        if name not in over and _varies(frame[name]):
            values = ", ".join(
                as_text(cell_value(x)) for x in frame[name].drop_duplicates().head(4)
            )
            raise AnalysisError(
                f"{analysis}: the rows belong to several slices, {name} takes {values}; keep one, "
                f"for example one of nnexp.analysis.slices(table, '{over[0]}')"
            )


def order(value: Scalar) -> tuple[float, str]:
    """Sort key of the values of a setting: numbers by size, lists by their sum (nodes in all)."""
    try:
        if isinstance(value, str) and value.startswith("["):
            return sum(float(one) for one in value.strip("[]").split(",")), value
        return float(value), ""  # type: ignore[arg-type]  # text falls through to the except
    except (TypeError, ValueError):
        return float("inf"), str(value)


def _settings(frame: pd.DataFrame, columns: Columns) -> list[str]:
    # Runs of one setting but different lengths are different slices of the curves.
    known = (*columns.settings, "total_epochs")
    return [name for name in known if name in frame and name not in columns.units]


def _varies(column: pd.Series) -> bool:
    return len(column.unique()) > 1


def _status(frame: pd.DataFrame) -> pd.Series:
    return frame["status"] if "status" in frame else pd.Series("ok", index=frame.index)


def _nothing(frame: pd.DataFrame, status: pd.Series, metric: str) -> str:
    failed = int((status != "ok").sum())
    if failed == len(frame):
        return f"all {failed} trials failed"
    if pd.to_numeric(frame[metric]).isna().all():
        return f"{metric} is empty: there is no such data in this sweep"
    return f"{failed} of {len(frame)} trials failed"


def _diverged_shares(
    frame: pd.DataFrame, over: str, status: pd.Series
) -> dict[Scalar, tuple[int, int]]:
    """For each value at which repeats diverged how many, of those whose training ended."""
    if not (status == "diverged").any():
        return {}
    ended = status.isin(["ok", "diverged"])
    counts = pd.DataFrame({over: frame[over], "diverged": status == "diverged", "ended": ended})
    sums = counts.groupby(over, dropna=False, sort=False, observed=True).sum()
    pairs = zip(sums["diverged"].tolist(), sums["ended"].tolist(), strict=True)
    return {
        cell_value(value): pair for value, pair in zip(sums.index, pairs, strict=True) if pair[0]
    }


def _cautions(
    over: str,
    failed: Sequence[Scalar],
    lost: Mapping[str, int],
    counts: tuple[int, int],
) -> Iterator[Caution]:
    if failed:
        yield all_failed(over, failed)
    if counts[0] < counts[1]:
        yield unequal(over, *counts)
    if lost:
        yield missing(lost)
