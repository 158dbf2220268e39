"""How much each setting matters, in Chinese."""

from __future__ import annotations

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import measured, named, with_settings
from nnexp.analysis.english.importance import names_of, shares
from nnexp.analysis.english.variance import whole_percent
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, joined, say
from nnexp.settings import as_number

_SENTENCES = {
    "mostly_one": "{first}最重要：对其他设置取平均，网格中{metric}的差别有 {share}由它单独解释；{others}；"
    "其余 {together}% 只能由各设置的组合解释。",
    "several": "网格中{metric}的差别，由每个设置单独解释的部分（对其他设置取平均）为：{every}；其余 "
    "{together}% 只能由各设置的组合解释。",
    "no_difference": "看不出网格中有哪个设置影响{metric}。",
    "undecided": "只运行一次，无法知道{metric}的差别有多少只是碰巧；至少要重复 3 次。",
}


def _verdict(finding: Finding) -> Sentence:
    match finding.verdict:
        case "mostly_one":
            return (f"主要取决于{named(names_of(finding)[0])}",)
        case "several":
            return (f"{named(names_of(finding)[0])}居首，但不是唯一",)
        case "no_difference":
            return ("看不出差别",)
        case _:
            return ("尚无定论：需要更多次重复",)


def _sentence(finding: Finding) -> Sentence:
    told = shares(finding, "{share}%{interval}", "（{low}% 到 {high}%）")
    each: list[Sentence] = [
        (f"{named(name)} ", *share) for name, share in zip(names_of(finding), told, strict=False)
    ]
    said = say(
        _SENTENCES[finding.verdict],
        first=named(names_of(finding)[0]),
        metric=measured(finding.measured),
        share=told[0],
        others=joined("，", each[1:]),
        every=joined("，", each),
        together=whole_percent(as_number(finding.numbers["together"])),
    )
    return (*with_settings(finding.where), *said)


WORDS = Words(
    title=lambda *_: "每个设置有多重要",
    short=lambda *_: "什么最重要",
    question=lambda _: "每个设置有多重要",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
    method=method,
)
