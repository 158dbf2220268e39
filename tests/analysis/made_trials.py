"""Small tables and curves with a known truth, for the tests of analyses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.finding import Caution
from nnexp.analysis.sentence import plain


def trials(
    setting: str,
    accuracies: Mapping[Any, float],
    repeats: int = 5,
    spread: float = 0.001,
    metric: str = "validation_accuracy",
    seed: int = 0,
    **fixed: Any,
) -> pd.DataFrame:
    """One row per value of a setting and repeat, around a mean accuracy for each value."""
    rng = np.random.default_rng(seed)
    shared = 0.01 * rng.normal(size=repeats)
    rows = [
        {
            setting: value,
            **fixed,
            "repeat": repeat,
            "status": "ok",
            metric: mean + shared[repeat] + spread * rng.normal(),
            "seconds": 1.0,
        }
        for value, mean in accuracies.items()
        for repeat in range(repeats)
    ]
    return pd.DataFrame(rows)


def curves(
    losses: Sequence[float],
    repeats: int = 5,
    spread: float = 0.001,
    metric: str = "validation_loss",
    seed: int = 0,
    **fixed: Any,
) -> pd.DataFrame:
    """One row per repeat and epoch, around a mean curve."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            **fixed,
            "repeat": repeat,
            "epoch": epoch,
            metric: loss + spread * rng.normal(),
        }
        for repeat in range(repeats)
        for epoch, loss in enumerate(losses, start=1)
    ]
    return pd.DataFrame(rows)


def told(cautions: Iterable[Caution]) -> tuple[str, ...]:
    """Cautions as a reader meets them."""
    return tuple(plain(caution(one)) for one in cautions)
