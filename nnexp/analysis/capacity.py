"""The fewest hidden nodes that do about as well as any, and what they save in time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, words
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.metric import is_accuracy
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import Samples, order, samples
from nnexp.settings import Scalar, as_text

MARGIN = 0.005
"""Half a percentage point of accuracy: less is hardly worth several times the training time."""
MORE = "still improving: more nodes may help"
UNDECIDED = "undecided: more repeats"


def capacity(
    table: pd.DataFrame,
    metric: str = "validation_accuracy",
    margin: float | None = None,
    setting: str = "hidden_nodes",
    where: Sequence[tuple[str, Scalar]] = (),
) -> Finding:
    """The smallest size whose error is within a margin of the best one's, in one slice.

    Args:
        table: rows of one slice, one per trial: the setting, `repeat`, the metric.
        metric: what decides.
        margin: the difference from the best that does not matter, in the metric's unit; half a
            percentage point for accuracies, to be given for losses.
        setting: the size; lists of layers count all their nodes.
        where: settings to name in the sentence.

    Returns:
        The smallest size within the margin by its mean; as interval, the smallest size not
        shown to miss the margin and the smallest shown to keep it (infinite if none is).

    Raises:
        AnalysisError: several slices, one size only, or no margin for a loss.

    Reference:
        Hsu (1996) §4.1: simultaneous bounds; Berger and Hsu (1996) Statistical Science 11(4):
        equivalence.
    """
    if margin is None and not is_accuracy(metric):
        raise AnalysisError(
            f"capacity: {metric} has no usual margin; give one, for example margin=0.01"
        )
    margin = MARGIN if margin is None else margin
    if not margin > 0:
        raise AnalysisError(f"capacity: margin={margin:g}: must be above 0; for example 0.005")
    found = samples(table, setting, metric, "capacity")
    if len(found.candidates) < 2:
        raise AnalysisError(
            f"capacity: the frame has one value of {setting}, {as_text(found.candidates[0])}; "
            f"sweep several, for example {setting}=10,50,100,200"
        )
    low, middle, high = enough(found.losses, margin)
    verdict = _verdict(found, low, high)
    needed = _needed(found, margin, middle) if verdict == UNDECIDED else None
    kept = found.candidates[low:] if high is None else found.candidates[low : high + 1]
    return Finding(
        analysis="capacity",
        where=tuple(where),
        metric=metric,
        estimate=_size(found, middle),
        interval=(_size(found, low), math.inf if high is None else _size(found, high)),
        verdict=verdict,
        sentence=_sentence(table, found, metric, setting, where, margin, (low, middle, high)),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"simultaneous upper bounds on the loss against the best; {best_set.METHOD}",
        source=f"Berger and Hsu (1996) Statistical Science 11(4); {best_set.SOURCE}",
        confidence_set=tuple(kept),
        repeats_needed=needed,
        cautions=found.cautions,
    )


def enough(losses: np.ndarray, margin: float) -> tuple[int, int, int | None]:
    """Places of the smallest size not shown to miss the margin, within it, shown to keep it.

    Args:
        losses: (repeats, sizes), sizes ascending.
        margin: loss above the best's that does not matter.
    """
    means = losses.mean(axis=0)
    within = int(np.argmax(means - means.min() <= margin))
    if len(losses) < 2:
        return 0, within, None
    lower, upper = best_set.regret_bounds(losses)
    kept = np.flatnonzero(upper <= margin)
    return int(np.argmax(lower <= margin)), within, int(kept[0]) if len(kept) else None


def _verdict(found: Samples, low: int, high: int | None) -> str:
    last = len(found.candidates) - 1
    if found.repeats < 2 or high is None:
        return UNDECIDED
    if high < last:
        return f"{as_text(found.candidates[high])} are enough"
    return MORE if low == last else UNDECIDED


def _size(found: Samples, place: int) -> float:
    return order(found.candidates[place])[0]


def _needed(found: Samples, margin: float, place: int) -> int | None:
    if found.repeats < 2:
        return 3
    difference, error = best_set.differences(found.losses, range(place, place + 1))
    best = int(found.losses.mean(axis=0).argmin())
    rival = best if best != place else int(np.argsort(found.losses.mean(axis=0))[1])
    needed = repeats_to_see(
        margin - float(difference[0, rival]),
        float(error[0, rival]) * math.sqrt(found.repeats),
        lambda repeats: float(best_set.quantile(found.losses, repeats)),
    )
    return None if needed is None else max(needed, found.repeats + 1)


def _sentence(
    table: pd.DataFrame,
    found: Samples,
    metric: str,
    setting: str,
    where: Sequence[tuple[str, Scalar]],
    margin: float,
    places: tuple[int, int, int | None],
) -> str:
    start, name = words.with_settings(where), words.metric_name(metric)
    best = found.candidates[int(found.losses.mean(axis=0).argmin())]
    _, middle, high = places
    margin_of = words.difference(metric, margin)
    near = f"within {margin_of} of the best {name} (that of {as_text(best)})"
    if found.repeats < 2:
        text = f"one repeat cannot say how many {setting} are enough"
    elif high is None:
        text = (
            f"{found.repeats} repeats do not show any {setting} to be {near}; "
            f"by its mean {as_text(found.candidates[middle])} is"
        )
    elif high == len(found.candidates) - 1:
        text = f"no smaller {setting} than {as_text(best)} is shown to be {near}"
    else:
        chosen = found.candidates[high]
        text = f"{setting}={as_text(chosen)} is {near}{_time(table, setting, chosen, best)}"
    return words.sentence(f"{start}{text}.")


def _time(table: pd.DataFrame, setting: str, chosen: Scalar, best: Scalar) -> str:
    """What the chosen size costs beside the best one, if it is another and times are known."""
    if "seconds" not in table or chosen == best:
        return ""
    seconds = [table.loc[table[setting] == size, "seconds"].mean() for size in (chosen, best)]
    if not all(second > 0 for second in seconds):
        return ""
    return f", in {words.number(seconds[0] / seconds[1])} of its training time"
