"""The settings of a sweep from best to worst: as a table of a page, and as lines of text."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from nnexp.analysis.best import Best
from nnexp.analysis.english.phrases import amount
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.report.content import MOST_RANKED
from nnexp.report.headline import task_text
from nnexp.table.levels import level

_SAME = 1e-9
_ENDS = ("mean", "low", "high")

Lines = list[list[str]]


@dataclasses.dataclass(frozen=True)
class RankingTable:
    """The best settings of one task, a row each."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    more: Sentence
    """What the table leaves out, if anything."""


def ranking_table(best: Best, columns: Columns) -> RankingTable | None:
    """The best settings with means and intervals; none for a single setting.

    Args:
        best: the answer for one task.
        columns: what is measured, and in which language it is told.
    """
    count = best.settings
    if count < 2:
        return None
    told = _told(best)
    rows = best.ranking.head(MOST_RANKED).to_dict("records")
    between = columns.say("95 % interval")
    shares = (head for _, metric in told for head in (columns.say(metric.label), between))
    total = Number(f"{count:,}", count)
    return RankingTable(
        title=columns.say("Best settings{task}", task=task_text(best, columns.language)),
        heads=(*best.setting, *shares, columns.say("repeats")),
        rows=tuple(_row(best, row, told, columns) for row in rows),
        more=say(columns.say("Only the best of {count} settings are listed."), count=total)
        if count > len(rows)
        else (),
    )


def _told(best: Best) -> list[tuple[str, Metric]]:
    """What is told of each setting: the start of its columns in the ranking, and the metric."""
    tested = best.tested is not None and best.select_on != "test"
    return [("", best.measured), *([("test_", best.tested)] if tested and best.tested else [])]


def _row(
    best: Best,
    row: Mapping[Hashable, Any],
    told: Sequence[tuple[str, Metric]],
    columns: Columns,
) -> tuple[Sentence, ...]:
    cells: list[Sentence] = [(level(row[name]),) for name in best.setting]
    for prefix, metric in told:
        mean, low, high = (float(row[f"{prefix}{end}"]) for end in ("mean", "low", "high"))
        cells += [(_amount(metric, mean),), _interval(metric, low, high, columns)]
    repeats = int(row["repeats"])
    return (*cells, (Number(f"{repeats:,}", repeats),))


def _interval(metric: Metric, low: float, high: float, columns: Columns) -> Sentence:
    if math.isnan(low):
        return ("–",)
    ends = {"low": _amount(metric, low), "high": _amount(metric, high)}
    return say(columns.say("{low} to {high}"), **ends)


def _amount(metric: Metric, value: float) -> Number | str:
    return "–" if math.isnan(value) else Number(amount(metric, value), value)


def ranking_lines(best: Best, most: int, width: int, columns: Columns) -> tuple[Lines, int]:
    """The best `most` settings with what they reach, heads first.

    Args:
        best: the answer for one task.
        most: how many settings.
        width: characters in a line. Where it is too small, settings share one column, then
            what the test data say is left out, then all is one column of text.
        columns: in which language it is told.

    Returns:
        Lines of cells, and how many of the cells in a line describe the setting.
    """
    top = best.ranking.head(most)
    names = list(best.setting)
    accuracies = [
        [
            f"{columns.say(str(metric.part))} (%)"
            if metric.printed == "percent"
            else columns.say(metric.label),
            *(
                interval(metric, *ends)
                for ends in zip(*(top[f"{prefix}{end}"] for end in _ENDS), strict=True)
            ),
        ]
        for prefix, metric in _told(best)
    ]
    settings = [[name, *map(level, top[name])] for name in names]
    if _width(settings, accuracies) > width and names:
        texts = setting_texts(top, names)
        head = columns.say("setting")
        settings = [[head, *texts]]
        # Such a column wraps between words.
        words = [[word for text in [head, *texts] for word in text.split()]]
        if _width(words, accuracies) > width:
            accuracies = accuracies[:1]
        if _width(words, accuracies) > width:
            pairs = zip(*settings, *accuracies, strict=True)
            settings, accuracies = [[f"{text}: {share}" for text, share in pairs]], []
    elif _width(settings, accuracies) > width:
        accuracies = accuracies[:1]
    lines = [list(line) for line in zip(*settings, *accuracies, strict=True)]
    return lines, len(settings)


def _width(*columns: list[list[str]]) -> int:
    """Characters in a line of all these columns, each with a gap of two."""
    return sum(max(map(len, column)) + 2 for column in itertools.chain(*columns))


def setting_texts(rows: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """`lr=0.1 epochs=5` of each row."""
    columns = [[f"{name}={level(value)}" for value in rows[name]] for name in names]
    return [" ".join(parts) for parts in zip(*columns, strict=True)]


def interval(metric: Metric, mean: float, low: float, high: float) -> str:
    """`97.21 ± 0.41`, of shares in per cent; no interval where there is none.

    One that ends where the metric does is told by its ends, `75.00 (0 to 100)`.
    """
    if math.isnan(mean):
        return "none"
    if math.isnan(low):
        return _printed(metric, mean)
    if _is_cut(mean, low, high):
        return f"{_printed(metric, mean)} ({_end(metric, low)} to {_end(metric, high)})"
    half = metric.scale * (high - mean)
    return f"{_printed(metric, mean)} ± {half:{'.2f' if metric.printed == 'percent' else '.2g'}}"


def _printed(metric: Metric, value: float) -> str:
    return f"{100 * value:.2f}" if metric.printed == "percent" else f"{value:.4g}"


def _end(metric: Metric, value: float) -> str:
    at_bound = value in metric.bounds
    return f"{metric.scale * value:g}" if at_bound else _printed(metric, value)


def any_is_cut(rows: pd.DataFrame) -> bool:
    """Whether an interval of these settings is told by its ends."""
    return any(
        _is_cut(*ends)
        for prefix in ("", "test_")
        for ends in zip(*(rows[f"{prefix}{end}"] for end in ("mean", "low", "high")), strict=True)
        if not any(map(math.isnan, ends))
    )


def _is_cut(mean: float, low: float, high: float) -> bool:
    """Whether an interval would go on, were there anything beyond the ends of the metric."""
    return not math.isclose(mean - low, high - mean, abs_tol=_SAME)
