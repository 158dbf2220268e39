"""The first sentences of a report: the best setting of each task, and how good it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from nnexp.analysis.best import Best, Estimate
from nnexp.analysis.summary import LEVEL
from nnexp.plots.levels import level
from nnexp.plural import counted
from nnexp.report.number import Number, Sentence, percent
from nnexp.settings import Scalar


def size_sentence(table: pd.DataFrame, swept: Sequence[str]) -> Sentence:
    """`9 grid points × 5 repeats = 45 trials, served by 15 trainings.`"""
    points = len(table[list(swept)].drop_duplicates()) if swept else min(1, len(table))
    trials, runs = len(table), table["run_id"].nunique()
    return (
        Number(counted(points, "grid point"), points, "points"),
        ", ",
        Number(counted(trials, "trial"), trials, "trials"),
        ", served by ",
        Number(counted(runs, "training"), runs, "runs"),
        ".",
    )


def answer_sentence(best: Best) -> Sentence:
    """What the best setting of a task is and what it reaches, with intervals."""
    where = {**best.problem, **best.setting}
    data = f"{best.select_on} data"
    chosen: Sentence = (
        "The best setting",
        *task_text(best),
        " is ",
        *_setting(best),
        ": it reads ",
    )
    if not best.setting:
        chosen = (f"The network{task_text(best)} reads ",)
    said = (
        *chosen,
        *_accuracy(best.selection, f"{best.select_on}_accuracy", where),
        f" of the {data} rightly",
        *_repeats(best.selection, f"{best.select_on}_accuracy", where),
    )
    if best.select_on == "test" or math.isnan(best.test.mean):
        return (*said, ".")
    unseen = ", which had no part in the choice, " if best.setting else " "
    test = _accuracy(best.test, "test_accuracy", where)
    return (*said, ". Of the test data", unseen, "it reads ", *test, ".")


def network_sentence(best: Best) -> Sentence:
    """Whose networks are pictured."""
    which: Sentence = (" with ", *_setting(best)) if best.setting else ()
    return (
        "What networks trained",
        *which,
        " make of the data that they are tested on.",
    )


def task_text(best: Best) -> str:
    """` for data=mnist` where a sweep has several tasks."""
    task = problem_text(best)
    return f" for {task}" if task else ""


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
        parts += [", ", Number(text, value, f"best by {best.select_on}", name, best.problem)]
    return tuple(parts[1:])


def _accuracy(estimate: Estimate, column: str, where: Mapping[str, Scalar]) -> Sentence:
    mean = Number(percent(estimate.mean), estimate.mean, "mean", column, where)
    if math.isnan(estimate.low):
        return (mean,)
    return (
        mean,
        f" ({100 * LEVEL:.0f} % interval ",
        Number(percent(estimate.low), estimate.low, "low", column, where),
        " to ",
        Number(percent(estimate.high), estimate.high, "high", column, where),
        ")",
    )


def _repeats(estimate: Estimate, column: str, where: Mapping[str, Scalar]) -> Sentence:
    text = counted(estimate.repeats, "repeat")
    return (", over ", Number(text, estimate.repeats, "values", column, where))
