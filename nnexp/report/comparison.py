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

from nnexp.analysis import AnalysisError, compare
from nnexp.analysis.english.phrases import amount
from nnexp.metrics import Metric
from nnexp.plots import drawings_of_pair
from nnexp.plots.pair import SweepPair
from nnexp.plural import counted
from nnexp.report.figures import PlotImage, drawn_image
from nnexp.report.finding_sections import ToldFinding, told
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
    unit: str
    """Of the differences, after what they are; nothing where numbers have none."""


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
    """The page as text, with links to the sweeps' reports from `folder`."""
    names = _names(sweeps)
    pairs = [
        _compared(*one, *other)
        for one, other in itertools.combinations(zip(names, sweeps, strict=True), 2)
    ]
    return render(
        "comparison.html.j2",
        version=version("nnexp"),
        names=names,
        answers=[
            {
                "name": name,
                "link": os.path.relpath(sweep.directory / REPORT, folder),
                "cells": _answer_cells(overview(sweep), sweep),
            }
            for name, sweep in zip(names, sweeps, strict=True)
        ],
        pairs=pairs,
        plots=[plot for one in pairs for plot in one.plots],
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


def _answer_cells(one: Overview, sweep: SweepData) -> list[list[str]]:
    """A row of cells for each task of a sweep."""
    equal = one.points * one.repeats == one.trials
    size = (
        f"{one.points:,} × {one.repeats:,}" if equal else f"{one.points:,}, {one.trials:,} trials"
    )
    rows = [
        [
            f"{answer.setting or 'one setting'}{answer.task}",
            amount(best.measured, answer.mean),
            "–"
            if math.isnan(answer.low)
            else f"{amount(best.measured, answer.low)} to {amount(best.measured, answer.high)}",
            best.measured.label,
            amount(best.tested or best.measured, answer.test_mean),
            size,
            f"{one.failed:,}",
        ]
        for answer, best in zip(one.answers, sweep.answers, strict=True)
    ]
    return rows or [["none", "–", "–", "–", "–", size, f"{one.failed:,}"]]


def _compared(first: str, one: SweepData, second: str, other: SweepData) -> Pair:
    found = pair(one, other)
    verdict, tone = _verdict(found, first, second)
    metric = found.metric.label
    return Pair(
        title=f"{first} against {second}",
        sentences=tuple(_sentences(found, first, second)),
        verdict=verdict,
        tone=tone,
        findings=tuple(_as_a_whole((first, second), (one, other), found)),
        plots=tuple(_plots((first, second), (one, other), found)),
        heads=(
            *(found.settings or ("setting",)),
            f"{metric}, {first}",
            second,
            "difference",
            "interval",
            "repeats",
        ),
        rows=tuple(_row(found, row) for row in _largest(found)),
        unit=f", in {unit}" if (unit := _unit(found.metric)) else "",
    )


def _unit(metric: Metric) -> str:
    return "percentage points" if metric.printed == "percent" else metric.unit


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
    return SweepPair(names, found.metric, found.settings, found.differences, levels)


def _as_a_whole(
    names: tuple[str, str], sweeps: tuple[SweepData, SweepData], found: Pairing
) -> Iterator[tuple[str, ToldFinding]]:
    """The difference averaged over the settings in both, and that between the best settings."""
    questions: list[tuple[str, Setting, Setting, str]] = []
    if found.equal < found.trials:
        questions.append(("Averaged over the settings in both", {}, {}, found.metric.name))
    best = [sweep.answers for sweep in sweeps]
    if all(len(answers) == 1 and answers[0].setting for answers in best):
        label = f"The best of {names[1]} against the best of {names[0]}"
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
                columns=sweeps[0].columns,
            )
        except AnalysisError:
            continue  # nothing in common, which the page says already
        yield label, told(answer)


def _sentences(found: Pairing, first: str, second: str) -> Iterator[str]:
    if found.differs:
        apart = "; ".join(
            f"{n} is {a} in the first, {b} in the second" for n, (a, b) in found.differs.items()
        )
        yield f"What sets them apart: {apart}."
    else:
        yield "No setting that one of them holds fixed sets them apart."
    if not found.trials:
        yield "They have no finished trial in common: nothing can be paired."
        return
    count = counted(len(found.differences), "setting")
    yield (
        f"{counted(found.trials, 'pair')} of trials at {count} differ in nothing else: the same "
        "repeat has the same random draws in both."
    )
    if not found.same_data:
        yield "They saw different data, so the pairs have only their random draws in common."
    if not found.differs or found.equal == found.trials:
        pairs = counted(found.equal, "pair")
        yield f"{pairs} of them have the same {found.metric.label} to the bit."
    up, down, rest = _better(found)
    if found.equal < found.trials:
        yield (
            f"{first} is better at {counted(up, 'setting')}, {second} at "
            f"{counted(down, 'setting')}; at the other {rest:,} the difference may be chance. "
            "Intervals are of paired differences and hold for all settings at once (95 %, "
            "Student's t, Bonferroni)."
        )


def _better(found: Pairing) -> tuple[int, int, int]:
    """At how many settings the first is better, the second is, and neither can be told."""
    above = int((found.differences["low"] > 0).sum())
    below = int((found.differences["high"] < 0).sum())
    rest = len(found.differences) - above - below
    return (above, below, rest) if found.metric.better == "higher" else (below, above, rest)


def _verdict(found: Pairing, first: str, second: str) -> tuple[str, str]:
    if not found.trials:
        return "not comparable", ""
    if found.equal == found.trials:
        return "equal to the bit", "good"
    up, down, _ = _better(found)
    if up and down:
        return "depends on the setting", "warn"
    if up or down:
        count = f"{up + down:,} of {counted(len(found.differences), 'setting')}"
        return f"{first if up else second} is better at {count}", "good"
    return "undecided", "warn"


def _largest(found: Pairing) -> list[dict[Hashable, Any]]:
    """The settings with the largest differences, largest first; none where all are equal."""
    if found.equal == found.trials:
        return []
    order = found.differences["mean"].abs().sort_values(ascending=False, kind="stable").index
    return found.differences.loc[order[:_MOST]].to_dict("records")


def _row(found: Pairing, row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    settings = [str(row[name]) for name in found.settings] or ["all"]
    low, high, mean = (_points(found.metric, row[end]) for end in ("low", "high", "mean"))
    undecided = "–" if math.isnan(row["low"]) else f"{low} to {high}"
    return (
        *settings,
        amount(found.metric, row["first"]),
        amount(found.metric, row["second"]),
        mean,
        undecided,
        f"{row['repeats']:,}",
    )


def _points(metric: Metric, value: float) -> str:
    """A difference, of shares in percentage points: `+0.31`, `−0.05`."""
    digits = "+.2f" if metric.printed == "percent" else "+.3g"
    return f"{metric.scale * value:{digits}}".replace("-", "−")
