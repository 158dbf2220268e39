"""Where the spread over repeats comes from, in Chinese."""

from __future__ import annotations

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import difference, measured
from nnexp.analysis.english.variance import shares, whole_percent
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, joined, say
from nnexp.settings import as_number


def _verdict(finding: Finding) -> Sentence:
    if finding.verdict == "no_single_source":
        return ("没有单一的来源",)
    return (f"主要来自 {finding.numbers['largest']}",)


def _sentence(finding: Finding) -> Sentence:
    numbers = finding.numbers
    return say(
        "{metric}的离散（标准差 {deviation}）的来源及 95% 区间：{parts}；其余占 {rest}%。",
        metric=measured(finding.measured),
        deviation=difference(finding.measured, as_number(numbers["deviation"])),
        parts=joined("，", shares(finding, "{name} 占 {share}%（{low}% 到 {high}%）")),
        rest=whole_percent(as_number(numbers["rest"])),
    )


WORDS = Words(
    title=lambda *_: "离散从何而来",
    short=lambda *_: "",
    question=lambda _: "离散从何而来",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
    method=method,
)
