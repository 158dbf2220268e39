"""How many repeats would show a difference between two values of a setting."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import chdtri

from nnexp.analysis.english.repeats_needed import WORDS
from nnexp.analysis.finding import AnalysisError, Finding, Verdict
from nnexp.analysis.interval import repeats_to_exclude_zero
from nnexp.analysis.next_step import More
from nnexp.analysis.power import POWER
from nnexp.analysis.samples import samples
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns
from nnexp.settings import Scalar, as_text


class RepeatsVerdict(Verdict):
    """Whether there are enough repeats."""

    ENOUGH = "enough", "found"
    UNDECIDED = "undecided", "open"


def repeats_needed(
    table: pd.DataFrame,
    difference: float,
    metric: str,
    setting: str,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """Repeats with which a difference of a given size between two values would be seen.

    Args:
        table: rows of one slice with two values of the setting or more, from a first sweep.
        difference: the smallest difference worth seeing, in the metric's unit.
        metric: the column to compare.
        setting: the setting whose values are compared.
        where: settings to name in the sentence.
        columns: what the table's columns mean.

    Returns:
        The number for a two-sided paired t test at 5 % with 80 % power, from the spread of paired
        differences pooled over neighbouring values; as interval, the numbers for the ends of the
        95 % interval of that spread. Numbers: the `difference` asked for.

    Raises:
        AnalysisError: less than two values or two repeats, or a difference that is not above 0.

    Reference:
        Cohen (1988), Statistical Power Analysis, §2.
    """
    if not difference > 0:
        raise AnalysisError(
            f"repeats_needed: difference={difference:g}: must be above 0; for example 0.005"
        )
    measured = columns.metric(metric)
    found = samples(table, setting, measured, "repeats_needed", columns)
    if found.repeats < 2 or len(found.candidates) < 2:
        raise AnalysisError(
            f"repeats_needed: spread needs two repeats of two values of {setting}, got "
            f"{found.repeats} of {as_text(len(found.candidates))}; run a first sweep with "
            f"repeats=3"
        )
    middle, low, high = numbers(found.losses, difference)
    enough = found.repeats >= high
    return Finding(
        analysis="repeats_needed",
        over=(setting,),
        where=tuple(where),
        measured=measured,
        estimate=middle,
        interval=(low, high),
        verdict=RepeatsVerdict.ENOUGH if enough else RepeatsVerdict.UNDECIDED,
        numbers={"difference": difference},
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"power of the paired t test ({POWER:.0%}, noncentral t); "
        "interval from that of the variance",
        source="Cohen (1988) Statistical Power Analysis for the Behavioral Sciences, §2",
        words=words_in(columns.language, "repeats_needed", WORDS),
        next=() if enough else (More(None if np.isinf(middle) else int(middle)),),
        cautions=found.cautions,
    )


def numbers(losses: np.ndarray, difference: float) -> tuple[float, float, float]:
    """Repeats for the pooled spread of paired differences, and for the ends of its interval.

    Args:
        losses: (repeats, candidates), two of each at least; NaN where one lacks a repeat.
        difference: the smallest worth seeing.
    """
    steps = np.diff(losses, axis=1)
    shared = np.isfinite(steps).sum(axis=0)
    if not (shared > 1).any():
        raise AnalysisError(
            "repeats_needed: no two neighbouring values share two repeats; run a first sweep with "
            "repeats=3"
        )
    # Neighbouring differences share values, so no more freedom is claimed than one has.
    freedom = int(shared[shared > 1].min()) - 1
    known = steps[:, shared > 1]
    spread = known.var if np.isfinite(known).all() else functools.partial(np.nanvar, known)
    deviation = float(np.sqrt(spread(axis=0, ddof=1).mean()))
    low, high = np.sqrt(freedom / chdtri(freedom, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    return (
        _count(difference, deviation),
        _count(difference, deviation * float(low)),
        _count(difference, deviation * float(high)),
    )


def _count(difference: float, deviation: float) -> float:
    needed = repeats_to_exclude_zero(difference, deviation)
    return np.inf if needed is None else float(needed)
