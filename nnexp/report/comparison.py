"""`comparison.html`: several sweeps side by side, paired where their settings match."""

from __future__ import annotations

import dataclasses
import itertools
import math
import os
from collections.abc import Hashable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from nnexp.analysis import AnalysisError, compare, own_best
from nnexp.analysis.english.phrases import amount
from nnexp.columns import Columns
from nnexp.metrics import Metric
from nnexp.plots import drawings_of_pair
from nnexp.plots.pair import SweepPair
from nnexp.report.figures import PlotImage, drawn_image
from nnexp.report.finding_sections import ToldFinding, told
from nnexp.report.headline import task_text
from nnexp.report.html import REPORT
from nnexp.report.overview import Overview, overview
from nnexp.report.page import render, write_page
from nnexp.report.pairing import Pairing, pair
from nnexp.report.stored import ReportError
from nnexp.settings import Scalar
from nnexp.sweeps.data import SweepData
from nnexp.table.levels import level, ordered

Setting = Mapping[str, Scalar]

COMPARISON = "comparison.html"
_MOST = 20


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two sweeps as the page sets them against each other."""

    title: str
    sentences: tuple[str, ...]
    verdict: str
    tone: str
    findings: tuple[tuple[str, ToldFinding], ...]
    """Second against first as a whole, each with what is compared."""
    plots: tuple[PlotImage, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    """Of the rows, with the unit of the differences where they have one."""


def write_comparison(sweeps: Sequence[SweepData], out: Path | None = None) -> Path:
    """Set several sweeps side by side in one page.

    Args:
        sweeps: at least two.
        out: where the page goes; `comparison.html` in the folder that holds them all unless given.

    Returns:
        The page.

    Raises:
        ReportError: the page cannot be written there.
    """
    path = out or _common_folder(sweeps) / COMPARISON
    if path.is_dir():
        raise ReportError(f"--out {path}: is a folder; name a file in it, {path / COMPARISON}")
    return write_page(comparison_page(sweeps, path.parent), path)


def comparison_page(sweeps: Sequence[SweepData], folder: Path) -> str:
    """The page as text, in the language of the first sweep; links to reports are from `folder`."""
    names, columns = _names(sweeps), sweeps[0].columns
    pairs = [
        _compared(*one, *other)
        for one, other in itertools.combinations(zip(names, sweeps, strict=True), 2)
    ]
    plots = [plot for one in pairs for plot in one.plots]
    return render(
        "comparison.html.j2",
        columns.language,
        version=version("nnexp"),
        names=names,
        title=columns.say("{count} sweeps compared", count=len(names)),
        listed=columns.say(", ").join(names),
        answers=[
            {
                "name": name,
                "link": os.path.relpath(sweep.directory / REPORT, folder),
                "cells": _answer_cells(overview(sweep), sweep, columns),
            }
            for name, sweep in zip(names, sweeps, strict=True)
        ],
        pairs=pairs,
        plots=plots,
        unlettered=any(plot.language != columns.language for plot in plots),
    )


def _common_folder(sweeps: Sequence[SweepData]) -> Path:
    parents = [sweep.directory.absolute().parent for sweep in sweeps]
    common = Path(os.path.commonpath(parents))
    return Path(os.path.relpath(common)) if common.is_relative_to(Path.cwd()) else common


def _names(sweeps: Sequence[SweepData]) -> list[str]:
    """The sweeps' names, with their folders where names repeat."""
    names = [sweep.name for sweep in sweeps]
    return [
        name if names.count(name) == 1 else f"{name} {sweep.directory.name}"
        for name, sweep in zip(names, sweeps, strict=True)
    ]


def _answer_cells(one: Overview, sweep: SweepData, columns: Columns) -> list[list[str]]:
    """A row of cells for each task of a sweep."""
    equal = one.points * one.repeats == one.trials
    size = (
        f"{one.points:,} × {one.repeats:,}"
        if equal
        else f"{one.points:,}{columns.say(', ')}{columns.counted(one.trials, 'trial')}"
    )
    rows = [
        [
            f"{answer.setting or columns.say('one setting')}{task_text(best, columns.language)}",
            amount(best.measured, answer.mean),
            "–"
            if math.isnan(answer.low)
            else columns.say(
                "{low} to {high}",
                low=amount(best.measured, answer.low),
                high=amount(best.measured, answer.high),
            ),
            columns.say(best.measured.label),
            amount(best.tested or best.measured, answer.test_mean),
            size,
            f"{one.failed:,}",
        ]
        for answer, best in zip(one.answers, sweep.answers, strict=True)
    ]
    return rows or [[columns.say("none"), "–", "–", "–", "–", size, f"{one.failed:,}"]]


