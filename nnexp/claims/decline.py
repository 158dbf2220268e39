"""By how much curves get worse after their best epoch, though that was chosen on such curves."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nnexp.analysis import overfitting_onset, rise, words
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.finding import Finding
from nnexp.analysis.samples import samples
from nnexp.claims.evidence import POINTS, Unit, verdict_of


def declines(
    rows: pd.DataFrame, margin: float, where: str, metric: str = "test_accuracy",
    unit: Unit = POINTS,
) -> Finding:  # fmt: skip
    """Whether a metric gets worse from its best epoch to the last by more than a margin.

    Args:
        rows: of one slice, one per trial: `epochs` in equal steps, `repeat`, the metric.
        margin: what must be exceeded, in the metric's unit.
        where: the slice in words, as `with fan_out and lr 0.2`.
        metric: a loss or an accuracy, on data that did not train.
        unit: of the metric.

    Returns:
        `reproduced` if the interval of the decline is above the margin, `not reproduced` if it is
        below.

    Raises:
        AnalysisError: the frame holds several slices, or less than two epochs.

    Reference:
        Chernozhukov et al. (2018) Econometrics Journal 21(1): cross-fitting.
    """
    curves = rows.rename(columns={"epochs": "epoch"})
    onset = overfitting_onset(curves, metric)
    mean, low, high = decline_of(rows, metric)
    verdict, compared = verdict_of(low, high, margin, unit)
    name = words.metric_name(metric)
    possible = [int(str(epoch)) for epoch in onset.confidence_set]
    last = int(rows["epochs"].max())
    ends = f"{unit.shown(low)} to {unit.shown(high)}" if math.isfinite(low) else "unknown"
    return Finding(
        analysis="claim",
        where=(),
        metric=f"{name} lost from the best epoch to the last ({where})",
        estimate=mean,
        interval=(low, high),
        verdict=verdict,
        sentence=words.sentence(
            f"{where}, {name} is best after epoch {onset.estimate:g} (95 % confidence set: "
            f"{words.epochs(possible)}) and loses from there to epoch {last} "
            f"{unit.shown(mean)} (95 % interval {ends}), {compared}."
        ),
        repeats=onset.repeats,
        rows=onset.rows,
        method=rise.METHOD,
        source=rise.SOURCE,
        cautions=onset.cautions,
    )


def decline_of(rows: pd.DataFrame, metric: str) -> tuple[float, float, float]:
    """Mean of what the last epoch loses against the best one, and its interval.

    Args:
        rows: of one slice, one per trial: `epochs` in equal steps, `repeat`, the metric.
        metric: a loss or an accuracy.

    Raises:
        AnalysisError: the frame holds several slices.
    """
    found = samples(rows.rename(columns={"epochs": "epoch"}), "epoch", metric, "claim")
    return decline(found.losses)


def decline(losses: np.ndarray) -> tuple[float, float, float]:
    """Mean rise of losses after the best epoch, and its interval; infinite for one repeat.

    The rise is that of a straight line from the best epoch to the last. Where it is 0.2 points in
    truth, over 30 epochs of noise of 0.15 points each, each end of the interval is wrong in 1 to
    11 % of experiments with 4 to 10 repeats: curves that bend have no rise without a definition.

    Args:
        losses: (repeats, epochs).
    """
    if len(losses) < 2:
        return math.nan, -math.inf, math.inf
    found = rise.rises(losses)
    mean = float(found.mean())
    reach = critical_value("onset", *losses.shape) * float(found.std(ddof=1)) / math.sqrt(
        len(found)
    )  # fmt: skip
    return mean, mean - reach, mean + reach
