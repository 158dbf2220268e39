"""The first sentences of a report: the best setting of each task, and how good it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nnexp.analysis.best import Best, Estimate
from nnexp.analysis.english.phrases import amount
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.ties import Ties, ties
from nnexp.columns import Columns
from nnexp.language import ENGLISH
from nnexp.metrics import Metric
from nnexp.report.content import TableSize
from nnexp.settings import Scalar
from nnexp.table.levels import level

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData


def size_sentence(counts: TableSize, columns: Columns) -> Sentence:
    """`9 grid points, 45 trials, served by 15 trainings.`"""

    def number(value: int, one: str) -> Number:
        return Number(columns.counted(value, one), value)

    return say(
        columns.say("{points}, {trials}, served by {runs}."),
        points=number(counts.points, "grid point"),
        trials=number(counts.trials, "trial"),
        runs=number(counts.runs, "training"),
    )


def answer_sentence(best: Best, columns: Columns) -> Sentence:
    """What the best setting of a task is and what it reaches, with intervals."""
    selection, tested = best.told
    template = (
        "The best setting{task} is {setting}: {clause}, over {repeats}{how}"
        if best.setting
        else "Trained as asked{task}, {clause}, over {repeats}{how}"
    )
    known = best.tested is not None and best.select_on != "test" and not math.isnan(best.test.mean)
    if known:
        template += (
            ". Of the test data, which had no part in the choice: {unseen}."
            if best.setting
            else ". {unseen}."
        )
    else:
        template += "."
    what = columns.say("them" if best.setting else "the test data")
    return say(
        columns.say(template),
        task=task_text(best, columns.language),
        setting=_setting(best),
        clause=_clause(
            best.measured, selection, columns.say(f"the {best.select_on} data"), columns
        ),
        repeats=Number(columns.counted(selection.repeats, "repeat"), selection.repeats),
        how=columns.say(", each judged at the setting that the others choose")
        if best.held_out
        else "",
        unseen=_clause(best.tested, tested, what, columns) if known and best.tested else "",
    )


def ties_sentence(best: Best, found: Ties | None, columns: Columns) -> Sentence:
    """`8 settings cannot be told apart; the cheapest is epochs=7, 40 % less time`."""
    if found is None:
        return ()
    if found.count == 1:
        return (columns.say("Every other setting tried is worse."),)
    count = Number(columns.counted(found.count, "setting"), found.count)
    if found.cheapest is None:
        return say(columns.say("{count} cannot be told apart, the best among them."), count=count)
    other = {name: value for name, value in found.cheapest.items() if value != best.setting[name]}
    return say(
        columns.say(
            "{count} cannot be told apart, the best among them; the cheapest of these is "
            "{setting}, which trains in {share} less time."
        ),
        count=count,
        setting=setting_text(other),
        share=Number(f"{100 * found.saved:.0f} %", found.saved),
    )


def whole_answer(sweep: SweepData, best: Best) -> Sentence:
    """The best setting of a task, how good it is, and what cannot be told from it."""
    columns = sweep.columns
    tied = ties(sweep.judged, best, columns, left=sweep.left)
    beside = ties_sentence(best, tied, columns)
    space = (" ",) if beside and columns.language == ENGLISH else ()
    return (*answer_sentence(best, columns), *space, *beside)


def network_sentence(best: Best, columns: Columns) -> Sentence:
    """Whose networks are pictured."""
    if not best.setting:
        return (columns.say("What networks trained make of the data that they are tested on."),)
    return say(
        columns.say(
            "What networks trained with {setting} make of the data that they are tested on."
        ),
        setting=_setting(best),
    )


def task_text(best: Best, language: str = ENGLISH) -> str:
    """` for data=mnist` where a sweep has several tasks."""
    task = problem_text(best)
    if not task:
        return ""
    return f" for {task}" if language == ENGLISH else f"（{task}）"


def problem_text(best: Best) -> str:
    """`data=mnist` where a sweep has several tasks."""
    return ", ".join(f"{name}={level(value)}" for name, value in best.problem.items())


def setting_text(setting: Mapping[str, Scalar]) -> str:
    """`lr=0.1 epochs=5`, as it would be typed."""
    return " ".join(f"{name}={level(value)}" for name, value in setting.items())


def _setting(best: Best) -> Sentence:
    parts: list[str | Number] = []
    for name, value in best.setting.items():
        text = f"{name}={level(value)}"
        parts += [", ", Number(text, value)]
    return tuple(parts[1:])


def _clause(metric: Metric, estimate: Estimate, data: str, columns: Columns) -> Sentence:
    """`it classifies 97.31 % (…) of the validation data correctly`."""
    # A model's own words may have other places than a catalogue knows.
    quantity = columns.say(metric.quantity.replace("_", " "))
    told = columns.say(metric.told or "its {quantity} on {data} is {value}")
    return say(told, quantity=quantity, data=data, value=_with_interval(metric, estimate, columns))


def _with_interval(metric: Metric, estimate: Estimate, columns: Columns) -> Sentence:
    mean = Number(amount(metric, estimate.mean), estimate.mean)
    if math.isnan(estimate.low):
        return (mean,)
    return say(
        columns.say("{mean} ({level} % interval {low} to {high})"),
        mean=mean,
        level=f"{100 * LEVEL:.0f}",
        low=Number(amount(metric, estimate.low), estimate.low),
        high=Number(amount(metric, estimate.high), estimate.high),
    )
