"""Where the spread over repeats comes from, in English."""

from __future__ import annotations

from typing import cast

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import difference, finished
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, joined, say
from nnexp.settings import as_number


def _verdict(finding: Finding) -> Sentence:
    if finding.verdict == "no_single_source":
        return ("no single source",)
    return (f"mostly {finding.numbers['largest']}",)


def _sentence(finding: Finding) -> Sentence:
    numbers = finding.numbers
    return finished(
        *say(
            "Of the spread of {metric} (standard deviation {deviation}), with 95 % intervals: "
            "{parts}; the rest {rest} %",
            metric=finding.measured.label,
            deviation=difference(finding.measured, as_number(numbers["deviation"])),
            parts=joined(", ", shares(finding, "{name} {share} % ({low} to {high} %)")),
            rest=whole_percent(as_number(numbers["rest"])),
        )
    )


def shares(finding: Finding, template: str) -> list[Sentence]:
    """What each source has of the spread, with its interval, in the words of a language."""
    numbers = finding.numbers
    names = cast("tuple[str, ...]", numbers["factors"])
    columns = (cast("tuple[float, ...]", numbers[name]) for name in ("shares", "lows", "highs"))
    return [
        say(
            template,
            name=name,
            share=whole_percent(share),
            low=whole_percent(low),
            high=whole_percent(high),
        )
        for name, share, low, high in zip(names, *columns, strict=True)
    ]


def whole_percent(share: float) -> Number:
    """`12` for 0.1234."""
    return Number(f"{100 * share:.0f}", share)


WORDS = Words(
    title=lambda *_: "Where the spread comes from",
    short=lambda *_: "",
    question=lambda _: "where the spread comes from",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
)
