"""Pictures of the models of the best setting on each data set of a sweep."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.store import StoreError, open_store
from nnexp.sweeps import SweepData
from nnexp.table import rows_with, setting_of
from nnexp.trainables import registry
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.pictures import Chosen, Pictures

if TYPE_CHECKING:
    from nnexp.analysis.tasks import SweptData

log = logging.getLogger(__name__)

# The pictures of one data set take a second or two to draw.
_MOST_TASKS = 6


def keep_chosen(result: SweepData, only: Sequence[str] = ()) -> list[tuple[SweptData, Pictures]]:
    """Look into the models of the best settings, and keep them with what was seen.

    Args:
        result: the sweep.
        only: names of the plots that are wanted; all unless given.

    Returns:
        The pictures of each data set that has a best setting, where the trainable offers some and
        they are wanted; of many data sets, of those that come first in the grid.

    Raises:
        NnexpError: data or store cannot be read, or the sweep's folder cannot be written to.
    """
    from nnexp.analysis.tasks import tasks_of

    picturing = registry.pictures(result.record.trainable)
    if picturing is None or (only and not any(name.startswith(picturing.names) for name in only)):
        return []
    answers = result.answers[:_MOST_TASKS]
    found = []
    for task, best in zip(tasks_of(answers, result.columns), answers, strict=True):
        trials = _trials(result, {**best.problem, **best.setting})
        if trials:
            kept = _kept(trials, result.store)
            found.append((task, picturing.make(trials, kept, result.directory, task.name)))
    return found


def _trials(result: SweepData, setting: Mapping[str, Any]) -> list[Chosen]:
    """The finished trials of a setting, in the order of the table."""
    rows = rows_with(result.table, setting, result.columns)
    return [
        Chosen(setting_of(row, result.columns), int(row["repeat"]), str(row["run_id"]))
        for row in rows[rows["status"] == "ok"].to_dict("records")
    ]


def _kept(trials: Sequence[Chosen], store: Path) -> Mapping[str, Checkpoint]:
    """The states that the store has, by run id; none where it cannot be read."""
    found: dict[str, Checkpoint] = {}
    if not store.exists():  # opening makes one
        return found
    try:
        with open_store(store) as opened:
            for trial in trials:
                checkpoint = opened.checkpoint(trial.run_id)
                if checkpoint is not None:
                    found[trial.run_id] = checkpoint
    except StoreError as error:
        # The sweep is done, whatever has become of its store since: models can be had again.
        log.warning("%s; models of the best setting are trained again", error)
    return found
