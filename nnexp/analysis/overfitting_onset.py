"""After which epoch training longer does harm, if it does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, rise, words
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.metric import is_accuracy
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import Samples, samples
from nnexp.settings import Scalar

OVERFITS = "overfits"
IMPROVING = "still improving"
FLAT = "flat"
UNDECIDED = "undecided: more repeats"


def overfitting_onset(
    curves: pd.DataFrame,
    metric: str = "validation_loss",
    where: Sequence[tuple[str, Scalar]] = (),
) -> Finding:
    """The epoch of lowest loss in one slice of the curves, and whether loss rises after it.

    Args:
        curves: rows of one slice, one per run and epoch: `repeat`, `epoch`, the metric.
        metric: a loss, or an accuracy, on data that did not train.
        where: settings to name in the sentence.

    Returns:
        The epoch of lowest mean loss, the range of the epochs that may be it, and the verdict:
        `overfits` if loss rises significantly to the last epoch, `still improving` if it is
        lowest there, else `flat`.

    Raises:
        AnalysisError: the frame holds several slices, or less than two epochs.

    Reference:
        DESIGN §7.
    """
    found = samples(curves, "epoch", metric, "overfitting_onset")
    if len(found.candidates) < 2:
        raise AnalysisError(
            "overfitting_onset: the curves have one epoch; train longer, for example epochs=20"
        )
    epochs = np.asarray(found.candidates, dtype=int)
    needed: int | None = 3
    if found.repeats < 2:
        inside, verdict = np.ones(len(epochs), dtype=bool), UNDECIDED
    else:
        inside = best_set.best_set(found.losses)
        verdict = judge(found.losses)
        needed = _needed(found) if verdict == FLAT else None
        # The verdict is on the last epoch: a second test of it would put it out by chance twice.
        inside[-1] = verdict != OVERFITS
    lowest = int(epochs[found.losses.mean(axis=0).argmin()])
    possible = tuple(epochs[inside].tolist())
    return Finding(
        analysis="overfitting_onset",
        where=tuple(where),
        metric=metric,
        estimate=float(lowest),
        interval=(float(possible[0]), float(possible[-1])),
        verdict=verdict,
        sentence=_sentence(found, metric, where, verdict, lowest, possible, needed),
        repeats=found.repeats,
        rows=tuple(sorted(found.rows)),
        method=f"{rise.METHOD}; epochs that may be best: {best_set.METHOD}",
        source=f"{rise.SOURCE}; {best_set.SOURCE}",
        confidence_set=possible,
        repeats_needed=needed,
        cautions=found.cautions,
    )


def judge(losses: np.ndarray) -> str:
    """The verdict on one array of curves.

    Args:
        losses: (repeats, epochs), two of each at least.
    """
    repeats, epochs = losses.shape
    if int(losses.mean(axis=0).argmin()) == epochs - 1:
        return IMPROVING
    if rise.rise_statistic(losses) > critical_value("onset", repeats, epochs):
        return OVERFITS
    return FLAT


def _needed(found: Samples) -> int | None:
    rises = rise.rises(found.losses)
    epochs = found.losses.shape[1]
    needed = repeats_to_see(
        float(rises.mean()),
        float(rises.std(ddof=1)),
        lambda repeats: critical_value("onset", repeats, epochs),
    )
    return None if needed is None else max(needed, found.repeats + 1)


def _sentence(
    found: Samples,
    metric: str,
    where: Sequence[tuple[str, Scalar]],
    verdict: str,
    lowest: int,
    possible: tuple[int, ...],
    needed: int | None,
) -> str:
    start, name = words.with_settings(where), words.metric_name(metric)
    best, worse = ("highest", "falls") if is_accuracy(metric) else ("lowest", "rises")
    last = int(str(found.candidates[-1]))
    if found.repeats < 2:
        text = (
            f"one repeat cannot say when training longer does harm ({name} is {best} after "
            f"epoch {lowest}); 3 repeats are the least that can"
        )
        return words.sentence(f"{start}{text}.")
    among = f"95 % confidence set: {words.epochs(possible)}"
    if verdict == IMPROVING:
        text = (
            f"{name} is still {best} at the last of {last} epochs ({among}): "
            f"more epochs may improve it"
        )
    else:
        change = words.difference(metric, float(rise.rises(found.losses).mean()))
        text = f"{name} is {best} after epoch {lowest} ({among})"
        if verdict == OVERFITS:
            text += f" and {worse} by {change} to epoch {last}: training longer does harm"
        elif needed is None:
            text += f"; training on to epoch {last} is not seen to do harm"
        else:
            text += (
                f"; training on to epoch {last} is not seen to do harm with {found.repeats} "
                f"repeats (if it {worse} by {change} as it seems, {words.times(needed)} show it)"
            )
    return words.sentence(f"{start}{text}.")
