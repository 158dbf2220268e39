"""How much each setting matters, in English."""

from __future__ import annotations

import math
from typing import cast

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import finished, with_settings
from nnexp.analysis.english.variance import whole_percent
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, joined, say
from nnexp.settings import as_number

_TOLD = 8
_SENTENCES = {
    "mostly_one": "{first} matters most: of the differences in {metric} over the grid it explains "
    "{share} by itself, averaged over all other settings; {others}; {together} is left to "
    "combinations",
    "several": "of the differences in {metric} over the grid, each setting explains by itself, "
    "averaged over all others: {every}; {together} is left to combinations",
    "no_difference": "no setting makes a difference in {metric} over the grid that the repeats can "
    "show",
    "undecided": "one repeat cannot show how much of the differences in {metric} is chance; at "
    "least 3 are needed",
}


def _verdict(finding: Finding) -> Sentence:
    match finding.verdict:
        case "mostly_one":
            return (f"mostly {names_of(finding)[0]}",)
        case "several":
            return (f"{names_of(finding)[0]} first, not alone",)
        case "no_difference":
            return ("no difference shown",)
        case _:
            return ("undecided: more repeats",)


def _sentence(finding: Finding) -> Sentence:
    told = shares(finding, "{share} %{interval}", " ({low} to {high} %)")
    named: list[Sentence] = [
        (f"{name} ", *share) for name, share in zip(names_of(finding), told, strict=False)
    ]
    said = say(
        _SENTENCES[finding.verdict],
        first=names_of(finding)[0],
        metric=finding.measured.label,
        share=told[0],
        others=joined(", ", named[1:]),
        every=joined(", ", named),
        together=(whole_percent(as_number(finding.numbers["together"])), " %"),
    )
    # A name is not to begin with a capital letter.
    stop: Sentence = (*said, ".") if finding.verdict == "mostly_one" else finished(*said)
    return (*with_settings(finding.where), *stop)


def names_of(finding: Finding) -> tuple[str, ...]:
    """The settings, from the one that explains most."""
    return cast("tuple[str, ...]", finding.numbers["settings"])


def shares(finding: Finding, template: str, interval: str) -> list[Sentence]:
    """What each setting explains, of those that are told, in the words of a language.

    Args:
        finding: how much each setting matters.
        template: of a share, with places for `share` and `interval`.
        interval: of its ends, with places for `low` and `high`; left out where they are not known.
    """
    columns = [
        cast("tuple[float, ...]", finding.numbers[name]) for name in ("shares", "lows", "highs")
    ]
    return [
        say(
            template,
            share=whole_percent(share),
            interval=()
            if math.isnan(low)
            else say(interval, low=whole_percent(low), high=whole_percent(high)),
        )
        for share, low, high in list(zip(*columns, strict=True))[:_TOLD]
    ]


WORDS = Words(
    title=lambda *_: "How much each setting matters",
    short=lambda *_: "What matters",
    question=lambda _: "how much each setting matters",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
)
