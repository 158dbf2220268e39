"""What a value of a setting costs against the best one, though that was chosen on the same data.

The mean of the best value of a grid flatters it, as it was chosen for being high. Multiple
comparisons with the best allow for that choice.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, words
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.samples import Samples, samples
from nnexp.claims.evidence import POINTS, Unit, verdict_of
from nnexp.claims.verdict import REPRODUCED
from nnexp.settings import Scalar, as_text


@dataclasses.dataclass(frozen=True)
class Regret:
    """Loss above that of the best value of a setting, and its simultaneous bounds."""

    found: Samples
    mean: np.ndarray
    """(values,)."""
    low: np.ndarray
    """(values,) each below the true regret with 95 %; 0 for a value that may be the best."""
    high: np.ndarray
    """(values,) all above the true regrets together with 95 %."""


def regrets(rows: pd.DataFrame, setting: str, metric: str) -> Regret:
    """What each value of a setting costs against the best.

    Args:
        rows: of one slice, one per trial.
        setting: whose values are compared.
        metric: what decides.

    Raises:
        AnalysisError: the frame holds several slices, or nothing to compare.

    Reference:
        Hsu (1996), Multiple Comparisons, §4.1: constrained comparisons with the best.
    """
    found = samples(rows, setting, metric, "claim")
    means = found.losses.mean(axis=0)
    if found.repeats < 2:
        low, high = np.zeros(len(means)), np.full(len(means), math.inf)
    else:
        low, high = best_set.regret_bounds(found.losses)
    return Regret(found, means - means.min(), low, high)


def costs(
    rows: pd.DataFrame,
    setting: str,
    value: Scalar,
    margin: float,
    says: str,
    metric: str = "test_accuracy",
    unit: Unit = POINTS,
) -> Finding:
    """Whether a value of a setting is worse than the best one by more than a margin.

    Args:
        rows: of one slice, one per trial.
        setting: whose values are compared.
        value: the one in question; where training diverged it is worse beyond doubt.
        margin: the loss that must be exceeded, in the metric's unit.
        says: the statement, up to the number.
        metric: what decides.
        unit: of the metric.

    Returns:
        `reproduced` if the lower bound of its regret is above the margin, `not reproduced` if
        the upper one is below.

    Raises:
        AnalysisError: the value was not tried.
    """
    regret = regrets(rows, setting, metric)
    found = regret.found
    if value in found.diverged:
        mean = low = high = math.inf
        text = f"training diverges at {setting}={as_text(value)}"
        verdict = REPRODUCED
    elif value in found.candidates:
        place = found.candidates.index(value)
        mean, low, high = (float(bound[place]) for bound in (regret.mean, regret.low, regret.high))
        verdict, compared = verdict_of(low, high, margin, unit)
        ends = f"{unit.shown(low)} to {unit.shown(high)}" if math.isfinite(high) else "unknown"
        text = f"{says} {unit.shown(mean)} (95 % interval {ends}), {compared}"
    else:
        raise AnalysisError(f"claim: no repeat has {metric} at {setting}={as_text(value)}")
    return Finding(
        analysis="claim",
        where=(),
        metric=f"{words.metric_name(metric)} lost at {setting}={as_text(value)} against the best",
        estimate=mean,
        interval=(low, high),
        verdict=verdict,
        sentence=words.sentence(f"{text}."),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"simultaneous bounds of the loss against the best; {best_set.METHOD}",
        source=best_set.SOURCE,
        cautions=found.cautions,
    )
