"""The best value of a setting, in English."""

from __future__ import annotations

from collections.abc import Sequence

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import (
    between,
    by_other,
    finished,
    in_words,
    listed,
    typed,
    with_settings,
    would_do,
)
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, say
from nnexp.settings import Scalar

_VERDICTS = {
    "interior": "interior",
    "edge_below": "edge: extend the grid below",
    "edge_above": "edge: extend the grid above",
    "smallest": "at the limit: the smallest there is",
    "largest": "at the limit: the largest there is",
    "level": "level: none is better by more than the margin",
    "undecided": "undecided: more repeats",
}

_OPEN = "did best{by}, so the optimum may be {further}; {rest}"
_LIMIT = "did best{by}; {rest}"
_ONE = (
    "one repeat cannot say which {setting} is best (lowest error at {estimate}); 3 repeats are the "
    "least that can"
)
_INTERIOR = (
    "the best {setting}{by} is about {estimate} (95 % interval {low} to {high}); of the values "
    "tried, {possible} may be the best"
)
_LEVEL = (
    "no {setting} is better than {estimate}{by} by more than the margin that matters; of the "
    "values tried, {possible} may be the best"
)
_UNDECIDED = (
    "{repeats} repeats cannot show which {setting} is best{by}: {possible} may be, an end of the "
    "grid among them. {needed}"
)


def _sentence(finding: Finding) -> Sentence:
    low, high = finding.interval
    below = finding.verdict in ("edge_below", "smallest")
    end = finding.numbers["low_end" if below else "high_end"]
    if finding.repeats < 2:
        template = _ONE
    elif finding.verdict == "interior":
        template = _INTERIOR
    elif finding.verdict == "level":
        template = _LEVEL
    elif finding.verdict == "undecided":
        template = _UNDECIDED
    else:
        limit = finding.verdict in ("smallest", "largest")
        what = "the {last} {setting} there is" if limit else "the {last} {setting} tried"
        named = f"{what}, {{end}}" if finding.where else f"{{end}}, {what}"
        template = f"{named}, {_LIMIT if limit else _OPEN}"
    said = say(
        template,
        setting=finding.over[0],
        by=by_other(finding.measured),
        estimate=between(finding.estimate),
        low=between(low),
        high=between(high),
        possible=listed(finding.confidence_set),
        repeats=in_words(finding.repeats),
        needed=would_do(finding.repeats_needed),
        last="smallest" if below else "largest",
        further="lower" if below else "higher",
        end=typed(end) if not isinstance(end, tuple) else "",
        rest=_not_ruled_out([value for value in finding.confidence_set if value != end]),
    )
    return finished(*with_settings(finding.where), *said)


def _not_ruled_out(others: Sequence[Scalar]) -> Sentence:
    if not others:
        return ("every other value tried is worse",)
    return (*listed(others), f" {'is' if len(others) == 1 else 'are'} not ruled out")


WORDS = Words(
    title=lambda _, over: f"Sweet spot of the {over[0]}",
    short=lambda *_: "Sweet spot",
    question=lambda finding: f"which {finding.over[0]} is best",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
)
