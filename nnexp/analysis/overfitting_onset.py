"""After which epoch training longer does harm, if it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis import best_set, rise, unequal
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.english.overfitting_onset import WORDS
from nnexp.analysis.finding import AnalysisError, Finding, Value, Verdict
from nnexp.analysis.next_step import More, Next, lasting
from nnexp.analysis.power import repeats_to_see
from nnexp.analysis.samples import samples
from nnexp.analysis.study import Analysis, Study, Where, per_slice
from nnexp.analysis.wording import words_in
from nnexp.columns import Columns
from nnexp.plural import one_of
from nnexp.settings import Scalar, Spec

FEWEST_EPOCHS = 3
"""Curves shorter than this say nothing about overfitting."""


class OnsetVerdict(Verdict):
    """Whether training longer does harm."""

    OVERFITS = "overfits", "found"
    IMPROVING = "still_improving", "open"
    FLAT = "flat", "nothing"
    DIVERGES = "diverges", "found"
    UNDECIDED = "undecided", "open"


def overfitting_onset(
    curves: pd.DataFrame,
    metric: str,
    where: Sequence[tuple[str, Scalar]] = (),
    *,
    columns: Columns,
) -> Finding:
    """The epoch of lowest loss in one slice of the curves, and whether loss rises after it.

    Args:
        curves: rows of one slice, one per run and epoch: `repeat`, `epoch`, the metric; `status`
            and `total_epochs` say of runs that ended early why.
        metric: a loss, or an accuracy, on data that did not train.
        where: settings to name in the sentence.
        columns: what the frame's columns mean.

    Returns:
        The epoch of lowest mean loss, the range of the epochs that may be it, and the verdict:
        `overfits` if loss rises significantly to the last epoch, `still improving` if it is
        lowest there, else `flat`; `diverges` where so many repeats diverge that the epochs from
        then on have no mean. Numbers: the `last` epoch, and the mean `rise` to it of the loss, or
        of the error rate; where it diverges, `diverged` of `trained` repeats, the first in epoch
        `from` of `total`.

    Raises:
        AnalysisError: the frame holds several slices, or less than two epochs.

    Reference:
        DESIGN §7.
    """
    measured, budget = columns.metric(metric), columns.budget or "epoch"
    # What is told of a place on the curves calls it as the budget does.
    whole_curves = _with_lost_epochs(curves, columns).rename(columns={"epoch": one_of(budget)})
    found = samples(whole_curves, one_of(budget), measured, "overfitting_onset", columns)
    # Only a repeat that has every epoch can show a rise from any of them to the last.
    whole = found.losses[np.isfinite(found.losses).all(axis=1)]
    if not len(whole):
        raise AnalysisError(
            f"overfitting_onset: no repeat has every {one_of(budget)}; run the sweep again to "
            "complete it"
        )
    if len(found.candidates) < 2 and not found.diverged:
        raise AnalysisError(
            f"overfitting_onset: the curves have one {one_of(budget)}; train longer, for example "
            f"{budget}=20"
        )
    epochs = np.asarray(found.candidates, dtype=int)
    needed: int | None = 3
    means = unequal.means(found.losses)
    if len(whole) < 2:
        inside, verdict = np.ones(len(epochs), dtype=bool), OnsetVerdict.UNDECIDED
    else:
        inside = unequal.best_set(found.losses)
        verdict = OnsetVerdict.DIVERGES if found.diverged else judge(whole, means)
        needed = _needed(whole) if verdict == OnsetVerdict.FLAT else None
        # The verdict is on the last epoch: a second test of it would put it out by chance twice.
        inside[-1] = verdict != OnsetVerdict.OVERFITS
    lowest = int(epochs[means.argmin()])
    possible = tuple(epochs[inside].tolist())
    return Finding(
        analysis="overfitting_onset",
        over=(budget,),
        where=tuple(where),
        measured=measured,
        estimate=float(lowest),
        interval=(float(possible[0]), float(possible[-1])),
        verdict=verdict,
        numbers={**_numbers(whole, epochs), **_divergence(curves, verdict, columns)},
        repeats=found.repeats if len(whole) > 1 else 1,
        rows=tuple(sorted(set(found.rows))),
        method=f"{rise.METHOD}; {budget} that may be best: {best_set.METHOD}",
        source=f"{rise.SOURCE}; {best_set.SOURCE}",
        words=words_in(columns.language, "overfitting_onset", WORDS),
        confidence_set=possible,
        next=_next(verdict, needed, int(epochs[-1]), columns.settings.get(budget)),
        cautions=found.cautions,
    )


def _with_lost_epochs(curves: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Curves with a row, of status `diverged`, for every epoch that a run lost to divergence.

    The rows that there are were measured, however their run ended.
    """
    if "status" not in curves or "total_epochs" not in curves:
        return curves
    measured = curves.assign(status="ok")
    gone = curves[curves["status"] == "diverged"]
    if gone.empty:
        return measured
    lost = []
    for _, run in gone.groupby([name for name in columns.units if name in gone], sort=False):
        last = run.loc[[run["epoch"].idxmax()]]
        missing = range(int(last["epoch"].iloc[0]) + 1, int(last["total_epochs"].iloc[0]) + 1)
        lost.append(
            last.loc[last.index.repeat(len(missing))].assign(epoch=list(missing), status="diverged")
        )
    # Rows that were made up have the label of the last that was measured.
    return pd.concat([measured, *lost])


