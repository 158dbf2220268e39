"""Which of two settings or sweeps is better, in Chinese."""

from __future__ import annotations

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import measured, points, would_do
from nnexp.analysis.english.compare import names
from nnexp.analysis.english.phrases import count, known
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, say

_VERDICTS = {
    "first_is_better": "{first} 更好",
    "second_is_better": "{second} 更好",
    "no_difference": "看不出差别",
    "undecided": "尚无定论：需要更多次重复",
}


def _verdict(finding: Finding) -> Sentence:
    return say(_VERDICTS[finding.verdict], **names(finding))


def _sentence(finding: Finding) -> Sentence:
    template = "{second} 的{metric}比 {first} {more} {amount}"
    if finding.verdict == "undecided":
        template += "，但只运行一次，无法知道看到的差别是真实的还是碰巧的。"
    else:
        template += "（差的 95% 区间：{low} 到 {high}，{repeats} 次重复）"
    if finding.verdict == "no_difference":
        template += "：看不出差别"
        if finding.numbers["paired"]:
            template += "；若真如所见，{needed}才看得出"
    if finding.verdict != "undecided":
        template += "。"
    (low, high), metric = finding.interval, finding.measured
    amount, first, last = known(metric, low, high, abs(finding.estimate), low, high)
    return say(
        template,
        **names(finding),
        metric=measured(metric),
        amount=(amount, points(metric)) if points(metric) else (amount,),
        more="高" if finding.estimate > 0 else "低",
        low=first,
        high=last,
        repeats=count(finding.repeats),
        needed=would_do(finding.repeats_needed),
    )


WORDS = Words(
    title=lambda *_: "比较",
    short=lambda *_: "",
    question=lambda _: "哪个更好",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
    method=method,
)
