"""Numbers, settings and lists as Chinese sentences print them."""

from __future__ import annotations

from collections.abc import Sequence

from nnexp.analysis.english.phrases import count, exactly, in_points, typed
from nnexp.analysis.sentence import Number, Sentence, joined
from nnexp.language import phrase
from nnexp.metrics import Metric
from nnexp.settings import Scalar


def named(text: str) -> str:
    """What a setting or a metric is called: as the book has it, or as it is typed."""
    return phrase("zh", text)


def measured(metric: Metric) -> str:
    """`验证准确率`."""
    return named(metric.label)


def listed(values: Sequence[Scalar]) -> Sentence:
    """`0.1`, `0.1 和 0.2`, `0.1、0.2 和 0.3`; long lists by their ends."""
    marked = [typed(value) for value in values]
    if len(marked) > 6:
        return (marked[0], " 到 ", marked[-1], " 之间的 ", count(len(marked)), " 个值")
    if len(marked) == 1:
        return (marked[0],)
    return (*joined("、", [(one,) for one in marked[:-1]]), " 和 ", marked[-1])


def with_settings(where: Sequence[tuple[str, Scalar]]) -> Sentence:
    """`在 epochs=5、data=mnist 时，`, or nothing where the sweep has one slice."""
    if not where:
        return ()
    settings: list[Sentence] = [(f"{name}=", exactly(value)) for name, value in where]
    return ("在 ", *joined("、", settings), " 时，")


def difference(metric: Metric, value: float) -> Sentence:
    """A change of a metric; of shares in their points."""
    unit = points(metric)
    return (in_points(metric, value), unit) if unit else (in_points(metric, value),)


def points(metric: Metric) -> str:
    """` 个百分点` after a difference of shares, nothing after others."""
    return " 个百分点" if metric.printed == "percent" else ""


def would_do(needed: int | None) -> Sentence:
    """How many repeats it takes."""
    if needed is None:
        return ("需要 ", count(1000), " 次以上的重复")
    return ("大约需要 ", count(needed), " 次重复")


def by_other(metric: Metric) -> str:
    """`（按验证损失）` where it is not by the metric that chooses the best setting."""
    return "" if metric.chooses else f"（按{measured(metric)}）"


def spent(budget: str, values: Sequence[int]) -> Sentence:
    """`第 7 世代`, `第 5 到 9 世代`."""
    unit = f" {unit_of(budget)}"
    first, last = (Number(str(value), value) for value in (values[0], values[-1]))
    if values[0] == values[-1]:
        return ("第 ", first, unit)
    return ("第 ", first, " 到 ", last, unit)


def unit_of(budget: str) -> str:
    """`世代`: what trainings are counted in."""
    return phrase("zh", budget.removesuffix("s"))
