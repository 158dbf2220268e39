"""What a reader must know before believing a sweep's answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from nnexp.analysis.best import PROBLEM, Best, Edge
from nnexp.plots.levels import level
from nnexp.report.headline import task_text
from nnexp.report.number import Number, Sentence
from nnexp.report.told import about_best, name_of
from nnexp.settings import Scalar

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding

_UNDECIDED = {
    "sweet_spot": "which lr is best",
    "capacity": "how many hidden_nodes are enough",
    "overfitting_onset": "when training longer does harm",
    "interaction": "how the best lr changes with epochs",
}


def cautions(
    answers: Sequence[Best], select_on: str, findings: Sequence[Finding] = ()
) -> Iterator[Sentence]:
    """Reasons to doubt the best setting: who chose it, from how little, at which edge.

    Args:
        answers: the best setting of each task, from `analysis.best.best_settings`.
        select_on: `validation` or `test`, the data whose accuracy chose.
        findings: of the sweep.
    """
    if select_on == "test":
        yield (
            "the test data chose the setting, so its accuracy there is too good; "
            "data.validation=0.2 keeps other data for the choice",
        )
    if answers and all(best.ranking["repeats"].max() < 2 for best in answers):
        yield ("one repeat gives no interval, so differences may be chance; repeats=5 tells",)
    settings: list[Mapping[str, Scalar]] = [{**best.problem, **best.setting} for best in answers]
    for finding in about_best(findings, settings):
        if finding.repeats > 1 and finding.verdict.startswith("undecided"):
            yield _too_few(finding, several=len(answers) > 1)
    for best in answers:
        for side in ("smallest", "largest"):
            edges = [edge for edge in best.edges if edge.side == side]
            if edges:
                yield _edges(edges, best)


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


def _too_few(finding: Finding, *, several: bool) -> Sentence:
    name = name_of(finding)
    what = _UNDECIDED.get(finding.analysis, "the answer")
    task = ", ".join(f"{n}={level(value)}" for n, value in finding.where if n in PROBLEM)
    what += f" for {task}" if several and task else ""
    repeats = Number(f"{finding.repeats:,}", finding.repeats, "finding", f"{name}, repeats")
    if finding.repeats_needed is None:
        return (repeats, f" repeats are too few to say {what}, and no reasonable number would do")
    count = finding.repeats_needed
    needed = Number(f"repeats={count}", count, "finding", f"{name}, repeats needed")
    return (repeats, f" repeats are too few to say {what}; ", needed, " or so would do")


def _edges(edges: Sequence[Edge], best: Best) -> Sentence:
    beyond = "smaller" if edges[0].side == "smallest" else "larger"
    parts: list[str | Number] = []
    for edge in edges:
        value = Number(
            level(edge.value), edge.value, f"best by {best.select_on}", edge.setting, best.problem
        )
        parts += [" and " if parts else "", edge.setting, ", ", value, ","]
    verb, rest = ("is", f"a {beyond} one") if len(edges) == 1 else ("are", f"{beyond} ones")
    return (
        "the best ",
        *parts,
        f" {verb} the {edges[0].side} of the grid{task_text(best)}; {rest} may be better",
    )
