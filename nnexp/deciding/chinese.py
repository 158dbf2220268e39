"""Steps and decisions as Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from nnexp.columns import Columns
from nnexp.deciding.decision import Ended, Left
from nnexp.deciding.step import Kind, Reason
from nnexp.language import counted, listed, phrase
from nnexp.settings import Scalar, as_typed, as_whole

_ENDED: dict[Ended, str] = {
    "settled": "已有定论",
    "looks": "计划的查看已全部完成",
    "budget": "预算已用完",
    "stopped": "预算已用完",
}
_SIDES = {"above": "以上", "below": "以下"}


def step_text(kind: Kind, why: Sequence[Reason]) -> str:
    """What a step does and why, in one line."""
    if kind == "look":
        numbers = why[0].numbers
        return (
            f"第 {numbers['number']} 次查看（共 {numbers['looks']} 次），用 {numbers['repeats']} "
            f"次新的重复：{'；'.join(map(_left, why))}"
        )
    return "；".join(map(_exploring, why))


def left_text(out: Sequence[Left]) -> str:
    """Who left at a look: `lr=0.01 和 lr=1.2 更差`; nothing where nobody did."""
    parts = []
    for because, said in (("worse", "更差"), ("failed", "失败太多")):
        names = [f"{one.setting}={as_typed(one.value)}" for one in out if one.because == because]
        if names:
            parts.append(f"{listed('zh', names)} {said}")
    return "；".join(parts)


def ended_text(ended: Ended, steps: int, trainings: int, units: int, columns: Columns) -> str:
    """How it ended and what it took."""
    took = counted("zh", trainings, "training")
    spent = f"、{counted('zh', units, columns.unit)}" if columns.budget else ""
    return f"{_ENDED[ended]}：共 {steps} 步、{took}{spent}"


def _exploring(reason: Reason) -> str:
    numbers = reason.numbers
    typed, best = str(numbers.get("setting", "")), as_typed(numbers.get("best"))
    name = phrase("zh", typed)
    values = cast("tuple[Scalar, ...]", numbers.get("values", ()))
    trying = f"再试 {listed('zh', [*map(as_typed, values)])}"
    match reason.verb:
        case "start":
            points, repeats = as_whole(numbers["points"]), as_whole(numbers["repeats"])
            each = counted("zh", repeats, "repeat")
            return f"探索：{counted('zh', points, 'grid point')}，每个 {each}"
        case "halve":
            kept, of = numbers["kept"], numbers["of"]
            return f"只把还可能胜出的继续训练到 {typed}={numbers['to']}：{of} 个中的 {kept} 个"
        case "extend":
            side = _SIDES[str(numbers["side"])]
            return f"最好的{name}是 {best}，在它{side}还没有明显更差的值；{trying}"
        case "refine":
            return f"{best} 附近也许有更好的{name}；{trying}"
        case "longer":
            return f"到 {typed}={best} 损失仍在下降；{trying}"
        case "larger":
            return f"最大的{name}仍有收益；{trying}"
        case "smaller":
            return f"最小的{name}也差得很少；{trying}"
        case _:
            raise ValueError(reason.verb)


def _left(reason: Reason) -> str:
    numbers = reason.numbers
    if numbers["goal"] == "overfitting":
        return "看再多训练是否有害"
    name = phrase("zh", str(numbers["setting"]))
    return f"{name}的 {numbers['of']} 个值中还剩 {numbers['left']} 个"
