"""How the best value of one setting moves with another, in Chinese."""

from __future__ import annotations

import math

from nnexp.analysis.chinese.cautions import caution, sides
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import by_other, named, with_settings
from nnexp.analysis.english.phrases import between, number, shown
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number

_VERDICTS = {
    "falls": "变小",
    "rises": "变大",
    "no_change": "看不出变化",
    "edge": "在边缘：请扩展网格",
    "limit": "已到允许的极限",
    "undecided": "尚无定论：需要更多次重复",
}
_FROM_TO = "{typed}={first} 时约为 {before}，{typed}={last} 时约为 {after}"
_POWER = "（与{over}的 {power} 次方成正比，95% 区间：{interval}）"
_SENTENCES = {
    "falls": "{over}增加到 10 倍，最好的{setting}{by}约缩小到 {factor} 分之一："
    f"{_FROM_TO}{_POWER}。",
    "rises": f"{{over}}增加到 10 倍，最好的{{setting}}{{by}}约增大到 {{factor}} 倍：{_FROM_TO}{_POWER}。",
    "no_change": f"看不出最好的{{setting}}{{by}}随{{over}}变化：{_FROM_TO}{_POWER}。",
    "undecided": f"最好的{{setting}}{{by}}似乎在 {_FROM_TO}，但只运行一次，无法知道看到的差别是真实的"
    "还是碰巧的。",
    "edge": "{over}的 {levels} 个值中，有 {at_edge} 个的最好{setting}{by}落在网格边缘，因此无法判断它是否"
    "随{over}变化：请把网格扩展到 {beyond}。",
    "limit": "{over}的 {levels} 个值中，有 {at_edge} 个的最好{setting}{by}已到允许的极限，因此无法判断它是否"
    "随{over}变化。",
}


def _sentence(finding: Finding) -> Sentence:
    numbers = {name: as_number(value or 0) for name, value in finding.numbers.items()}
    factor = 10 ** abs(finding.estimate)
    said = say(
        _SENTENCES[finding.verdict],
        setting=named(finding.over[0]),
        over=named(finding.over[1]),
        typed=finding.over[1],
        by=by_other(finding.measured),
        factor=Number(number(float(f"{factor:.1g}") if factor >= 1.95 else factor), factor),
        before=between(numbers["from"]),
        after=between(numbers["to"]),
        first=Number(f"{numbers['first']:g}", numbers["first"]),
        last=Number(f"{numbers['last']:g}", numbers["last"]),
        power=shown(finding.estimate),
        interval=_interval(*finding.interval),
        at_edge=Number(f"{numbers['at_edge']:.0f}", numbers["at_edge"]),
        levels=Number(f"{numbers['levels']:.0f}", numbers["levels"]),
        beyond=sides(finding.numbers),
    )
    return (*with_settings(finding.where), *said)


def _interval(low: float, high: float) -> Sentence:
    if math.isinf(low) and math.isinf(high):
        return ("两端都没有界限",)
    if math.isinf(low):
        return ("不超过 ", shown(high))
    if math.isinf(high):
        return ("不低于 ", shown(low))
    return (shown(low), " 到 ", shown(high))


def _both(finding: Finding) -> str:
    return f"{named(finding.over[0])}与{named(finding.over[1])}"


WORDS = Words(
    title=lambda finding, _: _both(finding),
    short=lambda finding, _: _both(finding),
    question=lambda finding: f"最好的{named(finding.over[0])}如何随{named(finding.over[1])}变化",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
    method=method,
)
