"""What is lost by not knowing the best value of a setting, in Chinese."""

from __future__ import annotations

import math

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import measured, named, points, with_settings
from nnexp.analysis.english.phrases import known, shown
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, say
from nnexp.settings import as_number


def _verdict(finding: Finding) -> Sentence:
    if finding.verdict == "undecided":
        return ("尚无定论：需要更多次重复",)
    (lost,) = known(finding.measured, *finding.interval, finding.estimate)
    return ("平均相差 ", lost, points(finding.measured))


def _sentence(finding: Finding) -> Sentence:
    low, high = finding.interval
    lost, first, last = known(finding.measured, low, high, finding.estimate, low, high)
    unit = points(finding.measured)
    numbers = {name: as_number(value) for name, value in finding.numbers.items()}
    said = say(
        "{setting}在 {start} 到 {end} 之间随意取值时，{metric}平均比试过的最好值 {best} {change} {lost}"
        "{interval}。",
        setting=named(finding.over[0]),
        start=shown(numbers["from"]),
        end=shown(numbers["to"]),
        best=shown(numbers["best"]),
        metric=measured(finding.measured),
        lost=(lost, unit) if unit else (lost,),
        change="低" if finding.measured.better == "higher" else "高",
        interval=() if math.isnan(low) else ("（95% 区间：", first, " 到 ", last, "）"),
    )
    return (*with_settings(finding.where), *said)


WORDS = Words(
    title=lambda finding, _: f"{named(finding.over[0])}有多重要",
    short=lambda *_: "",
    question=lambda finding: f"{named(finding.over[0])}有多重要",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
    method=method,
)
