"""What a reader must know before believing a sweep's answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from nnexp.analysis.best import Best, Edge
from nnexp.plots.levels import level
from nnexp.report.headline import task_text
from nnexp.report.number import Number, Sentence


def cautions(answers: Sequence[Best], select_on: str) -> Iterator[Sentence]:
    """Reasons to doubt the best setting: who chose it, from how little, at which edge.

    Args:
        answers: the best setting of each task, from `analysis.best.best_settings`.
        select_on: `validation` or `test`, the data whose accuracy chose.
    """
    if select_on == "test":
        yield (
            "the test data chose the setting, so its accuracy there is too good; "
            "data.validation=0.2 keeps other data for the choice",
        )
    if answers and all(best.ranking["repeats"].max() < 2 for best in answers):
        yield ("one repeat gives no interval, so differences may be chance; repeats=5 tells",)
    for best in answers:
        for edge in best.edges:
            yield _edge(edge, best)


def no_answer(table: pd.DataFrame, select_on: str) -> str:
    """Why a sweep has no best setting.

    Args:
        table: one row per trial.
        select_on: the data whose accuracy would have chosen.
    """
    if (table["status"] == "ok").any():
        return (
            f"No best setting: no trial has a {select_on} accuracy; "
            "set data.validation=0.2, or select_on=test"
        )
    return "No best setting: no trial finished"


def _edge(edge: Edge, best: Best) -> Sentence:
    beyond = "smaller" if edge.side == "smallest" else "larger"
    value = Number(
        level(edge.value), edge.value, f"best by {best.select_on}", edge.setting, best.problem
    )
    return (
        f"the best {edge.setting}{task_text(best)}, ",
        value,
        f", is the {edge.side} of the grid; a {beyond} one may be better",
    )
