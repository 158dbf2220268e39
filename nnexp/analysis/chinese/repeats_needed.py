"""How many repeats show a difference, in Chinese."""

from __future__ import annotations

import math

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import difference, measured, named, with_settings
from nnexp.analysis.english.phrases import count
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.power import MOST
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number

_VERDICTS = {"enough": "重复次数足够", "undecided": "尚无定论：需要更多次重复"}


def _sentence(finding: Finding) -> Sentence:
    low, high = finding.interval
    said = say(
        "要以 80% 的把握看出{setting}的两个值在{metric}上相差 {difference}，需要 {middle} 次重复"
        "（{low} 到 {high}，依据 {repeats} 次重复的离散程度）。",
        difference=difference(finding.measured, as_number(finding.numbers["difference"])),
        metric=measured(finding.measured),
        setting=named(finding.over[0]),
        middle=_count(finding.estimate),
        low=_count(low),
        high=_count(high),
        repeats=count(finding.repeats),
    )
    return (*with_settings(finding.where), *said)


def _count(value: float) -> Sentence:
    if math.isinf(value):
        return ("超过 ", count(MOST))
    return (Number(f"{value:.0f}", value),)


WORDS = Words(
    title=lambda *_: "需要多少次重复",
    short=lambda *_: "",
    question=lambda _: "需要多少次重复",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
    method=method,
)