def _divergence(
    curves: pd.DataFrame, verdict: OnsetVerdict, columns: Columns
) -> Mapping[str, Value]:
    if verdict != OnsetVerdict.DIVERGES:
        return {}
    names = [name for name in columns.units if name in curves]
    runs = curves.groupby(names, sort=False).agg(last=("epoch", "max"), status=("status", "first"))
    gone = runs[runs["status"] == "diverged"]
    return {
        "diverged": len(gone),
        "trained": int(runs["status"].isin(["ok", "diverged"]).sum()),
        "from": int(gone["last"].min()) + 1,
        "total": int(curves["total_epochs"].iloc[0]),
    }


def judge(losses: np.ndarray, means: np.ndarray | None = None) -> OnsetVerdict:
    """The verdict on one array of curves.

    Args:
        losses: (repeats, epochs), two of each at least.
        means: (epochs,) of these and of curves that end earlier; of these alone unless given.
    """
    repeats, epochs = losses.shape
    if int((losses.mean(axis=0) if means is None else means).argmin()) == epochs - 1:
        return OnsetVerdict.IMPROVING
    if rise.rise_statistic(losses) > critical_value("onset", repeats, epochs):
        return OnsetVerdict.OVERFITS
    return OnsetVerdict.FLAT


def _needed(losses: np.ndarray) -> int | None:
    rises = rise.rises(losses)
    repeats, epochs = losses.shape
    needed = repeats_to_see(
        float(rises.mean()),
        float(rises.std(ddof=1)),
        lambda count: critical_value("onset", count, epochs),
    )
    return None if needed is None else max(needed, repeats + 1)


def _numbers(losses: np.ndarray, epochs: np.ndarray) -> Mapping[str, Value]:
    last = {"last": int(epochs[-1])}
    if len(epochs) < 2:
        return last
    return last | {"rise": float(rise.rises(losses).mean())} if len(losses) > 1 else last


def _next(
    verdict: OnsetVerdict, needed: int | None, last: int, spec: Spec | None
) -> tuple[Next, ...]:
    if verdict == OnsetVerdict.IMPROVING:
        return lasting(last, spec)
    return (More(needed),) if needed is not None else ()


def _of_sweep(study: Study, _: tuple[str, ...]) -> Iterator[Finding]:
    for measured in study.columns.of_part(study.select_on):
        if measured.better is None:
            continue

        def of_slice(rows: pd.DataFrame, where: Where, metric: str = measured.name) -> Finding:
            return overfitting_onset(rows, metric, where, columns=study.columns)

        yield from per_slice(study.curves, ("epoch",), study.columns, of_slice, strict=study.strict)


def _needs(study: Study) -> list[tuple[str, ...]]:
    long = not study.curves.empty and study.curves["epoch"].nunique() >= FEWEST_EPOCHS
    return [(study.columns.budget,)] if long and study.columns.budget else []


OVERFITTING_ONSET = Analysis("overfitting_onset", _needs, _of_sweep, OnsetVerdict, WORDS)
