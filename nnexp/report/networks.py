"""The networks of the best settings as a page presents them, one group for each data set."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnexp.analysis.best import Best
from nnexp.analysis.tasks import Task, tasks_of
from nnexp.report.headline import network_sentence, problem_text
from nnexp.report.number import Sentence
from nnexp.sweeping.reading_file import file_names, load_reading

if TYPE_CHECKING:
    from nnexp.report.stored import StoredSweep
    from nnexp.sweeping.reading import Reading


@dataclasses.dataclass(frozen=True)
class Networks:
    """What a page says of the networks on one data set."""

    title: str
    """Which data set it is; empty where the sweep has one only."""
    sentence: Sentence
    file: str
    """The network of the first repeat, in the sweep's folder."""


def networks_of(answers: Sequence[Best]) -> dict[str, Networks]:
    """The networks of each best setting, by the name of its task.

    Args:
        answers: the best setting of each task.
    """
    return {
        task.name: Networks(problem_text(best), network_sentence(best), file_names(task.name)[0])
        for task, best in zip(tasks_of(answers), answers, strict=True)
    }


def stored_readings(sweep: StoredSweep) -> list[tuple[Task, Reading]]:
    """What the networks of the best settings read, of those tasks whose files are there.

    Raises:
        ReadingError: files are damaged.
    """
    tasks = tasks_of(sweep.answers)
    found = ((task, load_reading(sweep.directory, task.name)) for task in tasks)
    return [(task, reading) for task, reading in found if reading is not None]
