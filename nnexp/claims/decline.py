"""By how much curves get worse after their best epoch, though that was chosen on such curves."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nnexp.analysis import overfitting_onset, rise
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.samples import complete, samples
from nnexp.analysis.summary import LEVEL
from nnexp.claims.accuracy import shared
from nnexp.claims.evidence import Interval, stated
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import by_level
from nnexp.claims.unit import POINTS
from nnexp.claims.wording import among, cautions_of
from nnexp.language.said import said
from nnexp.settings import as_whole
from nnexp.trainables.book.columns import BOOK


def declines(rows: pd.DataFrame, where: str, metric: str = "test_accuracy") -> Judgement:
    """Whether an accuracy gets worse from its best epoch to the last.

    Args:
        rows: of one slice, one per trial: `epochs` in equal steps, `repeat`, the metric.
        where: the slice in words, as `with fan_out and lr 0.2`.
        metric: an accuracy on data that did not train.

    Returns:
        `reproduced` if the interval of the decline is above 0, `not reproduced` if it is below.

    Raises:
        AnalysisError: the frame holds several slices, or less than two epochs.

    Reference:
        Chernozhukov et al. (2018) Econometrics Journal 21(1): cross-fitting.
    """
    onset = overfitting_onset(rows.rename(columns={"epochs": "epoch"}), metric, columns=BOOK)
    name = BOOK.metric(metric).label
    possible = [as_whole(epoch) for epoch in onset.confidence_set]
    at = by_level(rows, "epochs", metric)
    best, last = int(onset.estimate), int(rows["epochs"].max())
    losses = _losses(rows, metric)
    found = stated(
        _mean(losses),
        interval_of(losses, shared(at[best], at[last], rows)),
        0.0,
        1,
        said("{metric} lost from the best epoch to the last ({where})", metric=name, where=where),
        said(
            "{where}, {metric} is best after epoch {best} (95 % confidence set: {possible}) and "
            "loses from there to epoch {last}",
            where=where,
            metric=name,
            best=best,
            possible=among(possible),
            last=last,
        ),
        onset.rows,
        POINTS,
        onset.repeats,
        rise.METHOD,
        rise.SOURCE,
    )
    return dataclasses.replace(found, cautions=cautions_of(onset))


def decline_of(rows: pd.DataFrame, metric: str) -> float:
    """Mean of what the last epoch loses against the best one.

    Args:
        rows: of one slice, one per trial: `epochs` in equal steps, `repeat`, the metric.
        metric: a loss or an accuracy.

    Raises:
        AnalysisError: the frame holds several slices.
    """
    return _mean(_losses(rows, metric))


def _losses(rows: pd.DataFrame, metric: str) -> np.ndarray:
    curves = rows.rename(columns={"epochs": "epoch"})
    return complete(samples(curves, "epoch", metric, "claim", BOOK), "claim").losses


def _mean(losses: np.ndarray) -> float:
    return float(rise.rises(losses).mean()) if len(losses) > 1 else math.nan


def interval_of(losses: np.ndarray, images: float = 0.0) -> Interval:
    """Of the mean rise of losses after the best epoch; infinite for one repeat.

    The rise is that of a straight line from the best epoch to the last. Where it is 0.2 points in
    truth, over 30 epochs of noise of 0.15 points each, each end of the interval is wrong in 1 to
    11 % of experiments with 4 to 10 repeats: curves that bend have no rise without a definition.
    The quantile is simulated for 95 %; for other levels it is as much wider than Student's.

    Args:
        losses: (repeats, epochs).
        images: variance of the mean that comes from the test images.
    """

    def interval(level: float) -> tuple[float, float]:
        if len(losses) < 2:
            return -math.inf, math.inf
        found = rise.rises(losses)
        freedom = len(found) - 1
        wider = stdtrit(freedom, (1 + level) / 2) / stdtrit(freedom, (1 + LEVEL) / 2)
        quantile = float(wider) * critical_value("onset", *losses.shape)
        half = quantile * math.sqrt(float(found.var(ddof=1)) / len(found) + images)
        mean = float(found.mean())
        return mean - half, mean + half

    return interval
