"""Which hidden layers are best, problem by problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from nnexp.analysis.finding import Finding
from nnexp.claims.chart import Chart, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import POINTS, above, not_worse
from nnexp.claims.pairing import Levels, at_own_best, labels
from nnexp.claims.verdict import NOT_REPRODUCED, UNDECIDED, combine

_MARGIN = 0.01
"""A setting is as good as the best of a problem if it loses less than a point of accuracy."""

_SIZE = "data.train_size"

Regrets = Mapping[tuple[str, Any], float]
"""Validation accuracy lost against the best setting of a problem, by problem and setting."""


def judge(table: pd.DataFrame) -> Finding:
    """Whether every setting loses a point somewhere, and what suffices differs by problem."""
    accuracy, lean = _at_best(table, "test_accuracy"), _at_best(table, "validation_accuracy")
    regrets = _regrets(lean)
    rows = labels(table)
    best = {problem: _best(lean, problem) for problem in _problems(accuracy)}
    everywhere = _decisive([_loses(accuracy, regrets, best, one, rows) for one in sizes(accuracy)])
    enough = {problem: _smallest(regrets, problem) for problem in best}
    return combine(
        "no_universal",
        (everywhere, *_sizes_differ(accuracy, regrets, best, enough, rows)),
        cautions=(
            "the smallest number of hidden nodes within a point of the best: "
            + ", ".join(f"{problem} {shown(size)}" for problem, size in enough.items()),
            "each setting is taken at the learning rate that suits it best on validation data",
        ),
    )


def _at_best(table: pd.DataFrame, report: str) -> Levels:
    """A metric by problem and setting, each at the learning rate that suits it best."""
    named = table.assign(problem=[_problem(row) for row in table.to_dict("records")])
    return at_own_best(named, ("problem", "hidden_nodes"), report=report)[0]


def _problem(row: Mapping[Any, Any]) -> str:
    """A data set, or some records of it."""
    size = row.get(_SIZE)
    return (
        str(row["data"])
        if size is None or pd.isna(size)
        else f"{row['data']} ({int(size)} records)"
    )


def _problems(levels: Levels) -> list[str]:
    return list(dict.fromkeys(problem for problem, _ in levels))


def sizes(levels: Iterable[tuple[str, Any]]) -> list[Any]:
    """The settings tried, from few hidden nodes to many; of levels (problem, setting)."""
    found = dict.fromkeys(size for _, size in levels)
    return sorted(found, key=lambda size: (sum(map(int, _layers(size))), len(_layers(size))))


def _layers(size: Any) -> list[str]:
    return str(size).strip("[]").split(",")


def shown(size: Any) -> str:
    """A setting of `hidden_nodes` for a sentence."""
    layers = _layers(size)
    return layers[0] if len(layers) == 1 else "+".join(layers)


def _best(lean: Levels, problem: str) -> Any:
    return max(sizes(lean), key=lambda one: float(lean[problem, one].mean()))


def _regrets(lean: Levels) -> Regrets:
    """(problem, setting) ↦ mean validation accuracy lost against the problem's best."""
    top = {problem: lean[problem, _best(lean, problem)].mean() for problem in _problems(lean)}
    return {(problem, one): top[problem] - values.mean() for (problem, one), values in lean.items()}


def _smallest(regrets: Regrets, problem: str) -> Any:
    """The fewest hidden nodes that are within the margin of a problem's best."""
    return next(one for one in sizes(regrets) if regrets[problem, one] <= _MARGIN)


def _worst_problem(regrets: Regrets, size: Any) -> str:
    of_size = [(regret, problem) for (problem, one), regret in regrets.items() if one == size]
    return max(of_size)[1]


def _loses(
    accuracy: Levels,
    regrets: Regrets,
    best: dict[str, Any],
    size: Any,
    rows: Sequence[int],
) -> Finding:
    """Whether a setting loses more than the margin on the problem where validation says it does."""
    problem = _worst_problem(regrets, size)
    return above(
        accuracy[problem, best[problem]] - accuracy[problem, size],
        _MARGIN,
        f"test accuracy lost by {shown(size)} hidden nodes on {problem} against the best there",
        f"the setting of {shown(size)} hidden nodes loses least where it loses most: on {problem}",
        rows,
        POINTS,
    )


def _decisive(parts: Sequence[Finding]) -> Finding:
    """The part that decides: every setting must lose, so the one that loses least does."""
    for verdict in (NOT_REPRODUCED, UNDECIDED):
        of_verdict = [part for part in parts if part.verdict == verdict]
        if of_verdict:
            return min(of_verdict, key=lambda part: part.estimate)
    return min(parts, key=lambda part: part.interval[0])


def _sizes_differ(
    accuracy: Levels,
    regrets: Regrets,
    best: dict[str, Any],
    enough: dict[str, Any],
    rows: Sequence[int],
) -> tuple[Finding, Finding]:
    """What is enough for the easiest problem is enough for it, and not for another."""
    order = sizes(accuracy)
    easy = min(enough, key=lambda problem: order.index(enough[problem]))
    size = enough[easy]
    hard = _worst_problem(regrets, size)
    return (
        not_worse(
            accuracy[easy, size] - accuracy[easy, best[easy]],
            _MARGIN,
            f"test accuracy of {shown(size)} hidden nodes on {easy} less that of the best there",
            f"on {easy}, {shown(size)} hidden nodes have the accuracy of the best plus",
            rows,
            POINTS,
        ),
        above(
            accuracy[hard, best[hard]] - accuracy[hard, size],
            _MARGIN,
            f"test accuracy lost by {shown(size)} hidden nodes on {hard} against the best there",
            f"on {hard}, {shown(size)} hidden nodes lose",
            rows,
            POINTS,
        ),
    )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by hidden nodes, a panel per problem."""
    accuracy = _at_best(table, "test_accuracy")
    order = sizes(accuracy)
    panels = []
    for problem in _problems(accuracy):
        rows = [
            {"size": shown(one), "repeat": repeat, "accuracy": right}
            for one in order
            for repeat, right in enumerate(accuracy[problem, one])
        ]
        panels.append(
            Panel(
                title=problem,
                x="hidden nodes (10+10: two layers)",
                y="test accuracy (%)",
                lines=(line(pd.DataFrame(rows), "size", "accuracy", times=100),),
            )
        )
    return Chart(
        title="Hidden nodes and layers, problem by problem",
        alt=(
            "Test accuracy by hidden nodes, each at its best learning rate, one panel per data set."
        ),
        panels=tuple(panels),
    )


CLAIM = Claim(
    id="no_universal",
    section="2.5.1",
    sentence="No single number of nodes or layers is best for every problem.",
    statistic=(
        "test accuracy lost by each number of hidden nodes and layers against the best of a "
        "problem, each at its own best learning rate"
    ),
    rule=(
        "reproduced if every setting loses at least one point on some problem, and the smallest "
        "that is within a point of the best on one problem is not so on another (which problems, "
        "validation data say); not reproduced if one setting is clearly within a point everywhere, "
        "or the same size is enough everywhere"
    ),
    judge=judge,
    chart=chart,
)
