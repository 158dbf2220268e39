"""Findings as a page tells them: verdict first, then the sentence, then how it was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nnexp.analysis.sentence import Sentence
from nnexp.columns import Columns
from nnexp.settings import Scalar
from nnexp.table.levels import level

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding

_TONES = {"found": "good", "nothing": "", "open": "warn"}
"""The colour of a verdict: it says nothing that the words do not say."""


@dataclasses.dataclass(frozen=True)
class ToldFinding:
    """One finding on a page."""

    verdict: Sentence
    tone: str
    sentence: Sentence
    cautions: tuple[Sentence, ...]


@dataclasses.dataclass(frozen=True)
class Section:
    """What one analysis found: where the best setting is, and in the other slices."""

    title: str
    here: tuple[ToldFinding, ...]
    elsewhere: tuple[ToldFinding, ...]
    methods: tuple[str, ...]
    """How it was found, with sources."""
    about: tuple[str, ...]
    """The analysis, and the settings in question."""


def sections(
    findings: Sequence[Finding], best: Sequence[Mapping[str, Scalar]], columns: Columns
) -> list[Section]:
    """Findings by analysis, those of the slices that hold a best setting first.

    Args:
        findings: of one sweep.
        best: the best setting of each task, with what states the task.
        columns: the settings that there are.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.analysis, finding.over), []).append(finding)
    return [_section(found, best, columns) for found in groups.values()]


def labels_of(finding: Finding, columns: Columns) -> tuple[str, ...]:
    """What the settings in question are called."""
    specs = (columns.settings.get(name) for name in finding.over)
    return tuple(
        (spec.label if spec else "") or name for name, spec in zip(finding.over, specs, strict=True)
    )


def about_best(findings: Sequence[Finding], best: Sequence[Mapping[str, Scalar]]) -> list[Finding]:
    """The findings about the slices that hold a best setting.

    Args:
        findings: of one sweep.
        best: the best setting of each task, with what states the task.
    """
    return [one for one in findings if any(_holds(one, setting) for setting in best)]


def told(finding: Finding) -> ToldFinding:
    """A finding as a page tells it."""
    words = finding.words
    return ToldFinding(
        verdict=words.verdict(finding),
        tone=_TONES[finding.verdict.state],
        sentence=words.sentence(finding),
        cautions=tuple(map(words.caution, finding.cautions)),
    )


def _section(
    findings: Sequence[Finding], best: Sequence[Mapping[str, Scalar]], columns: Columns
) -> Section:
    first = about_best(findings, best) or list(findings[:1])
    return Section(
        title=first[0].words.title(first[0], labels_of(first[0], columns)),
        here=tuple(told(one) for one in first),
        elsewhere=tuple(told(one) for one in findings if one not in first),
        methods=tuple(dict.fromkeys(_method(one, columns) for one in findings)),
        about=(first[0].analysis, *first[0].over),
    )


def _method(finding: Finding, columns: Columns) -> str:
    """How a finding was made, with the source."""
    made = finding.words.method(finding)
    return columns.say("{method} ({source}).", method=made, source=finding.source)


def _holds(finding: Finding, setting: Mapping[str, Scalar]) -> bool:
    """Whether a finding's slice is the one of this setting."""
    return all(level(setting.get(name)) == level(value) for name, value in finding.where)