def _compared(first: str, one: SweepData, second: str, other: SweepData) -> Pair:
    found, columns = pair(one, other), one.columns
    verdict, tone = _verdict(found, first, second, columns)
    metric = columns.say(found.metric.label)
    names = {"first": first, "second": second}
    return Pair(
        title=columns.say("{first} against {second}", **names),
        sentences=tuple(_sentences(found, first, second, columns)),
        verdict=verdict,
        tone=tone,
        findings=tuple(_as_a_whole((first, second), (one, other), found)),
        plots=tuple(_plots((first, second), (one, other), found)),
        heads=(
            *(found.settings or (columns.say("setting"),)),
            columns.say("{what}, {name}", what=metric, name=first),
            second,
            columns.say("difference"),
            columns.say("interval"),
            columns.say("repeats"),
        ),
        rows=tuple(_row(found, row, columns) for row in _largest(found)),
        caption=_caption(found.metric, columns),
    )


def _caption(metric: Metric, columns: Columns) -> str:
    unit = "percentage points" if metric.printed == "percent" else metric.unit
    if not unit:
        return columns.say("Largest differences first")
    return columns.say("Largest differences first, in {unit}", unit=columns.say(unit))


def _plots(
    names: tuple[str, str], sweeps: tuple[SweepData, SweepData], found: Pairing
) -> Iterator[PlotImage]:
    """What the two have in common, drawn; nothing where it is equal to the bit."""
    if found.equal < found.trials:
        for name, drawing in drawings_of_pair(to_draw(names, sweeps, found)).items():
            yield drawn_image(name, drawing)


def to_draw(
    names: tuple[str, str], sweeps: tuple[SweepData, SweepData], found: Pairing
) -> SweepPair:
    """What two sweeps have in common as plots take it, with the values as they were typed."""
    levels = {
        name: ordered(
            found.differences[name],
            (level(value) for sweep in sweeps for value in sweep.record.grid.get(name, ())),
        )
        for name in found.settings
    }
    columns = sweeps[0].columns
    return SweepPair(names, found.metric, found.settings, found.differences, levels, columns)


def _as_a_whole(
    names: tuple[str, str], sweeps: tuple[SweepData, SweepData], found: Pairing
) -> Iterator[tuple[str, ToldFinding]]:
    """The difference averaged over the settings in both, and that between the best settings."""
    questions: list[tuple[str, Setting, Setting, str]] = []
    columns = sweeps[0].columns
    if found.equal < found.trials:
        label = columns.say("Averaged over the settings in both")
        questions.append((label, {}, {}, found.metric.name))
    best = [sweep.answers for sweep in sweeps]
    if all(len(answers) == 1 and answers[0].setting for answers in best):
        both = {"first": names[0], "second": names[1]}
        label = columns.say("The best of {second} against the best of {first}", **both)
        tested = best[0][0].tested or best[0][0].measured
        questions.append((label, best[0][0].setting, best[1][0].setting, tested.name))
    for label, one, other, metric in questions:
        try:
            answer = compare(
                sweeps[0].table,
                one,
                other,
                metric,
                sweeps[1].table,
                names,
                columns=columns,
            )
        except AnalysisError:
            continue  # nothing in common, which the page says already
        yield label, told(answer)
    yield from _at_own_best(names, sweeps, found)


def _at_own_best(
    names: tuple[str, str], sweeps: tuple[SweepData, SweepData], found: Pairing
) -> Iterator[tuple[str, ToldFinding]]:
    """What sets the sweeps apart, each side at its own best of all that is swept in both."""
    if not found.settings or found.equal == found.trials or not found.same_data:
        return
    columns = sweeps[0].columns
    tables = [sweep.table.drop(columns=list(found.differs)) for sweep in sweeps]
    apart = next(iter(found.differs)) if len(found.differs) == 1 else "sweep"
    sides = names if apart == "sweep" else found.differs[apart]
    table = pd.concat(
        [one.assign(**{apart: side}) for one, side in zip(tables, sides, strict=True)],
        join="inner",
        ignore_index=True,
    )
    metric = found.metric.name
    try:
        answer = own_best(table, apart, found.settings, metric, columns=columns)
    except AnalysisError:
        return  # one of them sweeps more than the other
    others = columns.say(", ").join(found.settings)
    yield columns.say("Each at its own best of {settings}", settings=others), told(answer)


