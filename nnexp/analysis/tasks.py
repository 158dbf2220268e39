"""What the data sets of a sweep are called in the names of their files."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from nnexp.analysis.best import Best
from nnexp.columns import Columns
from nnexp.settings import Scalar, as_text

_LONGEST = 40


@dataclasses.dataclass(frozen=True, eq=False)
class SweptData:
    """One of the data sets that a sweep goes over, and what tests it."""

    name: str
    """Fit for a file's name, no other task has it; empty where the sweep has one task only."""
    problem: Mapping[str, Scalar]
    """The settings that state it, of those that the sweep varies."""


def tasks_of(answers: Sequence[Best], columns: Columns) -> tuple[SweptData, ...]:
    """The task of each best setting.

    Args:
        answers: of one sweep, from `analysis.best.best_settings`.
        columns: what its settings mean.

    Returns:
        As many, in the same order.
    """
    taken: set[str] = set()
    tasks = []
    for best in answers:
        name = _free(_name(best.problem, columns), taken)
        taken.add(name.casefold())
        tasks.append(SweptData(name, best.problem))
    return tuple(tasks)


def _name(problem: Mapping[str, Scalar], columns: Columns) -> str:
    """`digits`, or `train` for `somewhere/train.csv`."""
    if not problem:
        return ""
    stated = [(spec, problem[name]) for name, spec in columns.settings.items() if name in problem]
    files = [value for spec, value in stated if spec.unit == "path" and value is not None]
    others = [value for spec, value in stated if spec.unit != "path"]
    text = "_".join(PurePath(str(file)).stem for file in files) or as_text((*others, None)[0])
    return re.sub(r"\W+", "_", text)[:_LONGEST].strip("_") or "null"


def _free(wanted: str, taken: set[str]) -> str:
    """The name, with `_2`, `_3`, … appended where it is taken: some disks ignore its case."""
    names = itertools.chain([wanted], (f"{wanted}_{number}" for number in itertools.count(2)))
    return next(name for name in names if name.casefold() not in taken)
