"""The networks of the best setting on each data set of a sweep, and what they read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.settings import GridPoint, flatten
from nnexp.sweeping import SweepResult
from nnexp.sweeping.reading import Chosen, Reading, read_again
from nnexp.sweeping.reading_file import save_reading

if TYPE_CHECKING:
    from nnexp.analysis.tasks import Task

# The pictures of one data set take a second or two to draw.
_MOST_TASKS = 6


def keep_chosen(
    points: Sequence[GridPoint], result: SweepResult, store: Path | str
) -> list[tuple[Task, Reading]]:
    """Have the networks of the best settings read the data that did not train them, and keep both.

    Args:
        points: the grid.
        result: its sweep.
        store: the file with the last weights of its runs.

    Returns:
        What they read, of each data set that has a best setting; where there are many, of those
        that come first in the grid.

    Raises:
        NnexpError: data or store cannot be read, or the sweep's folder cannot be written to.
    """
    from nnexp.analysis.best import best_settings
    from nnexp.analysis.tasks import tasks_of

    answers = best_settings(result.table, result.swept, result.select_on)[:_MOST_TASKS]
    readings = []
    for task, best in zip(tasks_of(answers), answers, strict=True):
        trials = _trials(points, result, {**best.problem, **best.setting})
        if trials:
            reading = read_again(trials, store)
            save_reading(reading, result.directory, task.name)
            readings.append((task, reading))
    return readings


def _trials(
    points: Sequence[GridPoint], result: SweepResult, setting: dict[str, object]
) -> list[Chosen]:
    """The finished trials of a setting, in the order of the grid."""
    from nnexp.plots.levels import level

    distinct = tuple(dict.fromkeys(points))
    # The table has all repeats of the first point, then those of the second, …
    repeats = len(result.table) // len(distinct)
    wanted = {name: level(value) for name, value in setting.items()}
    found = []
    for place, point in enumerate(distinct):
        settings = flatten(point)
        if any(level(settings[name]) != text for name, text in wanted.items()):
            continue
        rows = result.table.iloc[place * repeats : (place + 1) * repeats]
        found += [
            Chosen(point, int(repeat), str(run_id))
            for repeat, run_id, status in zip(
                rows["repeat"], rows["run_id"], rows["status"], strict=True
            )
            if status == "ok"
        ]
    return found