def _sentences(found: Pairing, first: str, second: str, columns: Columns) -> Iterator[str]:
    if found.differs:
        apart = columns.say("; ").join(
            columns.say(
                "{name} is {one} in the first, {other} in the second", name=n, one=a, other=b
            )
            for n, (a, b) in found.differs.items()
        )
        yield columns.say("What sets them apart: {apart}.", apart=apart)
    else:
        yield columns.say("No setting that one of them holds fixed sets them apart.")
    if not found.trials:
        yield columns.say("They have no finished trial in common: nothing can be paired.")
        return
    yield columns.say(
        "{pairs} of trials at {settings} differ in nothing else: the same repeat has the same "
        "random draws in both.",
        pairs=columns.counted(found.trials, "pair"),
        settings=columns.counted(len(found.differences), "setting"),
    )
    if not found.same_data:
        yield columns.say(
            "They saw different data, so the pairs have only their random draws in common."
        )
    if not found.differs or found.equal == found.trials:
        yield columns.say(
            "{pairs} of them have the same {metric} to the bit.",
            pairs=columns.counted(found.equal, "pair"),
            metric=columns.say(found.metric.label),
        )
    up, down, rest = _better(found)
    if found.equal < found.trials:
        yield columns.say(
            "{first} is better at {up}, {second} at {down}; at the other {rest} the difference may "
            "be chance. Intervals are of paired differences and hold for all settings at once "
            "(95 %, Student's t, Bonferroni).",
            first=first,
            second=second,
            up=columns.counted(up, "setting"),
            down=columns.counted(down, "setting"),
            rest=f"{rest:,}",
        )


def _better(found: Pairing) -> tuple[int, int, int]:
    """At how many settings the first is better, the second is, and neither can be told."""
    above = int((found.differences["low"] > 0).sum())
    below = int((found.differences["high"] < 0).sum())
    rest = len(found.differences) - above - below
    return (above, below, rest) if found.metric.better == "higher" else (below, above, rest)


def _verdict(found: Pairing, first: str, second: str, columns: Columns) -> tuple[str, str]:
    if not found.trials:
        return columns.say("not comparable"), ""
    if found.equal == found.trials:
        return columns.say("equal to the bit"), "good"
    up, down, _ = _better(found)
    if up and down:
        return columns.say("depends on the setting"), "warn"
    if up or down:
        better = columns.say(
            "{name} is better at {count} of {settings}",
            name=first if up else second,
            count=f"{up + down:,}",
            settings=columns.counted(len(found.differences), "setting"),
        )
        return better, "good"
    return columns.say("undecided"), "warn"


def _largest(found: Pairing) -> list[dict[Hashable, Any]]:
    """The settings with the largest differences, largest first; none where all are equal."""
    if found.equal == found.trials:
        return []
    order = found.differences["mean"].abs().sort_values(ascending=False, kind="stable").index
    return found.differences.loc[order[:_MOST]].to_dict("records")


def _row(found: Pairing, row: Mapping[Hashable, Any], columns: Columns) -> tuple[str, ...]:
    settings = [str(row[name]) for name in found.settings] or [columns.say("all")]
    low, high, mean = (_points(found.metric, row[end]) for end in ("low", "high", "mean"))
    between = columns.say("{low} to {high}", low=low, high=high)
    return (
        *settings,
        amount(found.metric, row["first"]),
        amount(found.metric, row["second"]),
        mean,
        "–" if math.isnan(row["low"]) else between,
        f"{row['repeats']:,}",
    )


def _points(metric: Metric, value: float) -> str:
    """A difference, of shares in percentage points: `+0.31`, `−0.05`."""
    digits = "+.2f" if metric.printed == "percent" else "+.3g"
    return f"{metric.scale * value:{digits}}".replace("-", "−")
