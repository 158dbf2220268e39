"""What a reader must know before believing a sweep's answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from nnexp.analysis.best import Best, Edge, Estimate
from nnexp.analysis.english.phrases import percent
from nnexp.analysis.findings import unanswered
from nnexp.analysis.next_step import Extend, Train
from nnexp.analysis.sentence import Number, Sentence, joined, say
from nnexp.columns import Columns
from nnexp.metrics import Part
from nnexp.report.finding_sections import about_best
from nnexp.report.headline import task_text
from nnexp.settings import Scalar
from nnexp.table.levels import level

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding

# The interval of two repeats holds almost every value.
_TOO_FEW = 2


def cautions(
    answers: Sequence[Best],
    select_on: str,
    findings: Sequence[Finding],
    columns: Columns,
    beside: Sequence[Finding] = (),
) -> Iterator[Sentence]:
    """Reasons to doubt the best setting: who chose it, from how little, at which edge.

    Args:
        answers: the best setting of each task, from `analysis.best.best_settings`.
        select_on: `validation` or `test`, the data that chose.
        findings: of the sweep.
        columns: its settings and metrics.
        beside: findings that are read in the same place; what they say is not said again.
    """
    if select_on == "test":
        apart = columns.say("; {how} keeps other data for the choice", how=columns.holding_out)
        chooser = columns.chooser("test")
        yield (
            columns.say(
                "the test data chose the setting, so its {what} there is too good{apart}",
                what=columns.say(chooser.quantity.replace("_", " ") if chooser else "result"),
                apart=apart if columns.holding_out else "",
            ),
        )
    if answers and all(best.most_repeats < 2 for best in answers):
        yield (
            columns.say(
                "one repeat gives no interval, so differences may be chance; repeats=5 tells"
            ),
        )
    settings: list[Mapping[str, Scalar]] = [{**best.problem, **best.setting} for best in answers]
    for finding in about_best(findings, settings):
        if finding.repeats > 1 and finding.verdict == "undecided" and finding not in beside:
            yield _too_few(finding, columns, several=len(answers) > 1)
    for best in answers:
        for side in ("smallest", "largest"):
            edges = [
                edge for edge in best.edges if edge.side == side and not _is_told(edge, beside)
            ]
            if edges:
                yield _edges(edges, best, columns)


def _is_told(edge: Edge, beside: Sequence[Finding]) -> bool:
    """Whether a finding says to go on beyond an edge."""
    side = "below" if edge.side == "smallest" else "above"
    return any(
        edge.setting in finding.over
        and any(
            isinstance(step, Train)
            or (isinstance(step, Extend) and (step.setting, step.side) == (edge.setting, side))
            for step in finding.next
        )
        for finding in beside
    )


def silences(
    answers: Sequence[Best],
    table: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    findings: Sequence[Finding],
    columns: Columns,
) -> Iterator[Sentence]:
    """Questions of the grid without any finding, and why; nothing where nothing trained.

    Args:
        answers: the best setting of each task.
        table: one row per trial.
        swept: dotted names of the settings that differ between grid points.
        select_on: `validation` or `test`, the data that chose.
        findings: of the sweep.
        columns: its settings and metrics.
    """
    if answers:
        for why in unanswered(table, swept, select_on, findings, columns=columns):
            yield (columns.say("no answer to a question of this grid: {why}", why=why),)


def data_cautions(
    doubts: Mapping[str, Any] | None,
    answers: Sequence[Best],
    table: pd.DataFrame,
    columns: Columns,
) -> Iterator[Sentence]:
    """Reasons to doubt the data, and shares of right answers that take no learning.

    Args:
        doubts: `GridData.doubts` of the sweep, as its record keeps them; None where it has none.
        answers: the best setting of each task.
        table: one row per trial.
        columns: in which language it is told.
    """
    if not doubts:
        return
    for caution in doubts["cautions"]:
        yield (caution,)
    for best in answers:
        rows = table
        for name, value in {**best.problem, **best.setting}.items():
            rows = rows[rows[name].map(level) == level(value)]
        found = doubts["guessing"].get(rows["data_fingerprint"].iloc[0] if len(rows) else "")
        what = best.measured.quantity.replace("_", " ")
        for part, metric, estimate in (
            ("test", best.tested, best.test),
            (best.select_on, best.measured, best.selection),
        ):
            share = metric is not None and metric.printed == "percent"
            if found is not None and share and found[part] > 0 and _reaches(found[part], estimate):
                yield (
                    columns.say(
                        "always answering {label}, the commonest label, reads {share} of {data} "
                        "rightly{task}: the {what} is not shown to be better than guessing",
                        label=found["label"],
                        share=percent(found[part]),
                        data=columns.say(f"the {part} data"),
                        task=task_text(best, columns.language),
                        what=columns.say(what),
                    ),
                )
                break


def _reaches(guessing: float, estimate: Estimate) -> bool:
    """Whether guessing is as good, as far as the repeats can tell."""
    surely = estimate.repeats > _TOO_FEW and estimate.low <= guessing
    return surely or estimate.mean <= guessing


def no_answer(table: pd.DataFrame, select_on: Part, columns: Columns) -> str:
    """Why a sweep has no best setting.

    Args:
        table: one row per trial.
        select_on: the data that would have chosen.
        columns: what the table's columns mean.
    """
    chooser = columns.chooser(select_on)
    if chooser is None:
        return columns.say(
            "No best setting: no metric of {data} says what is best",
            data=columns.say(f"the {select_on} data"),
        )
    if (table["status"] == "ok").any():
        what = columns.say(chooser.label)
        text = columns.say("No best setting: no trial has a {what}", what=what)
        help_ = columns.say("; set {how}, or select_on=test", how=columns.holding_out)
        return f"{text}{help_ if columns.holding_out else ''}"
    return columns.say("No best setting: no trial finished")


def _too_few(finding: Finding, columns: Columns, *, several: bool) -> Sentence:
    what = finding.words.question(finding)
    task = ", ".join(f"{n}={level(value)}" for n, value in finding.where if n in columns.data_sets)
    if several and task:
        what = columns.say("{what} for {task}", what=what, task=task)
    repeats = Number(f"{finding.repeats:,}", finding.repeats)
    few = "{repeats} repeats are too few to say {what}"
    if finding.repeats_needed is None:
        template = f"{few}, and no reasonable number would do"
        return say(columns.say(template), repeats=repeats, what=what)
    needed = Number(f"repeats={finding.repeats_needed}", finding.repeats_needed)
    template = f"{few}; {{needed}} or so would do"
    return say(columns.say(template), repeats=repeats, what=what, needed=needed)


def _edges(edges: Sequence[Edge], best: Best, columns: Columns) -> Sentence:
    parts: list[Sentence] = [
        say(
            columns.say("{setting}, {value}"),
            setting=columns.say(edge.setting),
            value=Number(level(edge.value), edge.value),
        )
        for edge in edges
    ]
    if len(edges) == 1:
        template = (
            "the best {settings}, is the {side} of the grid{task}; a {beyond} one may be better"
        )
    else:
        template = (
            "the best {settings}, are the {side} of the grid{task}; {beyond} ones may be better"
        )
    smallest = edges[0].side == "smallest"
    return say(
        columns.say(template),
        settings=joined(columns.say(", and "), parts),
        side=columns.say(edges[0].side),
        beyond=columns.say("smaller" if smallest else "larger"),
        task=task_text(best, columns.language),
    )
