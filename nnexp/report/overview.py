"""A sweep in a few words: for lists of sweeps and for comparing them."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from nnexp.analysis.best import Best
from nnexp.report.headline import setting_text, task_text
from nnexp.report.number import percent
from nnexp.report.stored import StoredSweep


@dataclasses.dataclass(frozen=True)
class Answer:
    """The best setting of one task; accuracies are shares, NaN where there is none."""

    task: str
    setting: str
    select_on: str
    accuracy: float
    low: float
    high: float
    test_accuracy: float


@dataclasses.dataclass(frozen=True)
class Overview:
    """What a list of sweeps tells of each."""

    name: str
    started: str
    points: int
    repeats: int
    trials: int
    runs: int
    failed: int
    answers: tuple[Answer, ...]
    path: Path


def overview(sweep: StoredSweep) -> Overview:
    """A stored sweep in a few words."""
    table = sweep.table
    points = len(table[list(sweep.swept)].drop_duplicates()) if sweep.swept else min(1, len(table))
    return Overview(
        name=sweep.name,
        started=str(sweep.record.get("started", "")),
        points=points,
        repeats=int(table["repeat"].nunique()),
        trials=len(table),
        runs=int(table["run_id"].nunique()),
        failed=int((~table["status"].isin(["ok", "not_run"])).sum()),
        answers=tuple(map(_answer, sweep.answers)),
        path=sweep.directory,
    )


def answer_text(answer: Answer) -> str:
    """`best lr=0.1 epochs=5: 97.31 % (97.10 % to 97.52 %) of the validation data`."""
    between = (
        "" if math.isnan(answer.low) else f" ({percent(answer.low)} to {percent(answer.high)})"
    )
    best = f"best{answer.task}: {answer.setting}: " if answer.setting else ""
    return f"{best}{percent(answer.accuracy)}{between} of the {answer.select_on} data"


def _answer(best: Best) -> Answer:
    return Answer(
        task=task_text(best),
        setting=setting_text(best.setting),
        select_on=best.select_on,
        accuracy=best.selection.mean,
        low=best.selection.low,
        high=best.selection.high,
        test_accuracy=best.test.mean,
    )
