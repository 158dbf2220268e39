"""Whether a table holds what sweeps write: numbers and words that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnexp.columns import Columns

if TYPE_CHECKING:
    import pandas as pd

_STATUS = ("ok", "diverged", "error", "timeout", "not_run")
_LEAST = {"epoch": 1, "total_epochs": 1, "repeat": 0}


def impossible_value(frame: pd.DataFrame, columns: Columns) -> str | None:
    """The first value that no sweep writes, in a few words; None where all can be.

    Args:
        frame: a table or curves, with the column types that `load` gives them.
        columns: what their columns mean.
    """
    # Curves are empty where every run failed before its first epoch; a table never is.
    if not len(frame):
        return "has no rows" if "status" in frame else None
    for name, wrong in _wrong(frame, columns).items():
        if wrong.any():
            row = int(np.argmax(wrong))
            return f"column {name}: {str(frame[name].iloc[row])[:40]!r} in row {row + 1} cannot be"
    return None


def _wrong(frame: pd.DataFrame, columns: Columns) -> dict[str, Any]:
    """For each column that has bounds, which rows are outside."""
    import pandas as pd

    bounds: dict[str, Any] = {
        name: ~np.isfinite(frame[name])
        for name, spec in columns.settings.items()
        if spec.kind == "number" and not spec.optional and name in frame
    }
    least = _LEAST | dict.fromkeys(columns.budgets, 1)
    bounds |= {name: frame[name] < value for name, value in least.items() if name in frame}
    if "status" in frame:
        bounds["status"] = ~frame["status"].isin(_STATUS)
        done = frame["status"] == "ok"
    else:
        done = pd.Series(True, index=frame.index)
    for name, metric in columns.metrics.items():
        if name in frame:
            low, high = metric.bounds
            bounds[name] = done & ((frame[name] < low) | (frame[name] > high))
    return bounds
