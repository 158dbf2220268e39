"""A sweep in a few words: for lists of sweeps and for comparing them."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from nnexp.analysis.best import Best
from nnexp.analysis.english.phrases import amount
from nnexp.columns import Columns
from nnexp.language import ENGLISH, counted, phrase
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


def overview(sweep: SweepData, language: str = ENGLISH) -> Overview:
    """A stored sweep in a few words of a language."""
    table, columns = sweep.table, sweep.columns.told_in(language)
    answers = tuple(_answer(one, language) for one in sweep.answers)
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
        told=tuple(answer_text(one, columns) for one in answers),
        path=sweep.directory,
    )


def size_text(one: Overview, language: str = ENGLISH) -> str:
    """`12 points × 5 repeats`; of a sweep whose points have repeats of their own their number."""
    points = counted(language, one.points, "point")
    if one.points * one.repeats == one.trials:
        return f"{points} × {counted(language, one.repeats, 'repeat')}"
    trials = counted(language, one.trials, "trial")
    return phrase(language, "{points}, {trials}", points=points, trials=trials)


def answer_text(answer: BestRow, columns: Columns) -> str:
    """`best: lr=0.1 epochs=5: 97.31 % (97.10 % to 97.52 %) of the validation data`."""
    metric = columns.metric(answer.metric)
    mean, low, high = (amount(metric, one) for one in (answer.mean, answer.low, answer.high))
    say = columns.say
    between = "" if math.isnan(answer.low) else say(" ({low} to {high})", low=low, high=high)
    best = (
        say("best{task}: {setting}: ", task=answer.task, setting=answer.setting)
        if answer.setting
        else ""
    )
    if metric.printed == "percent":
        data = say(f"the {answer.select_on} data")
        return say(
            "{best}{mean}{between} of {data}", best=best, mean=mean, between=between, data=data
        )
    return say(
        "{best}{what} {mean}{between}",
        best=best,
        what=say(metric.label),
        mean=mean,
        between=between,
    )


def _answer(best: Best, language: str = ENGLISH) -> BestRow:
    return BestRow(
        task=task_text(best, language),
        setting=setting_text(best.setting),
        select_on=best.select_on,
        metric=best.measured.name,
        mean=best.selection.mean,
        low=best.selection.low,
        high=best.selection.high,
        test_mean=best.test.mean,
    )
