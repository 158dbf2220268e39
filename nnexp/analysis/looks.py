"""Whether a question was asked before of less: earlier looks, and what they do to its error rate.

Whoever trains more repeats until a test decides is wrong more often than the test is. A look is a
finished sweep as it was analysed: which values each setting had, over how many repeats. It is an
earlier look at a finding's question where its values and repeats are among the finding's own, and
not all of them.

`looks.csv` was simulated by `python -m benchmarks.calibration.looks`.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import importlib.resources
from collections.abc import Mapping, Sequence

from nnexp.analysis.cautions import further_look
from nnexp.analysis.finding import Finding
from nnexp.analysis.overfitting_onset import FEWEST_EPOCHS, OVERFITTING_ONSET
from nnexp.columns import Columns
from nnexp.settings import as_typed


@dataclasses.dataclass(frozen=True)
class Look:
    """What was analysed."""

    repeats: int
    """The most that a grid point had."""
    values: Mapping[str, tuple[str, ...]]
    """Of each setting, as they would be typed, in the order of the grid."""


@dataclasses.dataclass(frozen=True)
class LookRate:
    """How often answers are wrong for those who look again and stop at the first one."""

    first: float
    """At the first look."""
    by_now: float
    """At this one or any before it."""


def with_looks(
    found: Sequence[Finding], now: Look, earlier: Sequence[Look], columns: Columns
) -> list[Finding]:
    """Findings that say which look they are, where they are not the first.

    Args:
        found: of one sweep.
        now: that sweep.
        earlier: looks before it that may have been at its questions.
        columns: what the settings mean.
    """
    return [_told(one, look_of(one, now, earlier, columns)) for one in found]


def look_of(finding: Finding, now: Look, earlier: Sequence[Look], columns: Columns) -> int:
    """Which look at its question a finding is, counted from 1."""
    different = {seen for one in earlier if (seen := _seen(finding, now, one, columns)) is not None}
    return 1 + len(different)


def rate_of(analysis: str, look: int) -> LookRate | None:
    """How often such looks have gone wrong; the last simulated one for any that come after it.

    None where an analysis decides nothing.
    """
    rates = _table().get(analysis)
    return LookRate(rates[0], rates[min(look, len(rates)) - 1]) if rates else None


def _told(finding: Finding, look: int) -> Finding:
    rate = rate_of(finding.analysis, look)
    if look == 1 or rate is None:
        return finding
    told = further_look(look, rate.first, rate.by_now)
    return dataclasses.replace(finding, cautions=(*finding.cautions, told))


def _seen(
    finding: Finding, now: Look, before: Look, columns: Columns
) -> tuple[int, tuple[tuple[str, ...], ...]] | None:
    """What an earlier look saw of a finding's question; None if it was another, or saw as much."""
    if not 1 < before.repeats <= now.repeats:
        return None
    where = {name: as_typed(value) for name, value in finding.where}
    kept, whole = [], before.repeats == now.repeats
    for name, ours in now.values.items():
        theirs = before.values.get(name, ours)
        budget = name in columns.budgets
        if budget and finding.analysis == OVERFITTING_ONSET.name:
            # Curves have every epoch up to the last; those of `where` are of one length.
            last, most = (max(map(float, some)) for some in (theirs, ours))
            if not FEWEST_EPOCHS <= last <= most:
                return None
            theirs, whole = (str(last),), whole and last == most
        elif name in where or len(ours) == 1:
            if where.get(name, ours[0]) not in theirs:
                return None
            continue
        else:
            least = 2 if name in finding.over else 1
            if not set(theirs) <= set(ours) or len(theirs) < least:
                return None
            whole = whole and len(theirs) == len(ours)
        kept.append(tuple(sorted(theirs)))
    return None if whole else (before.repeats, tuple(kept))


@functools.cache
def _table() -> Mapping[str, tuple[float, ...]]:
    """By analysis, the rates of one look, of two, …"""
    text = importlib.resources.files(__package__).joinpath("looks.csv").read_text("utf-8")
    rates: dict[str, list[float]] = {}
    for row in csv.DictReader(text.splitlines()):
        rates.setdefault(row["analysis"], []).append(float(row["rate"]))
    return {analysis: tuple(some) for analysis, some in rates.items()}
