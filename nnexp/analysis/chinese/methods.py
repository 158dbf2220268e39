"""How answers were made, in Chinese; whom a method is from stays as it is cited."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nnexp.analysis.chinese.phrases import unit_of
from nnexp.analysis.finding import Finding
from nnexp.language import phrase

_BETWEEN = " that may be best: "

_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "paired multiple comparisons with the best, variances moderated by neighbouring "
        "candidates, simulated max-t quantile": (
            "与最好者的配对多重比较，方差由相邻的候选值调节，最大 t 统计量的分位数由模拟得出"
        ),
        "minimum of a local cubic in the logarithm with Fieller's interval and two-sided local "
        "slopes where a cubic fits, else the bracket of neighbouring grid values": (
            "三次曲线拟合得好时，取对数坐标下局部三次曲线的最低点，区间用 Fieller 方法和两侧的局部斜率；"
            "否则取网格中相邻的值作为范围"
        ),
        "minimum of a local cubic in the value with Fieller's interval and two-sided local "
        "slopes where a cubic fits, else the bracket of neighbouring grid values": (
            "三次曲线拟合得好时，取局部三次曲线的最低点，区间用 Fieller 方法和两侧的局部斜率；否则取网格中"
            "相邻的值作为范围"
        ),
        "rise of each repeat to the end of its curve, by a straight line from where the other "
        "repeats are lowest on smoothed curves": (
            "每次重复到曲线末端的上升：从其他重复的平滑曲线最低处起拟合直线"
        ),
        "simulated quantile of its t statistic": "其 t 统计量的分位数由模拟得出",
        "slope of the log of the best value of the mean response (vertex of the parabola through "
        "the lowest grid value and its neighbours) on the log of the other setting": (
            "平均曲线最好值（过最低网格值及其邻居的抛物线顶点）的对数对另一个设置的对数的斜率"
        ),
        "Fieller's intervals at every grid value that may be the best of a level, combined by "
        "MOVER, widened by what another interpolation (cubic spline) would change, and open where "
        "best values may lie beyond the grid": (
            "在每个可能最好的网格值处取 Fieller 区间，用 MOVER 合并，再加上换用另一种插值（三次样条）的"
            "差别；最好的值可能在网格之外时，区间不封口"
        ),
        "simultaneous upper bounds on the loss against the best": "与最好者相比损失的同时上界",
        "each value at the combination of the others that has its lowest mean, out only if every "
        "combination of it is": (
            "每个值都用其他设置中平均误差最低的组合，只有它的所有组合都被排除时才排除它"
        ),
        "mean over a log-uniform range of the paired difference from the best grid value": (
            "在对数均匀的范围内，与最好网格值的配对差的平均"
        ),
        "hull of Student's intervals over all values that may be the best": (
            "对所有可能最好的值，取 t 区间的包络"
        ),
        "variance components of a crossed random-effects design by mean squares": (
            "用均方估计交叉随机效应设计的方差分量"
        ),
        "generalised confidence intervals": "广义置信区间",
        "variance of each setting's main effect over the variance of the table of means, both from "
        "products of different repeats": (
            "每个设置的主效应的方差除以平均值表的方差，两者都由不同重复的乘积得出"
        ),
        "jackknife over repeats": "对重复取刀切法",
        "power of the paired t test (80%, noncentral t)": "配对 t 检验的功效（80%，非中心 t 分布）",
        "interval from that of the variance": "区间由方差的区间得出",
        "mean of paired differences with Student's interval": "配对差的平均及其 t 区间",
        "difference of means with Welch's interval": "平均值之差及其 Welch 区间",
        "looks at fresh repeats that were planned before, the error shared over them": (
            "事先计划好的对新重复的多次查看，答错的可能由它们分担"
        ),
        "paired multiple comparisons with the best, variances moderated by neighbouring "
        "candidates": "与最好者的配对多重比较，方差由相邻的候选值调节",
    }
)


def method(finding: Finding) -> str:
    """How the answer was made, in one line; a part without Chinese as it is."""
    return method_text(finding.method)


def method_text(english: str) -> str:
    """The same of a method in English."""
    return "；".join(map(_told, english.split("; ")))


def _told(part: str) -> str:
    budget, between, rest = part.rpartition(_BETWEEN)
    lead = f"可能最好的{unit_of(budget)}：" if between else ""
    return lead + (_PARTS.get(rest) or phrase("zh", rest))
