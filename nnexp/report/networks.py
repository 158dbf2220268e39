"""The models of the best settings as a page presents them, one group for each data set."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnexp.analysis.best import Best
from nnexp.analysis.sentence import Sentence
from nnexp.analysis.tasks import SweptData, tasks_of
from nnexp.report.headline import network_sentence, problem_text
from nnexp.trainables import registry

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData
    from nnexp.trainables.pictures import Pictures


@dataclasses.dataclass(frozen=True)
class Networks:
    """What a page says of the networks on one data set."""

    title: str
    """Which data set it is; empty where the sweep has one only."""
    sentence: Sentence
    file: str
    """The network of the first repeat, in the sweep's folder."""


def networks_of(sweep: SweepData, answers: Sequence[Best]) -> dict[str, Networks]:
    """The networks of each best setting, by the name of its task; none that cannot be pictured.

    Args:
        sweep: what its folder holds.
        answers: the best setting of each task.
    """
    picturing = registry.pictures(sweep.record.trainable)
    if picturing is None:
        return {}
    return {
        task.name: Networks(
            problem_text(best), network_sentence(best, sweep.columns), picturing.files(task.name)[0]
        )
        for task, best in zip(tasks_of(answers, sweep.columns), answers, strict=True)
    }


def stored_pictures(sweep: SweepData) -> list[tuple[SweptData, Pictures]]:
    """The pictures of the best settings, of those tasks whose files are there.

    Raises:
        NnexpError: files are damaged.
    """
    picturing = registry.pictures(sweep.record.trainable)
    if picturing is None:
        return []
    tasks = tasks_of(sweep.answers, sweep.columns)
    found = ((task, picturing.load(sweep.directory, task.name)) for task in tasks)
    return [(task, pictures) for task, pictures in found if pictures is not None]
