"""How the best value of one setting moves with another, in English."""

from __future__ import annotations

import math

from nnexp.analysis.english.cautions import caution, sides
from nnexp.analysis.english.phrases import (
    between,
    by_other,
    finished,
    in_words,
    shown,
    with_settings,
)
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number

_VERDICTS = {
    "falls": "falls",
    "rises": "rises",
    "no_change": "no change shown",
    "edge": "edge: extend the grid",
    "limit": "at the limit of what there is",
    "undecided": "undecided: more repeats",
}
_FROM_TO = "about {before} at {over}={first}, about {after} at {over}={last}"
_POWER = " ({over} to the power {power}, 95 % interval {interval})"
_MOVES = f"ten times the {{over}}, a best {{setting}}{{by}} about {{factor}} {{less}}: {_FROM_TO}"
_SENTENCES = {
    "falls": f"{_MOVES}{_POWER}",
    "rises": f"{_MOVES}{_POWER}",
    "no_change": "the best {setting}{by} is not shown to move with {over}: "
    f"{_FROM_TO}{_POWER}",
    "undecided": f"the best {{setting}}{{by}} seems to be {_FROM_TO}, but one repeat has no "
    "uncertainty to judge it by",
    "edge": "the best {setting}{by} is at an edge of the grid at {at_edge} of {levels} "
    "values of {over}, so the grid cannot say whether it moves with {over}: extend it {beyond}",
    "limit": "the best {setting}{by} is at its limit, beyond which there is none, at {at_edge} of "
    "{levels} values of {over}, so it cannot be said whether it moves with {over}",
}


def _sentence(finding: Finding) -> Sentence:
    numbers = {name: as_number(value or 0) for name, value in finding.numbers.items()}
    said = say(
        _SENTENCES[finding.verdict],
        setting=finding.over[0],
        over=finding.over[1],
        by=by_other(finding.measured),
        factor=_times(10 ** abs(finding.estimate)),
        less="smaller" if finding.estimate < 0 else "larger",
        before=between(numbers["from"]),
        after=between(numbers["to"]),
        first=Number(f"{numbers['first']:g}", numbers["first"]),
        last=Number(f"{numbers['last']:g}", numbers["last"]),
        power=shown(finding.estimate),
        interval=_interval(*finding.interval),
        at_edge=Number(f"{numbers['at_edge']:.0f}", numbers["at_edge"]),
        levels=Number(f"{numbers['levels']:.0f}", numbers["levels"]),
        beyond=sides(finding.numbers),
    )
    return finished(*with_settings(finding.where), *said)


def _times(factor: float) -> Sentence:
    """`three times`: as exactly as such a slope is known."""
    if factor < 1.95:
        return (Number(f"{factor:.2g}", factor), " times")
    if factor < 10.5:
        return (Number(in_words(round(factor)).text, factor), " times")
    return (Number(f"{float(f'{factor:.1g}'):,.0f}", factor), " times")


def _interval(low: float, high: float) -> Sentence:
    if math.isinf(low) and math.isinf(high):
        return ("open on both sides",)
    if math.isinf(low):
        return (shown(high), " or less")
    if math.isinf(high):
        return (shown(low), " or more")
    return (shown(low), " to ", shown(high))


WORDS = Words(
    title=lambda _, over: f"{over[0][:1].upper()}{over[0][1:]} and {over[1]}",
    short=lambda finding, _: f"{finding.over[0]} and {finding.over[1]}",
    question=lambda finding: f"how the best {finding.over[0]} changes with {finding.over[1]}",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
)
