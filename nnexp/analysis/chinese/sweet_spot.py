"""The best value of a setting, in Chinese."""

from __future__ import annotations

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import by_other, listed, named, with_settings, would_do
from nnexp.analysis.english.phrases import between, count, typed
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Sentence, say

_VERDICTS = {
    "interior": "在网格内部",
    "edge_below": "在边缘：请向小的方向扩展网格",
    "edge_above": "在边缘：请向大的方向扩展网格",
    "smallest": "已到极限：没有更小的值了",
    "largest": "已到极限：没有更大的值了",
    "level": "不相上下：差距都小于有意义的界限",
    "undecided": "尚无定论：需要更多次重复",
}
_EDGE = "试过的{setting}中，{last}的 {end} 表现最好{by}，因此最好的值可能还要更{further}；{rest}。"
_LIMIT = "试过的{setting}中，{end} 表现最好{by}，它已是允许的{last}值；{rest}。"
_SENTENCES = {
    "interior": "最好的{setting}{by}约为 {estimate}（95% 区间：{low} 到 {high}）；在试过的值中，"
    "{possible}{all}可能是最好的。",
    "edge_below": _EDGE,
    "edge_above": _EDGE,
    "smallest": _LIMIT,
    "largest": _LIMIT,
    "level": "没有哪个{setting}{by}比 {estimate} 好到值得在意的程度；在试过的值中，{possible}{all}"
    "可能是最好的。",
    "undecided": "{repeats} 次重复还看不出哪个{setting}最好{by}：{possible} 都有可能，其中包括网格"
    "边缘的值。{needed}。",
}
_ONE = "只运行一次，无法知道哪个{setting}最好（误差最低的是 {estimate}）；至少要重复 3 次。"


def _sentence(finding: Finding) -> Sentence:
    low, high = finding.interval
    below = finding.verdict in ("edge_below", "smallest")
    end = finding.numbers["low_end" if below else "high_end"]
    others = [value for value in finding.confidence_set if value != end]
    said = say(
        _ONE if finding.repeats < 2 else _SENTENCES[finding.verdict],
        setting=named(finding.over[0]),
        by=by_other(finding.measured),
        estimate=between(finding.estimate),
        low=between(low),
        high=between(high),
        possible=listed(finding.confidence_set),
        all=" 都" if len(finding.confidence_set) > 1 else " ",
        repeats=count(finding.repeats),
        needed=would_do(finding.repeats_needed),
        last="最小" if below else "最大",
        further="小" if below else "大",
        end=typed(end) if not isinstance(end, tuple) else "",
        rest=("还不能排除 ", *listed(others)) if others else ("试过的其他值都更差",),
    )
    return (*with_settings(finding.where), *said)


WORDS = Words(
    title=lambda finding, _: f"{named(finding.over[0])}的甜蜜点",
    short=lambda *_: "甜蜜点",
    question=lambda finding: f"哪个{named(finding.over[0])}最好",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
    method=method,
)
