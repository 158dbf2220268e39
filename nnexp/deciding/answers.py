"""What was decided as findings, and the best setting with an accuracy that did not choose it.

A finding about a goal is that of the analysis which asks the same of a plain sweep, made on the
confirming repeats alone; verdict, candidates that are left and next step are the decision's.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from nnexp.analysis.best import NOTHING, Best, best_settings, estimate_of
from nnexp.analysis.capacity import capacity
from nnexp.analysis.cautions import looked
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.overfitting_onset import overfitting_onset
from nnexp.analysis.samples import order
from nnexp.analysis.sweet_spot import SweetSpotVerdict, sweet_spot
from nnexp.columns import cell_value
from nnexp.deciding.decision import Answer, Decision, LevelVerdict
from nnexp.deciding.question import EXPLORED, Question
from nnexp.deciding.step import Point
from nnexp.settings import Scalar, Spec, is_last

METHOD = (
    "looks at fresh repeats that were planned before, the error shared over them; paired multiple "
    "comparisons with the best, variances moderated by neighbouring candidates"
)
SOURCE = (
    "Hsu (1996) Multiple Comparisons §4.1; Kim and Nelson (2001) ACM TOMACS 11(3); Lan and DeMets "
    "(1983) Biometrika 70(3)"
)


def findings_of(
    question: Question,
    decision: Decision,
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
) -> list[Finding]:
    """A finding for each answer of a decision that has one.

    Args:
        question: what was asked.
        decision: what came of it.
        table: one row per trial.
        curves: one row per run and epoch.
        swept: dotted names of the settings that differ between trials.
    """
    found = []
    for answer in decision.answers:
        frame = curves if answer.goal == "overfitting" else table
        try:
            finding = _plain(question, answer, _rows(frame, answer, swept))
        except AnalysisError:
            continue
        where = tuple((n, v) for n, v in answer.where if n in swept and n in frame)
        found.append(_with_answer(question, decision, answer, finding, where))
    return found


def best_of(
    question: Question,
    decision: Decision,
    table: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
) -> tuple[Best, ...]:
    """The setting that was named, with what it reaches by repeats that neither explored nor chose.

    Where nothing was confirmed it is the best one that was explored.
    """
    found = best_settings(judged(decision, table), swept, select_on, question.columns)
    spot = naming(decision)
    return tuple(
        # Whether to go on beyond an end is what was decided.
        dataclasses.replace(one if spot is None else _named(one, spot, decision.point), edges=())
        for one in found
    )


def judged(decision: Decision, table: pd.DataFrame) -> pd.DataFrame:
    """The rows by which the best setting is judged.

    Of a best value: those that are left, on the repeats of the last look; else the confirming
    repeats of the setting that exploring chose. All rows, where none of these is.
    """
    spot = naming(decision)
    rows = table[table["repeat"] >= EXPLORED]
    if spot is not None:
        rows = rows[rows["repeat"] < EXPLORED + spot.repeats]
    for name, value in decision.point:
        if name in rows:
            values = spot.left if spot is not None and name == spot.setting else (value,)
            rows = rows[rows[name].map(cell_value).isin(list(values))]
    return table if rows.empty else rows


def naming(decision: Decision) -> Answer | None:
    """The answer whose value the named setting has, if one was looked at."""
    first = next((one for one in decision.answers if one.goal == "sweet_spot"), None)
    return first if first is not None and first.look else None


def _named(best: Best, spot: Answer, point: Point) -> Best:
    """The named setting in place of the one whose mean is best where failures are left out."""
    setting = {name: value for name, value in point if name in best.setting}
    ranking = best.ranking
    there = np.logical_and.reduce(
        [ranking[name].map(cell_value).isin([value]) for name, value in setting.items()]
    )
    order = np.argsort(~np.asarray(there, dtype=bool), kind="stable")
    ranking = ranking.iloc[order].reset_index(drop=True)
    chosen = spot.estimates.get(best.measured.name) if len(spot.left) > 1 else None
    tested = best.tested and spot.estimates.get(best.tested.name)
    return dataclasses.replace(
        best,
        setting={**best.setting, **setting},
        selection=estimate_of(ranking, ""),
        test=estimate_of(ranking, "test_"),
        ranking=ranking,
        held_out=None if chosen is None else (chosen, tested or NOTHING),
    )


def _rows(frame: pd.DataFrame, answer: Answer, swept: Sequence[str]) -> pd.DataFrame:
    """The confirming rows of an answer's slice; those that explored where none confirmed."""
    for name, value in answer.where:
        if name in frame:
            frame = frame[frame[name].map(cell_value).isin([value])]
    if answer.goal == "overfitting":
        frame = frame[frame["epoch"] <= answer.candidates[-1]]
        frame = frame[frame["total_epochs"] >= answer.candidates[-1]]
    elif answer.setting in swept:
        frame = frame[frame[answer.setting].isin(list(answer.candidates))]
    fresh = frame[(frame["repeat"] >= EXPLORED) & (frame["repeat"] < EXPLORED + answer.repeats)]
    return frame[frame["repeat"] < EXPLORED] if fresh.empty else fresh


def _plain(question: Question, answer: Answer, rows: pd.DataFrame) -> Finding:
    metric, columns = answer.metric, question.columns
    if rows.empty:
        raise AnalysisError("decide: nothing was trained for this")
    if answer.goal == "overfitting":
        return overfitting_onset(
            rows.assign(total_epochs=answer.candidates[-1]), metric, columns=columns
        )
    if answer.goal == "capacity":
        return capacity(rows, metric, answer.setting, columns=columns)
    return sweet_spot(rows, metric, answer.setting, columns=columns)


def _with_answer(
    question: Question,
    decision: Decision,
    answer: Answer,
    finding: Finding,
    where: tuple[tuple[str, Scalar], ...],
) -> Finding:
    kept = tuple(one for one in finding.cautions if one.kind != "unequal")
    told = looked(
        answer.look,
        len(question.looks),
        answer.repeats,
        answer.settled,
        decision.ended,
        answer.regret,
        finding.measured,
        question.error,
    )
    finding = dataclasses.replace(
        finding,
        where=where,
        verdict=SweetSpotVerdict.LEVEL if answer.verdict == LevelVerdict.LEVEL else answer.verdict,
        repeats=answer.repeats or finding.repeats,
        next=answer.next,
        method=METHOD,
        source=SOURCE,
        cautions=(*kept, told),
    )
    if answer.goal == "overfitting" or not answer.look:
        return finding
    named = order(answer.named)[0]
    interval = tuple(_around(answer, question.spec(answer.setting)))
    ends = {"low_end": answer.candidates[0], "high_end": answer.candidates[-1]}
    return dataclasses.replace(
        finding,
        estimate=named,
        interval=(interval[0], interval[1]),
        confidence_set=answer.left,
        numbers={**finding.numbers, **(ends if answer.goal == "sweet_spot" else {})},
    )


def _around(answer: Answer, spec: Spec) -> Iterator[float]:
    """The candidates next to those that are left: between them lies the best of all values.

    Where the last legal value is left, it is there that they end.
    """
    grid = [order(one)[0] for one in answer.candidates]
    below = [one for one in grid if one < order(answer.left[0])[0]]
    above = [one for one in grid if one > order(answer.left[-1])[0]]
    yield max(below, default=grid[0] if is_last(grid[0], spec, "below") else -math.inf)
    yield min(above, default=grid[-1] if is_last(grid[-1], spec, "above") else math.inf)
