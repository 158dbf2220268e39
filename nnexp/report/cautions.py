"""What a reader must know before believing a sweep's answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from nnexp.analysis.best import Best, Edge
from nnexp.plots.levels import level
from nnexp.report.headline import task_words
from nnexp.report.number import plain


def cautions(table: pd.DataFrame, answers: Sequence[Best], select_on: str) -> Iterator[str]:
    """Reasons to doubt the best setting: who chose it, from how little, at which edge.

    Args:
        table: one row per trial.
        answers: the best setting of each task, from `analysis.best.best_settings`.
        select_on: `validation` or `test`, the data whose accuracy chose.
    """
    if select_on == "test" and any(best.setting for best in answers):
        yield (
            "The test data chose the setting, so its accuracy there is too good to expect "
            "again; data.validation=0.2 keeps other data for the choice."
        )
    if answers and all(best.ranking["repeats"].max() < 2 for best in answers):
        yield "One repeat gives no interval, so differences may be chance; repeats=5 tells."
    if not answers:
        yield _no_answer(table, select_on)
    for best in answers:
        for edge in best.edges:
            yield _edge(edge, plain(task_words(best)))


def _edge(edge: Edge, task: str) -> str:
    beyond = "smaller" if edge.side == "smallest" else "larger"
    return (
        f"The best {edge.setting}{task}, {level(edge.value)}, is the {edge.side} of the grid: "
        f"a {beyond} one may be better, so extend the grid there."
    )


def _no_answer(table: pd.DataFrame, select_on: str) -> str:
    if (table["status"] == "ok").any():
        return (
            f"There is no best setting: no trial has an accuracy on {select_on} data; "
            "set data.validation=0.2, or select_on=test."
        )
    return "There is no best setting: no trial finished."
