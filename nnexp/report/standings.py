"""The settings of a sweep from best to worst, as a table of numbers that can be checked."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Hashable, Mapping
from typing import Any

from nnexp.analysis.best import Best
from nnexp.analysis.samples import plain
from nnexp.plots.levels import level
from nnexp.report.headline import task_text
from nnexp.report.number import Number, Sentence, percent

_MOST = 10


@dataclasses.dataclass(frozen=True)
class Standings:
    """The best settings of one task, a row each."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    more: Sentence
    """What the table leaves out, if anything."""


def standings(best: Best) -> Standings | None:
    """The best settings with mean accuracies and intervals; none for a single setting.

    Args:
        best: the answer for one task.
    """
    count = len(best.ranking)
    if count < 2:
        return None
    parts = [best.select_on] + (["test"] if best.select_on != "test" else [])
    rows = best.ranking.head(_MOST).to_dict("records")
    shares = (head for part in parts for head in (f"{part} accuracy", "95 % interval"))
    total = Number(f"{count:,}", count, "settings", f"{best.select_on}_accuracy", best.problem)
    return Standings(
        title=f"Best settings{task_text(best)}",
        heads=(*best.setting, *shares, "repeats"),
        rows=tuple(_row(best, row, parts) for row in rows),
        more=("Only the best of ", total, " settings are listed.") if count > len(rows) else (),
    )


def _row(best: Best, row: Mapping[Hashable, Any], parts: list[str]) -> tuple[Sentence, ...]:
    setting = {name: plain(row[name]) for name in best.setting}
    where = {**best.problem, **setting}
    cells: list[Sentence] = [(level(value),) for value in setting.values()]
    for part in parts:
        prefix = "" if part == best.select_on else "test_"
        column = f"{part}_accuracy"
        mean, low, high = (float(row[f"{prefix}{end}"]) for end in ("mean", "low", "high"))
        cells += [(_share("mean", mean, column, where),), _interval(low, high, column, where)]
    repeats = int(row["repeats"])
    column = f"{best.select_on}_accuracy"
    cells.append((Number(f"{repeats:,}", repeats, "values", column, where),))
    return tuple(cells)


def _interval(low: float, high: float, column: str, where: Mapping[str, Any]) -> Sentence:
    if math.isnan(low):
        return ("–",)
    return (_share("low", low, column, where), " to ", _share("high", high, column, where))


def _share(what: str, value: float, column: str, where: Mapping[str, Any]) -> Number | str:
    return "–" if math.isnan(value) else Number(percent(value), value, what, column, where)
