"""The smallest size that does about as well as any, and what it saves in time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, unequal
from nnexp.analysis.english.capacity import WORDS
from nnexp.analysis.finding import AnalysisError, Finding, Value, Verdict
from nnexp.analysis.next_step import Extending, More, Next, extending, wider
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import Samples, order, samples
from nnexp.analysis.study import Analysis, Study, Where, by_slice
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns
from nnexp.settings import Scalar, as_text, is_last


class CapacityVerdict(Verdict):
    """Whether a smaller size is enough."""

    ENOUGH = "enough", "found"
    IMPROVING = "still_improving", "open"
    LARGEST = "largest", "found"
    """The largest that there is loses less than any smaller one, by more than the margin."""
    UNDECIDED = "undecided", "open"


def capacity(
    table: pd.DataFrame,
    metric: str,
    setting: str,
    margin: float | None = None,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """The smallest size whose error is within a margin of the best one's, in one slice.

    Args:
        table: rows of one slice, one per trial: the setting, `repeat`, the metric.
        metric: what decides.
        setting: the size; lists of layers count all their nodes.
        margin: the difference from the best that does not matter, in the metric's unit; that of
            the metric unless given.
        where: settings to name in the sentence.
        columns: what the table's columns mean.

    Returns:
        The smallest size within the margin by its mean; as interval, the smallest size not
        shown to miss the margin and the smallest shown to keep it (infinite if none is). Numbers:
        the `margin`, the sizes `best` and `within` it by their means, the `last` size, the one
        shown to be `enough` if any is, and the share (`of_time`) of the best one's training time
        that it takes.

    Raises:
        AnalysisError: several slices, one size only, or no margin is known.

    Reference:
        Hsu (1996) §4.1: simultaneous bounds; Berger and Hsu (1996) Statistical Science 11(4):
        equivalence.
    """
    measured = columns.metric(metric)
    margin = measured.margin if margin is None else margin
    if margin is None:
        raise AnalysisError(
            f"capacity: {metric} has no usual margin; give one, for example margin=0.01"
        )
    if not margin > 0:
        raise AnalysisError(f"capacity: margin={margin:g}: must be above 0; for example 0.005")
    found = samples(table, setting, measured, "capacity", columns)
    spec = columns.settings.get(setting)
    if len(found.candidates) < 2:
        raise AnalysisError(
            f"capacity: the frame has one value of {setting}, {as_text(found.candidates[0])}; "
            f"sweep several, for example {wider(setting, found.candidates, spec, 4)}"
        )
    low, middle, high = enough(found.losses, margin)
    sizes = [order(one)[0] for one in found.candidates]
    verdict = _verdict(found, low, high, ends=is_last(sizes[-1], spec, "above"))
    kept = found.candidates[low:] if high is None else found.candidates[low : high + 1]
    return Finding(
        analysis="capacity",
        over=(setting,),
        where=tuple(where),
        measured=measured,
        estimate=_size(found, middle),
        interval=(_size(found, low), math.inf if high is None else _size(found, high)),
        verdict=verdict,
        numbers=_numbers(table, found, setting, margin, (middle, high)),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"simultaneous upper bounds on the loss against the best; {best_set.METHOD}",
        source=f"Berger and Hsu (1996) Statistical Science 11(4); {best_set.SOURCE}",
        words=words_in(columns.language, "capacity", WORDS),
        confidence_set=tuple(kept),
        next=_next(found, verdict, margin, middle, extending(setting, sizes, spec)),
        cautions=found.cautions,
    )


def enough(losses: np.ndarray, margin: float) -> tuple[int, int, int | None]:
    """Places of the smallest size not shown to miss the margin, within it, shown to keep it.

    Args:
        losses: (repeats, sizes), sizes ascending; NaN where a size lacks a repeat.
        margin: loss above the best's that does not matter.
    """
    means = unequal.means(losses)
    within = int(np.argmax(means - means.min() <= margin))
    if len(losses) < 2:
        return 0, within, None
    lower, upper = unequal.regret_bounds(losses)
    kept = np.flatnonzero(upper <= margin)
    return int(np.argmax(lower <= margin)), within, int(kept[0]) if len(kept) else None


def _verdict(found: Samples, low: int, high: int | None, *, ends: bool) -> CapacityVerdict:
    last = len(found.candidates) - 1
    if found.repeats < 2 or high is None:
        return CapacityVerdict.UNDECIDED
    if high < last:
        return CapacityVerdict.ENOUGH
    if low < last:
        return CapacityVerdict.UNDECIDED
    return CapacityVerdict.LARGEST if ends else CapacityVerdict.IMPROVING


def _size(found: Samples, place: int) -> float:
    return order(found.candidates[place])[0]


def _needed(found: Samples, margin: float, place: int) -> int | None:
    if found.repeats < 2:
        return 3
    means = unequal.means(found.losses)
    best = int(means.argmin())
    rival = best if best != place else int(np.argsort(means)[1])
    apart, deviation, shared = unequal.pair(found.losses, place, rival)
    if shared < 2:
        return 3
    needed = repeats_to_see(
        margin - apart, deviation, lambda repeats: unequal.quantile(found.losses, repeats)
    )
    return None if needed is None else max(needed, found.repeats + 1)


def _next(
    found: Samples, verdict: CapacityVerdict, margin: float, place: int, extending: Extending
) -> tuple[Next, ...]:
    match verdict:
        case CapacityVerdict.UNDECIDED:
            return (More(_needed(found, margin, place)),)
        case CapacityVerdict.IMPROVING:
            return (extending("above"),)
        case _:
            return ()


def _numbers(
    table: pd.DataFrame,
    found: Samples,
    setting: str,
    margin: float,
    places: tuple[int, int | None],
) -> Mapping[str, Value]:
    middle, high = places
    best = found.candidates[int(unequal.means(found.losses).argmin())]
    numbers: dict[str, Value] = {
        "margin": margin,
        "best": best,
        "within": found.candidates[middle],
        "last": found.candidates[-1],
    }
    if high is None or found.repeats < 2:
        return numbers
    chosen = found.candidates[high]
    return numbers | {"enough": chosen, "of_time": _of_time(table, setting, chosen, best)}


def _of_time(table: pd.DataFrame, setting: str, chosen: Scalar, best: Scalar) -> float | None:
    """The chosen size's training time by the best one's; None where they are one or unknown."""
    if "seconds" not in table or chosen == best:
        return None
    seconds = [table.loc[table[setting] == size, "seconds"].mean() for size in (chosen, best)]
    if not all(second > 0 for second in seconds):
        return None
    return float(seconds[0] / seconds[1])


def _of_slice(study: Study, settings: tuple[str, ...], rows: pd.DataFrame, where: Where) -> Finding:
    return capacity(rows, study.chooses.name, settings[0], None, where, columns=study.columns)


CAPACITY = Analysis(
    "capacity",
    # Where no difference is known to be too small to matter, nothing is known to be enough.
    needs=lambda study: [(name,) for name in study.sized if study.chooses.margin is not None],
    run=by_slice(_of_slice),
    verdicts=CapacityVerdict,
    words=WORDS,
)
