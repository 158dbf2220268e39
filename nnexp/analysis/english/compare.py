"""Which of two settings or sweeps is better, in English."""

from __future__ import annotations

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import finished, known, points, times
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say

_VERDICTS = {
    "first_is_better": "{first} is better",
    "second_is_better": "{second} is better",
    "no_difference": "no difference shown",
    "undecided": "undecided: more repeats",
}


def _verdict(finding: Finding) -> Sentence:
    return say(_VERDICTS[finding.verdict], **names(finding))


def _sentence(finding: Finding) -> Sentence:
    template = "{metric} of {second} is {amount} {more} than of {first}"
    if finding.verdict == "undecided":
        template += ", but one repeat has no uncertainty to judge it by"
    else:
        template += " (95 % interval of the difference {low} to {high}, {repeats} repeats)"
    if finding.verdict == "no_difference":
        template += ": no difference shown"
        if finding.numbers["paired"]:
            template += "; if it is as it seems, {needed} show it"
    measured, (low, high) = finding.measured, finding.interval
    amount, first, last = known(measured, low, high, abs(finding.estimate), low, high)
    return finished(
        *say(
            template,
            **names(finding),
            metric=measured.label,
            amount=(amount, points(measured)) if points(measured) else (amount,),
            more="higher" if finding.estimate > 0 else "lower",
            low=first,
            high=last,
            repeats=Number(str(finding.repeats), finding.repeats),
            needed=times(finding.repeats_needed),
        )
    )


def names(finding: Finding) -> dict[str, str]:
    """What the two sides are called."""
    return {side: str(finding.numbers[side]) for side in ("first", "second")}


WORDS = Words(
    title=lambda *_: "Compared",
    short=lambda *_: "",
    question=lambda _: "which is better",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
)
