"""The onset of overfitting, in Chinese."""

from __future__ import annotations

from nnexp.analysis.chinese.cautions import caution
from nnexp.analysis.chinese.methods import method
from nnexp.analysis.chinese.phrases import (
    difference,
    measured,
    spent,
    unit_of,
    with_settings,
    would_do,
)
from nnexp.analysis.english.phrases import count
from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.sentence import Number, Sentence, say
from nnexp.settings import as_number, as_whole

_VERDICTS = {
    "overfits": "过度拟合",
    "still_improving": "仍在改善",
    "flat": "持平",
    "diverges": "发散",
    "undecided": "尚无定论：需要更多次重复",
}
_BEST = "{metric}在第 {lowest} {unit}之后{best}（{among}）"


def _sentence(finding: Finding) -> Sentence:
    higher = finding.measured.better == "higher"
    if finding.repeats < 2:
        template = (
            "只运行一次，无法知道训练多久会有害（{metric}在第 {lowest} {unit}之后{best}）；"
            "至少要重复 3 次。"
        )
    elif finding.verdict == "still_improving":
        template = (
            "训练 {last} 个{unit}，{metric}到最后仍是{best}的（{among}）：再多训练几个{unit}可能"
            "更好。"
        )
    elif finding.verdict == "diverges":
        template = (
            "{trained} 次重复中有 {diverged} 次训练发散，最早在 {total} {unit}中的第 {first} {unit}；"
            f"在此之前，{_BEST}。"
        )
    elif finding.verdict == "overfits":
        template = f"{_BEST}，到第 {{last}} {{unit}}{{worse}}了 {{change}}：训练过久是有害的。"
    elif finding.repeats_needed is None:
        template = f"{_BEST}；训练到第 {{last}} {{unit}}，看不出有害。"
    else:
        template = (
            f"{_BEST}；{{repeats}} 次重复看不出训练到第 {{last}} {{unit}}有害（若真如所见{{worse}}了 "
            "{change}，{needed}才看得出）。"
        )
    last, lowest = as_whole(finding.numbers["last"]), int(finding.estimate)
    names = {"diverged": "diverged", "trained": "trained", "first": "from", "total": "total"}
    said = say(
        template,
        unit=unit_of(finding.over[0]),
        metric=measured(finding.measured),
        best="最高" if higher else "最低",
        worse="下降" if higher else "上升",
        lowest=Number(str(lowest), lowest),
        last=Number(str(last), last),
        among=_among(finding),
        change=difference(finding.measured, as_number(finding.numbers.get("rise", 0.0))),
        repeats=count(finding.repeats),
        needed=would_do(finding.repeats_needed),
        **{
            place: count(as_whole(finding.numbers[name]))
            for place, name in names.items()
            if name in finding.numbers
        },
    )
    return (*with_settings(finding.where), *said)


def _among(finding: Finding) -> Sentence:
    """`最好的在第 7 到 20 世代之间`: the confidence set."""
    values = [as_whole(x) for x in finding.confidence_set]
    where = spent(finding.over[0], values)
    if finding.verdict == "still_improving":
        return ("最好的在", *spent(finding.over[0], values[:1]), "或更晚")
    return ("最好的在", *where) if len(values) > 1 else ("最好的只能在", *where)


WORDS = Words(
    title=lambda *_: "过度拟合从何时开始",
    short=lambda *_: "过度拟合",
    question=lambda _: "训练多久会有害",
    verdict=lambda finding: (_VERDICTS[finding.verdict],),
    sentence=_sentence,
    caution=caution,
    method=method,
)
