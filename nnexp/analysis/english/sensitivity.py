"""What is lost by not knowing the best value of a setting, in English."""

from __future__ import annotations

import math

from nnexp.analysis.english.cautions import caution
from nnexp.analysis.english.phrases import (
    finished,
    known,
    points,
    shown,
    with_settings,
)
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, say
from nnexp.settings import as_number


def _verdict(finding: Finding) -> Sentence:
    if finding.verdict == "undecided":
        return ("undecided: more repeats",)
    of = "" if finding.measured.printed == "percent" else f" of {finding.measured.quantity}"
    (lost,) = known(finding.measured, *finding.interval, finding.estimate)
    return (lost, f"{points(finding.measured)}{of} on average")


def _sentence(finding: Finding) -> Sentence:
    low, high = finding.interval
    template = (
        "anywhere from {setting}={start} to {end}, {metric} is on average {lost} {change} than at "
        "the best value tried, {best}"
    )
    if not math.isnan(low):
        template += " (95 % interval {low} to {high})"
    lost, first, last = known(finding.measured, low, high, finding.estimate, low, high)
    unit = points(finding.measured)
    numbers = {name: as_number(value) for name, value in finding.numbers.items()}
    said = say(
        template,
        setting=finding.over[0],
        start=shown(numbers["from"]),
        end=shown(numbers["to"]),
        best=shown(numbers["best"]),
        metric=finding.measured.label,
        lost=(lost, unit) if unit else (lost,),
        change="lower" if finding.measured.better == "higher" else "higher",
        low=first,
        high=last,
    )
    return finished(*with_settings(finding.where), *said)


WORDS = Words(
    title=lambda _, over: f"How much the {over[0]} matters",
    short=lambda *_: "",
    question=lambda finding: f"how much {finding.over[0]} matters",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
)
