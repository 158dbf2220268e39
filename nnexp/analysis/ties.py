"""Which settings cannot be told from the best one, and which of them costs least."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from nnexp.analysis import unequal
from nnexp.analysis.best import Best
from nnexp.columns import Columns, cell_value
from nnexp.settings import Scalar

SAVING = 0.1
"""Share of the best setting's training time below which a saving is not told: it may be chance."""


@dataclasses.dataclass(frozen=True)
class Ties:
    """The settings that may be as good as the best, itself among them."""

    count: int
    cheapest: dict[str, Scalar] | None
    """Of the one that trains in the least time; None where none is notably cheaper."""
    saved: float
    """Share of the best setting's training time that it saves."""


def ties(table: pd.DataFrame, best: Best, columns: Columns, *, left: bool = False) -> Ties | None:
    """What multiple comparisons with the best leave beside a best setting.

    Args:
        table: one row per trial.
        best: the answer for one of its tasks.
        columns: what the table's columns mean.
        left: whether looks have left these settings, each of which may be best: another test of
            the same repeats would be one look more.

    Returns:
        None where there is nothing to compare: one setting, or no two repeats.

    Reference:
        DESIGN §7; Hsu (1996), Multiple Comparisons, §4.1.
    """
    names, units = list(best.setting), [name for name in columns.units if name in table]
    rows = table
    for name, value in best.problem.items():
        rows = rows[rows[name].map(cell_value) == value]
    if not names or rows.empty:
        return None
    place = rows.groupby(names, dropna=False, sort=False, observed=True).ngroup().to_numpy()
    settings = rows[names].drop_duplicates().map(cell_value).to_dict("records")
    able = np.setdiff1d(np.arange(len(settings)), place[(rows["status"] != "ok").to_numpy()])
    chosen = [at for at, one in enumerate(able) if settings[one] == best.setting]
    unit = rows.groupby(units, sort=True).ngroup().to_numpy()
    if len(able) < 2 or not chosen or unit.max() < 1:
        return None
    losses = np.full((int(unit.max()) + 1, len(settings)), np.nan)
    losses[unit, place] = pd.to_numeric(rows[best.measured.name])
    losses = losses[:, able]
    turned = -losses if best.measured.better == "higher" else losses
    inside = np.ones(len(able), dtype=bool) if left else unequal.best_set(turned)
    # The best is in, whatever the comparisons: ties are broken by the loss.
    inside[chosen] = True
    if "seconds" not in rows:
        return Ties(int(inside.sum()), None, 0.0)
    seconds = rows.groupby(place)["seconds"].mean().to_numpy()[able]
    if not np.isfinite(seconds).all() or seconds[chosen[0]] <= 0:
        return Ties(int(inside.sum()), None, 0.0)
    least = int(np.where(inside, seconds, np.inf).argmin())
    saved = float(1 - seconds[least] / seconds[chosen[0]])
    if saved < SAVING:
        return Ties(int(inside.sum()), None, 0.0)
    return Ties(int(inside.sum()), settings[able[least]], saved)
