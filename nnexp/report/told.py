"""Findings as a page tells them: verdict first, then the sentence, then how it was found."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nnexp.plots.levels import level
from nnexp.report.number import Number, Sentence
from nnexp.settings import Scalar

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding

_NUMBER = re.compile(r"(?<![\w.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?")
_UNSETTLED = ("undecided", "edge", "still improving")
_NOTHING = ("flat", "no ")
_TITLES = {
    "sweet_spot": "Sweet spot of the learning rate",
    "interaction": "Learning rate and epochs",
    "overfitting_onset": "Onset of overfitting",
    "capacity": "How many hidden nodes",
    "sensitivity": "How much the learning rate matters",
}


@dataclasses.dataclass(frozen=True)
class Told:
    """One finding on a page."""

    verdict: Sentence
    tone: str
    sentence: Sentence
    cautions: tuple[Sentence, ...]


@dataclasses.dataclass(frozen=True)
class Section:
    """What one analysis found: where the best setting is, and in the other slices."""

    title: str
    here: tuple[Told, ...]
    elsewhere: tuple[Told, ...]
    methods: tuple[str, ...]
    """How it was found, with sources."""


def sections(findings: Sequence[Finding], best: Sequence[Mapping[str, Scalar]]) -> list[Section]:
    """Findings by analysis, those of the slices that hold a best setting first.

    Args:
        findings: of one sweep.
        best: the best setting of each task, with what states the task.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.analysis, []).append(finding)
    return [_section(name, found, best) for name, found in groups.items()]


def numbers_of(findings: Sequence[Finding]) -> dict[str, Scalar]:
    """The value of every number that a page prints of findings, by what it is the number of."""
    found: dict[str, Scalar] = {
        part.of: part.value
        for finding in findings
        for sentence in _sentences(told(finding))
        for part in sentence
        if isinstance(part, Number)
    }
    for finding in findings:
        found[f"{name_of(finding)}, repeats"] = finding.repeats
        found[f"{name_of(finding)}, repeats needed"] = finding.repeats_needed
    return found


def name_of(finding: Finding) -> str:
    """What tells a finding of a sweep from its others."""
    where = " ".join(f"{name}={level(value)}" for name, value in finding.where)
    # With a schedule, trainings of other lengths are other curves of the same setting.
    curves = finding.analysis == "overfitting_onset" and finding.repeats > 0
    length = f"of {len(finding.rows) // finding.repeats} epochs" if curves else ""
    return " ".join(filter(None, (finding.analysis, finding.metric, where, length)))


def about_best(findings: Sequence[Finding], best: Sequence[Mapping[str, Scalar]]) -> list[Finding]:
    """The findings about the slices that hold a best setting.

    Args:
        findings: of one sweep.
        best: the best setting of each task, with what states the task.
    """
    return [one for one in findings if any(_holds(one, setting) for setting in best)]


def told(finding: Finding) -> Told:
    """A finding with a claim on each of its numbers."""
    name = name_of(finding)
    # Differences of accuracies are printed in percentage points.
    exact = [scale * x for x in (finding.estimate, *finding.interval) for scale in (1, 100)]
    cautions = [
        _claiming(text, f"{name}, caution {place}")
        for place, text in enumerate(finding.cautions, start=1)
    ]
    return Told(
        verdict=_claiming(finding.verdict, f"{name}, verdict"),
        tone=tone(finding.verdict),
        sentence=_claiming(finding.sentence, f"{name}, sentence", exact),
        cautions=tuple(cautions),
    )


def tone(verdict: str) -> str:
    """The colour of a verdict: it says nothing that the words do not say."""
    if verdict.startswith(_UNSETTLED):
        return "warn"
    return "" if verdict.startswith(_NOTHING) or verdict[:1].isdigit() else "good"


def _section(
    name: str, findings: Sequence[Finding], best: Sequence[Mapping[str, Scalar]]
) -> Section:
    first = about_best(findings, best) or list(findings[:1])
    return Section(
        title=_TITLES.get(name, name.replace("_", " ").capitalize()),
        here=tuple(told(one) for one in first),
        elsewhere=tuple(told(one) for one in findings if one not in first),
        methods=tuple(dict.fromkeys(f"{one.method} ({one.source})" for one in findings)),
    )


def _holds(finding: Finding, setting: Mapping[str, Scalar]) -> bool:
    """Whether a finding's slice is the one of this setting."""
    return all(level(setting.get(name)) == level(value) for name, value in finding.where)


def _sentences(one: Told) -> Iterator[Sentence]:
    yield from (one.verdict, one.sentence, *one.cautions)


def _claiming(text: str, name: str, exact: Sequence[float] = ()) -> Sentence:
    """The text with its numbers taken out of the words, each claiming its place.

    Args:
        text: as the finding has it.
        name: what it is the text of.
        exact: numbers in full, for those that the text has rounded.
    """
    parts: list[str | Number] = []
    end = 0
    for place, match in enumerate(_NUMBER.finditer(text), start=1):
        read = match.group().replace(",", "").replace("−", "-")
        # Sentences print three digits: another number of them is another number.
        value = next((one for one in exact if f"{one:.3g}" == read), float(read))
        parts += [text[end : match.start()]]
        parts += [Number(match.group(), value, "finding", f"{name}, number {place}")]
        end = match.end()
    return (*parts, text[end:])
