"""Values of a setting, each at its own best of the others, in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import (
    exactly,
    finished,
    known,
    listed,
    points,
    times,
    with_settings,
)
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, joined, say
from nnexp.settings import Scalar

TOLD = 4
"""Values that are told one by one."""
MANY = 4
"""Settings from which on numbers are asked about too."""

_SENTENCES = {
    "one_is_best": "{setting}={best}{at} is best: {others}",
    "some_are_worse": "of {setting}, {possible} may be the best; by their means {best}{at} is "
    "first: {others}",
    "no_difference": "no value of {setting} is shown to be better than another; by its mean {best}"
    "{at} is best: {others}; if it is as it seems, {needed} show it",
    "undecided": "one repeat cannot say which {setting} is best; 3 repeats are the least that can",
}


def _verdict(finding: Finding) -> Sentence:
    best = values_of(finding)[0]
    match finding.verdict:
        case "one_is_best":
            return (exactly(best), " is best")
        case "some_are_worse":
            return (*listed(finding.confidence_set), " may be best")
        case "no_difference":
            return ("no difference shown",)
        case _:
            return ("undecided: more repeats",)


def _sentence(finding: Finding) -> Sentence:
    said = say(
        _SENTENCES[finding.verdict],
        setting=finding.over[0],
        best=exactly(values_of(finding)[0]),
        at=_at(finding, 0),
        possible=listed(finding.confidence_set),
        others=_behind(finding),
        needed=times(finding.repeats_needed),
    )
    return finished(*with_settings(finding.where), *said)


def _behind(finding: Finding) -> Sentence:
    """`tanh, at its own best lr=0.05, is 0.6 percentage points below it (95 % interval …)`."""
    side = "below" if finding.measured.better == "higher" else "above"
    each: list[Sentence] = []
    for place, (value, told) in enumerate(behind_best(finding), 1):
        each.append(
            (
                exactly(value),
                *_at(finding, place),
                " is ",
                told[0],
                f"{points(finding.measured)} {side} it (95 % interval ",
                told[1],
                " to ",
                told[2],
                ")",
            )
        )
    more = len(values_of(finding)) - 1 - TOLD
    if more > 0:
        each.append(("and ", Number(f"{more:,}", more), " more values are further behind"))
    return joined("; ", each)


def _at(finding: Finding, place: int) -> Sentence:
    at = cast("tuple[str, ...]", finding.numbers["at"])[place]
    return (f", at its own best {at},",) if at else ()


def behind_best(finding: Finding) -> Iterator[tuple[Scalar, tuple[Number, ...]]]:
    """Each value that is told after the best: how far it is behind, at least and at most."""
    for place, value in list(enumerate(values_of(finding)))[1 : TOLD + 1]:
        behind, least, most = (
            float(cast("tuple[float, ...]", finding.numbers[name])[place])
            for name in ("behind", "least", "most")
        )
        yield value, known(finding.measured, least, most, behind, least, most)


def values_of(finding: Finding) -> tuple[Scalar, ...]:
    """From best to worst."""
    return cast("tuple[Scalar, ...]", finding.numbers["values"])


def _title(finding: Finding, labels: tuple[str, ...]) -> str:
    name = f"{labels[0][:1].upper()}{labels[0][1:]}"
    return f"{name}, each value at its own best" if len(finding.over) > 1 else name


def _short(finding: Finding, _: tuple[str, ...]) -> str:
    """Numbers among many settings are told on the page alone: each would name all the others."""
    if len(finding.over) >= MANY and all(
        isinstance(one, (int, float)) for one in values_of(finding)
    ):
        return ""
    return finding.over[0].rpartition(".")[2].replace("_", " ").capitalize()


WORDS = Words(
    title=_title,
    short=_short,
    question=lambda finding: f"which {finding.over[0]} is best",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
)
