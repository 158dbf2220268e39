"""The networks of a sweep's best setting, and what they read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnexp.settings import GridPoint, flatten
from nnexp.sweeping import SweepResult
from nnexp.sweeping.reading import Chosen, Reading, read_again


def read_chosen(
    points: Sequence[GridPoint], result: SweepResult, store: Path | str
) -> Reading | None:
    """Have the networks of the best setting read the data that did not train them.

    Args:
        points: the grid.
        result: its sweep.
        store: the file with the last weights of its runs.

    Returns:
        What they read; None where there is no best setting, or one for each of several tasks.

    Raises:
        NnexpError: data or store cannot be read.
    """
    from nnexp.analysis.best import best_settings

    best = best_settings(result.table, result.swept, result.select_on)
    if len(best) != 1:
        return None
    trials = _trials(points, result, {**best[0].problem, **best[0].setting})
    return read_again(trials, store) if trials else None


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
