"""How many repeats show a difference, in English."""

from __future__ import annotations

import math

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import difference, finished, with_settings
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.power import MOST
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number

_VERDICTS = {"enough": "enough repeats", "undecided": "undecided: more repeats"}


def _sentence(finding: Finding) -> Sentence:
    low, high = finding.interval
    said = say(
        "a difference of {difference} in {metric} between two values of {setting} needs {middle} "
        "repeats to be seen with 80 % power ({low} to {high}, as the spread is known from "
        "{repeats} repeats)",
        difference=difference(finding.measured, as_number(finding.numbers["difference"])),
        metric=finding.measured.label,
        setting=finding.over[0],
        middle=_count(finding.estimate),
        low=_count(low),
        high=_count(high),
        repeats=Number(str(finding.repeats), finding.repeats),
    )
    return finished(*with_settings(finding.where), *said)


def _count(value: float) -> Sentence:
    if math.isinf(value):
        return ("more than ", Number(f"{MOST:,}", MOST))
    return (Number(f"{value:.0f}", value),)


WORDS = Words(
    title=lambda *_: "Repeats needed",
    short=lambda *_: "",
    question=lambda _: "how many repeats are needed",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
)
