"""Pictures of the models of the best setting on each data set of a sweep."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.store import StoreError, open_store
from nnexp.sweeps import SweepData
from nnexp.table import rows_with, setting_of
from nnexp.trainables import registry
from nnexp.trainables.outcome import Checkpoint
from nnexp.trainables.pictures import Chosen, Pictures, Picturing

if TYPE_CHECKING:
    from nnexp.analysis.tasks import SweptData

log = logging.getLogger(__name__)

# The pictures of one data set take a second or two to draw.
_MOST_TASKS = 6


Seen = list[tuple["SweptData", Pictures]]
"""The pictures of each data set that has a best setting."""


@dataclasses.dataclass(frozen=True)
class Look:
    """Which models are to be looked into: plain data, for any process."""

    trainable: str
    trials: Mapping[str, Sequence[Chosen]]
    """Of the best setting on each data set, by its name."""
    store: Path
    directory: Path
    """Of the sweep."""


def keep_chosen(result: SweepData, only: Sequence[str] = ()) -> Seen:
    """Look into the models of the best settings, and keep them with what was seen.

    Args:
        result: the sweep.
        only: names of the plots that are wanted; all unless given.

    Returns:
        Where the trainable offers pictures and they are wanted; of many data sets, of those that
        come first in the grid.

    Raises:
        NnexpError: data or store cannot be read, or the sweep's folder cannot be written to.
    """
    picturing = registry.pictures(result.record.trainable)
    if picturing is None or (only and not any(name.startswith(picturing.names) for name in only)):
        return []
    return looking(result, lambda look: functools.partial(look_into, look))()


def looking(
    result: SweepData, begin: Callable[[Look], Callable[[], Sequence[Pictures | None]]]
) -> Callable[[], Seen]:
    """Look into the models of the best settings while this process goes on.

    Args:
        result: the sweep.
        begin: begins to look, here or in another process, and returns what waits for the pictures.

    Returns:
        Waits for them.
    """
    from nnexp.analysis.tasks import tasks_of

    answers = result.answers[:_MOST_TASKS]
    tasks = {task.name: task for task in tasks_of(answers, result.columns)}
    trials = {
        name: some
        for name, best in zip(tasks, answers, strict=True)
        if (some := _trials(result, {**best.problem, **best.setting}))
    }
    if not trials or registry.pictures(result.record.trainable) is None:
        return list
    wait = begin(Look(result.record.trainable, trials, result.store, result.directory))
    return lambda: [
        (tasks[name], one) for name, one in zip(trials, wait(), strict=True) if one is not None
    ]


def look_into(look: Look) -> list[Pictures]:
    """Look, and keep what is seen in the sweep's folder.

    Raises:
        As `keep_chosen`.
    """
    picturing = _picturing(look)
    return [
        picturing.make(trials, _kept(trials, look.store), look.directory, name)
        for name, trials in look.trials.items()
    ]


def see(look: Look) -> None:
    """As `look_into`, for another process than that which needs the pictures."""
    look_into(look)


def seen(look: Look) -> list[Pictures | None]:
    """The pictures that `see` has kept; None for those that were taken away since.

    Raises:
        NnexpError: a file is missing or damaged.
    """
    picturing = _picturing(look)
    return [picturing.load(look.directory, name) for name in look.trials]


def _picturing(look: Look) -> Picturing:
    picturing = registry.pictures(look.trainable)
    if picturing is None:
        raise KeyError(look.trainable)
    return picturing


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
