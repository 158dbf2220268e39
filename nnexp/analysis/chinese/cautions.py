"""What a reader must know besides, in Chinese."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from nnexp.analysis.chinese.phrases import named
from nnexp.analysis.english.cautions import Numbers, shares
from nnexp.analysis.english.phrases import count, exactly, roughly, shown
from nnexp.analysis.finding import Caution
from nnexp.analysis.sentence import Sentence, joined, say
from nnexp.settings import Scalar, as_number, as_whole


def caution(told: Caution) -> Sentence:
    """A caution as a sentence without a stop."""
    return _KINDS[told.kind](told.numbers)


def _values(numbers: Numbers) -> Sentence:
    values = cast("tuple[Scalar, ...]", numbers["values"])
    return (f"{numbers['setting']}=", *joined("、", [(exactly(value),) for value in values]))


def _diverged(numbers: Numbers) -> Sentence:
    diverged = shares(numbers)
    if all(one == of for one, of in diverged):
        return ("训练在 ", *_values(numbers), " 时发散")
    values = cast("tuple[Scalar, ...]", numbers["values"])
    names: list[Sentence] = [(f"{numbers['setting']}=", exactly(value)) for value in values]
    return ("训练发散：", *_each(names, diverged))


def _partly_diverged(numbers: Numbers) -> Sentence:
    names: list[Sentence] = [(name,) for name in cast("tuple[str, ...]", numbers["at"])]
    worst = as_number(numbers["worst"])
    return say(
        "有些重复发散了（{places}）：每次都按{metric}为 {worst} 计算",
        places=_each(names, shares(numbers)),
        worst=(shown(100 * worst), "%") if numbers["percent"] else (shown(worst),),
        metric=named(str(numbers["metric"])),
    )


def _each(names: Sequence[Sentence], of_each: Sequence[tuple[int, int]]) -> Sentence:
    """`lr=1.0（10 次中 3 次）`; many by their ends."""
    each: list[Sentence] = [
        (*name, "（", count(of), " 次中 ", count(one), " 次）")
        for name, (one, of) in zip(names, of_each, strict=True)
    ]
    return joined("、", each) if len(each) <= 4 else (*each[0], "到 ", *each[-1])


def _missing(numbers: Numbers) -> Sentence:
    reasons = {"error": "出错", "timeout": "超时", "not_run": "未运行", "ok": "没有数值"}
    each: list[Sentence] = [
        (count(as_whole(numbers[status])), f" 次{words}")
        for status, words in reasons.items()
        if status in numbers
    ]
    return ("缺少的试验：", *joined("，", each))


def _further_look(numbers: Numbers) -> Sentence:
    first, by_now = (100 * as_number(numbers[name]) for name in ("first", "by_now"))
    template = "这是第 {look} 次用更多重复或更多的值来看同一个问题："
    if by_now < 1:
        template += "即便如此，在没有差别可找时，答错的可能仍不到 1%"
    else:
        template += (
            "如此反复查看并在得到答案时停下，在没有差别可找时最多有 {by_now}% 的可能答错，只看一次则是 "
            "{first}%；decide=all 会预先安排好每次查看"
        )
    return say(
        template,
        look=count(as_whole(numbers["look"])),
        by_now=shown(round(by_now, 1)),
        first=shown(round(first, 1)),
    )


def _looked(numbers: Numbers) -> Sentence:
    regret, look = as_number(numbers["regret"]), as_whole(numbers["look"])
    over = numbers["ended"] in ("budget", "stopped")
    why = "预算已经用完" if over else "预定的查看已经做完"
    if not look:
        return (f"还没有任何确认：第一次查看之前{why}，这些重复只是在探索",)
    amount = 100 * regret if numbers["percent"] else regret
    reach = say(
        "；所说的最好值最多比真正最好的差 {regret}",
        regret=(shown(amount), " 个百分点" if numbers["percent"] else ""),
    )
    return say(
        "{settled}第 {look} 次查看（共 {looks} 次），依据 {repeats} 次没有参与探索的新重复{reach}；"
        "所有查看合起来答错的可能最多 {error}%",
        settled="" if numbers["settled"] else f"尚未解决，因为{why}：",
        look=count(look),
        looks=count(as_whole(numbers["looks"])),
        repeats=count(as_whole(numbers["repeats"])),
        reach=reach if math.isfinite(regret) else (),
        error=shown(100 * as_number(numbers["error"])),
    )


def _own_edge(numbers: Numbers) -> Sentence:
    last, beyond = ("最大", "更大") if numbers["side"] == "above" else ("最小", "更小")
    return (
        "在 ",
        *_values(numbers),
        f" 时，最好的{named(str(numbers['other']))}是试过的{last}值：{beyond}的也许更好",
    )


def sides(numbers: Numbers) -> Sentence:
    """Where a grid ends too early: `0.3 以上`, `0.01 以下和 0.3 以上`."""
    words: list[Sentence] = [
        (shown(end), f" {side}")
        for name, side in (("below", "以下"), ("above", "以上"))
        if isinstance(end := numbers[name], float)
    ]
    return joined("和 ", words)


_KINDS: Mapping[str, Callable[[Numbers], Sentence]] = {
    "diverged": _diverged,
    "partly_diverged": _partly_diverged,
    "missing": _missing,
    "all_failed": lambda numbers: (*_values(numbers), " 未计入：它的每次试验都失败了"),
    "unequal": lambda numbers: say(
        "{setting}的各个值有 {fewest} 到 {most} 次重复；每次比较只用两个值都有的重复",
        setting=named(str(numbers["setting"])),
        fewest=count(as_whole(numbers["fewest"])),
        most=count(as_whole(numbers["most"])),
    ),
    "lost_repeats": lambda numbers: (
        count(as_whole(numbers["count"])),
        " 次重复未计入：它们缺少一个数值",
    ),
    "noisy": lambda numbers: say(
        "{setting}={value} 的波动约为其他值的 {times} 倍：{repeats} 次重复很难说清它有多好，也更容易"
        "碰巧把它排除（超过 5%）",
        setting=str(numbers["setting"]),
        value=exactly(cast("Scalar", numbers["value"])),
        times=roughly(as_number(numbers["times"])),
        repeats=count(as_whole(numbers["repeats"])),
    ),
    "two_groups": lambda numbers: say(
        "{repeats} 次重复中有 {smaller} 次与其余的相差约为平常的 {times} 倍，好像有两类：这么少的重复"
        "很难说清每类出现得多频繁，而平均起来哪个最好取决于此",
        smaller=count(as_whole(numbers["smaller"])),
        repeats=count(as_whole(numbers["repeats"])),
        times=roughly(as_number(numbers["times"])),
    ),
    "further_look": _further_look,
    "own_edge": _own_edge,
    "test_data_chose": lambda _: ("设置是用测试数据选出的，所以测试结果偏好",),
    "classes_unknown": lambda _: ("发散的未计入：不知道有多少个类别",),
    "short_grid": lambda numbers: (
        "网格没有覆盖 ",
        shown(as_number(numbers["low"])),
        " 到 ",
        shown(as_number(numbers["high"])),
        " 的整个范围",
    ),
    "edges_of_interaction": lambda numbers: say(
        "对某些{over}，最好的{setting}落在网格边缘：请扩展到 {beyond}，才能看出它移动了多少",
        setting=named(str(numbers["setting"])),
        over=named(str(numbers["over"])),
        beyond=sides(numbers),
    ),
    "looked": _looked,
}
