"""Values of a setting, each at its own best of the others, in Chinese."""

from __future__ import annotations

from typing import cast

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import listed, named, points, with_settings, would_do
from nnexp.analysis.english.own_best import TOLD, behind_best, values_of
from nnexp.analysis.english.own_best import WORDS as ENGLISH
from nnexp.analysis.english.phrases import exactly
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, joined, say

_SENTENCES = {
    "one_is_best": "{setting}={best}{at}最好：{others}。",
    "some_are_worse": "在{setting}的值中，可能最好的是 {possible}；按平均值，{best}{at}排在第一：{others}。",
    "no_difference": "看不出{setting}的哪个值更好；按平均值，{best}{at}最好：{others}。若真如所见，"
    "{needed}才看得出。",
    "undecided": "只运行一次，无法知道哪个{setting}最好；至少要重复 3 次。",
}


def _verdict(finding: Finding) -> Sentence:
    match finding.verdict:
        case "one_is_best":
            return (exactly(values_of(finding)[0]), " 最好")
        case "some_are_worse":
            return ("可能最好：", *listed(finding.confidence_set))
        case "no_difference":
            return ("看不出差别",)
        case _:
            return ("尚无定论：需要更多次重复",)


def _sentence(finding: Finding) -> Sentence:
    said = say(
        _SENTENCES[finding.verdict],
        setting=named(finding.over[0]),
        best=exactly(values_of(finding)[0]),
        at=_at(finding, 0),
        possible=listed(finding.confidence_set),
        others=_behind(finding),
        needed=would_do(finding.repeats_needed),
    )
    return (*with_settings(finding.where), *said)


def _behind(finding: Finding) -> Sentence:
    """`tanh（用它自己最好的 lr=0.05）比它低 0.6 个百分点（95% 区间：…）`."""
    side = "低" if finding.measured.better == "higher" else "高"
    each: list[Sentence] = []
    for place, (value, told) in enumerate(behind_best(finding), 1):
        each.append(
            (
                exactly(value),
                *_at(finding, place),
                f"比它{side} ",
                told[0],
                f"{points(finding.measured)}（95% 区间：",
                told[1],
                " 到 ",
                told[2],
                "）",
            )
        )
    more = len(values_of(finding)) - 1 - TOLD
    if more > 0:
        each.append(("另有 ", Number(f"{more:,}", more), " 个值落后更多"))
    return joined("；", each)


def _at(finding: Finding, place: int) -> Sentence:
    at = cast("tuple[str, ...]", finding.numbers["at"])[place]
    return (f"（用它自己最好的 {at}）",) if at else (" ",)


def _title(finding: Finding, _: tuple[str, ...]) -> str:
    name = named(finding.over[0])
    return f"{name}：每个值都用它自己最好的设置" if len(finding.over) > 1 else name


WORDS = Words(
    title=_title,
    short=lambda finding, labels: named(finding.over[0]) if ENGLISH.short(finding, labels) else "",
    question=lambda finding: f"哪个{named(finding.over[0])}最好",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
    method=method,
)
