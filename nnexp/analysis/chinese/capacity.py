"""How much of a costly setting is enough, in Chinese."""

from __future__ import annotations

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import by_other, difference, named, with_settings, would_do
from nnexp.analysis.english.capacity import size
from nnexp.analysis.english.phrases import count
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number

_NEAR = "与最好的值相差不到 {margin}{by}"


def _verdict(finding: Finding) -> Sentence:
    match finding.verdict:
        case "enough":
            return (size(finding, "enough"), " 就够了")
        case "still_improving":
            return (f"仍在提高：更大的{named(finding.over[0])}可能更好",)
        case "largest":
            return ("已到极限：没有更大的值了",)
        case _:
            return ("尚无定论：需要更多次重复",)


def _sentence(finding: Finding) -> Sentence:
    numbers = finding.numbers
    if finding.repeats < 2:
        template = "只运行一次，无法知道多大的{setting}才够。"
    elif "enough" not in numbers:
        template = (
            "{repeats} 次重复还看不出多大的{setting}才够；{best} 的平均值{most}{by}。{needed}。"
        )
    elif numbers["enough"] == numbers["last"]:
        template = f"还没有哪个比 {{enough}} 小的{{setting}}能被证明{_NEAR}。"
    else:
        template = f"{{setting}}为 {{enough}} 就够了：{_NEAR}（最好的是 {{best}}）{{time}}。"
    said = say(
        template,
        setting=named(finding.over[0]),
        by=by_other(finding.measured),
        most="最高" if finding.measured.better == "higher" else "最低",
        margin=difference(finding.measured, as_number(numbers["margin"])),
        best=size(finding, "best"),
        enough=size(finding, "enough"),
        repeats=count(finding.repeats),
        needed=would_do(finding.repeats_needed),
        time=_time(finding),
    )
    return (*with_settings(finding.where), *said)


def _time(finding: Finding) -> Sentence:
    share = finding.numbers.get("of_time")
    if not isinstance(share, float):
        return ()
    return ("，训练时间只要它的 ", Number(f"{100 * share:.0f}%", share))


WORDS = Words(
    title=lambda finding, _: f"{named(finding.over[0])}需要多大",
    short=lambda finding, _: named(finding.over[0]),
    question=lambda finding: f"多大的{named(finding.over[0])}才够",
    verdict=_verdict,
    sentence=_sentence,
    caution=caution,
    method=method,
)
