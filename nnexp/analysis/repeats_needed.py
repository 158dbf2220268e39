"""How many repeats would show a difference between two values of a setting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import chdtri

from nnexp.analysis import words
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.interval import repeats_to_exclude_zero
from nnexp.analysis.power import MOST, POWER
from nnexp.analysis.samples import samples
from nnexp.analysis.summary import LEVEL
from nnexp.settings import Scalar, as_text

ENOUGH = "enough repeats"
MORE = "undecided: more repeats"


def repeats_needed(
    table: pd.DataFrame,
    difference: float,
    metric: str = "validation_accuracy",
    setting: str = "lr",
    where: Sequence[tuple[str, Scalar]] = (),
) -> Finding:
    """Repeats with which a difference of a given size between two values would be seen.

    Args:
        table: rows of one slice with two values of the setting or more, from a first sweep.
        difference: the smallest difference worth seeing, in the metric's unit.
        metric: the column to compare.
        setting: the setting whose values are compared.
        where: settings to name in the sentence.

    Returns:
        The number for a two-sided paired t test at 5 % with 80 % power, from the spread of paired
        differences pooled over neighbouring values; as interval, the numbers for the ends of the
        95 % interval of that spread.

    Raises:
        AnalysisError: less than two values or two repeats, or a difference that is not above 0.

    Reference:
        Cohen (1988), Statistical Power Analysis, §2.
    """
    if not difference > 0:
        raise AnalysisError(
            f"repeats_needed: difference={difference:g}: must be above 0; for example 0.005"
        )
    found = samples(table, setting, metric, "repeats_needed")
    if found.repeats < 2 or len(found.candidates) < 2:
        raise AnalysisError(
            f"repeats_needed: spread needs two repeats of two values of {setting}, got "
            f"{found.repeats} of {as_text(len(found.candidates))}; run a first sweep with "
            f"repeats=3"
        )
    middle, low, high = numbers(found.losses, difference)
    verdict = ENOUGH if found.repeats >= high else MORE
    text = (
        f"a difference of {words.difference(metric, difference)} in {words.metric_name(metric)} "
        f"between two values of {setting} needs {_told(middle)} repeats to be seen with 80 % power "
        f"({_told(low)} to {_told(high)}, as the spread is known from {found.repeats} repeats)"
    )
    return Finding(
        analysis="repeats_needed",
        where=tuple(where),
        metric=metric,
        estimate=middle,
        interval=(low, high),
        verdict=verdict,
        sentence=words.sentence(f"{words.with_settings(where)}{text}."),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"power of the paired t test ({POWER:.0%}, noncentral t); "
        "interval from that of the variance",
        source="Cohen (1988) Statistical Power Analysis for the Behavioral Sciences, §2",
        repeats_needed=None if np.isinf(middle) or verdict == ENOUGH else int(middle),
        cautions=found.cautions,
    )


def numbers(losses: np.ndarray, difference: float) -> tuple[float, float, float]:
    """Repeats for the pooled spread of paired differences, and for the ends of its interval.

    Args:
        losses: (repeats, candidates), two of each at least.
        difference: the smallest worth seeing.
    """
    steps = np.diff(losses, axis=1)
    # Neighbouring differences share values, so no more freedom is claimed than one has.
    freedom = len(losses) - 1
    deviation = float(np.sqrt(steps.var(axis=0, ddof=1).mean()))
    low, high = np.sqrt(freedom / chdtri(freedom, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    return (
        _count(difference, deviation),
        _count(difference, deviation * float(low)),
        _count(difference, deviation * float(high)),
    )


def _count(difference: float, deviation: float) -> float:
    needed = repeats_to_exclude_zero(difference, deviation)
    return np.inf if needed is None else float(needed)


def _told(count: float) -> str:
    return f"more than {MOST:,}" if np.isinf(count) else f"{count:.0f}"
