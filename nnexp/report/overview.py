"""A sweep in a few words: for lists of sweeps and for comparing them."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from nnexp.analysis.best import Best
from nnexp.analysis.english.phrases import amount
from nnexp.columns import Columns
from nnexp.plural import counted
from nnexp.report.headline import setting_text, task_text
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.record import Record, resume


@dataclasses.dataclass(frozen=True)
class BestRow:
    """The best setting of one task; NaN where there is no value."""

    task: str
    setting: str
    select_on: str
    metric: str
    """What chose."""
    mean: float
    low: float
    high: float
    test_mean: float
    """Of what of the test data is told."""


@dataclasses.dataclass(frozen=True)
class Overview:
    """What a list of sweeps tells of each."""

    name: str
    started: str
    points: int
    repeats: int
    """The most that any point has."""
    trials: int
    runs: int
    failed: int
    answers: tuple[BestRow, ...]
    told: tuple[str, ...]
    """Each answer in a line."""
    path: Path


@dataclasses.dataclass(frozen=True)
class Unfinished:
    """What a list of sweeps tells of one that has no answer yet."""

    name: str
    started: str
    trials: int
    resume: str
    """What goes on with it (`nnexp.sweeps.record.resume`)."""
    path: Path


def unfinished(record: Record, directory: Path) -> Unfinished:
    """What the record of an unfinished sweep says of it."""
    return Unfinished(
        record.name, record.started, record.trials, resume(record.overrides, directory), directory
    )


def overview(sweep: SweepData) -> Overview:
    """A stored sweep in a few words."""
    table, answers = sweep.table, tuple(map(_answer, sweep.answers))
    swept = list(sweep.swept)
    sizes = table.groupby(swept, dropna=False).size().tolist() if swept else [len(table)]
    return Overview(
        name=sweep.name,
        started=sweep.record.started,
        points=len(sizes) if len(table) else 0,
        repeats=max(sizes, default=0),
        trials=len(table),
        runs=int(table["run_id"].nunique()),
        failed=int((~table["status"].isin(["ok", "not_run"])).sum()),
        answers=answers,
        told=tuple(answer_text(one, sweep.columns) for one in answers),
        path=sweep.directory,
    )


def size_text(one: Overview) -> str:
    """`12 points × 5 repeats`; of a sweep whose points have repeats of their own their number."""
    points = counted(one.points, "point")
    if one.points * one.repeats == one.trials:
        return f"{points} × {counted(one.repeats, 'repeat')}"
    return f"{points}, {counted(one.trials, 'trial')}"


def answer_text(answer: BestRow, columns: Columns) -> str:
    """`best: lr=0.1 epochs=5: 97.31 % (97.10 % to 97.52 %) of the validation data`."""
    metric = columns.metric(answer.metric)
    mean, low, high = (amount(metric, one) for one in (answer.mean, answer.low, answer.high))
    between = "" if math.isnan(answer.low) else f" ({low} to {high})"
    best = f"best{answer.task}: {answer.setting}: " if answer.setting else ""
    if metric.printed == "percent":
        return f"{best}{mean}{between} of the {answer.select_on} data"
    return f"{best}{metric.label} {mean}{between}"


def _answer(best: Best) -> BestRow:
    return BestRow(
        task=task_text(best),
        setting=setting_text(best.setting),
        select_on=best.select_on,
        metric=best.measured.name,
        mean=best.selection.mean,
        low=best.selection.low,
        high=best.selection.high,
        test_mean=best.test.mean,
    )
