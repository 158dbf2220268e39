"""Which hidden layers are best, problem by problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from nnexp.claims.accuracy import as_good, better, shared
from nnexp.claims.chart import Chart, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.evidence import AS_GOOD, above
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, at_own_best, labels
from nnexp.claims.unit import POINTS
from nnexp.claims.verdict import NOT_REPRODUCED, all_of, combine
from nnexp.language.said import joined, said

_SIZE = "data.train_size"

Regrets = Mapping[tuple[str, Any], float]
"""Validation accuracy lost against the best setting of a problem, by problem and setting."""


def judge(table: pd.DataFrame) -> Judgement:
    """Whether what suffices differs by problem, and every setting loses somewhere."""
    accuracy, lean = _at_best(table, "test_accuracy"), _at_best(table, "validation_accuracy")
    regrets = _regrets(lean)
    problems = {str(name): rows for name, rows in _named(table).groupby("problem", sort=False)}
    best = {problem: _best(lean, problem) for problem in problems}
    enough = {problem: _smallest(regrets, problem) for problem in best}
    losses = [_loses(accuracy, regrets, best, one, problems) for one in sizes(accuracy)]
    return combine(
        _sizes_differ(accuracy, regrets, best, enough, problems),
        (_decisive(losses),),
        cautions=(
            said(
                "the smallest number of hidden nodes within a point of the best: {each}",
                each=joined(
                    "{one}, {more}",
                    [
                        said("{problem} {size}", problem=_name(problem), size=shown(size))
                        for problem, size in enough.items()
                    ],
                ),
            ),
            "each setting is taken at the learning rate that suits it best on validation data",
        ),
    )


def _at_best(table: pd.DataFrame, report: str) -> Levels:
    """A metric by problem and setting, each at the learning rate that suits it best."""
    return at_own_best(_named(table), ("problem", "hidden_nodes"), report=report)[0]


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(problem=[_problem(row) for row in table.to_dict("records")])


def _problem(row: Mapping[Any, Any]) -> str:
    """A data set, or some records of it."""
    size = row.get(_SIZE)
    return (
        str(row["data"])
        if size is None or pd.isna(size)
        else f"{row['data']} ({int(size)} records)"
    )


def _name(problem: str) -> str:
    """The same, said so that it can be told in other languages."""
    data, some, count = problem.removesuffix(" records)").partition(" (")
    return said("{data} ({count} records)", data=data, count=count) if some else data


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
    return next(one for one in sizes(regrets) if regrets[problem, one] <= AS_GOOD)


def _worst_problem(regrets: Regrets, size: Any) -> str:
    of_size = [(regret, problem) for (problem, one), regret in regrets.items() if one == size]
    return max(of_size)[1]


def _loses(
    accuracy: Levels,
    regrets: Regrets,
    best: Mapping[str, Any],
    size: Any,
    problems: Mapping[str, pd.DataFrame],
) -> Judgement:
    """Whether a setting is not as good as the best, on the problem where it loses most."""
    problem = _worst_problem(regrets, size)
    ours, top = accuracy[problem, size], accuracy[problem, best[problem]]
    rows = problems[problem]
    return above(
        top - ours,
        AS_GOOD,
        said(
            "accuracy that the best all-rounder, {size} hidden nodes, loses where it loses most",
            size=shown(size),
        ),
        said(
            "the setting of {size} hidden nodes loses most on {problem}, against the best there:",
            size=shown(size),
            problem=_name(problem),
        ),
        labels(rows),
        POINTS,
        shared(ours, top, rows),
    )


def _decisive(parts: Sequence[Judgement]) -> Judgement:
    """The part that decides: every setting must lose, so the one that loses least does.

    That it is one of several candidates for the all-rounder is in its favour: their number enters
    where it is shown to lose nothing.
    """
    as_good = [part for part in parts if part.verdict == NOT_REPRODUCED]
    if as_good:
        least = min(as_good, key=lambda part: part.p)
        return dataclasses.replace(least, p=min(1.0, least.p * len(parts)))
    return max(parts, key=lambda part: part.p)


def _sizes_differ(
    accuracy: Levels,
    regrets: Regrets,
    best: Mapping[str, Any],
    enough: Mapping[str, Any],
    problems: Mapping[str, pd.DataFrame],
) -> Judgement:
    """Whether what is enough for the easiest problem is enough for it, and not for another."""
    order = sizes(accuracy)
    easy = min(enough, key=lambda problem: order.index(enough[problem]))
    size = enough[easy]
    hard = _worst_problem(regrets, size)
    return all_of(
        "what is enough for one problem is not for another",
        (
            as_good(
                accuracy[easy, size],
                accuracy[easy, best[easy]],
                said(
                    "test accuracy of {size} hidden nodes on {problem} less that of the best there",
                    size=shown(size),
                    problem=_name(easy),
                ),
                said(
                    "on {problem}, {size} hidden nodes have the accuracy of the best plus",
                    problem=_name(easy),
                    size=shown(size),
                ),
                problems[easy],
            ),
            better(
                accuracy[hard, best[hard]],
                accuracy[hard, size],
                said(
                    "test accuracy lost by {size} hidden nodes on {problem} against the best there",
                    size=shown(size),
                    problem=_name(hard),
                ),
                said(
                    "on {problem}, {size} hidden nodes lose",
                    problem=_name(hard),
                    size=shown(size),
                ),
                problems[hard],
            ),
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
                title=_name(problem),
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
        "core: the smallest setting that is as good as the best of one problem, within a point, is "
        "worse than the best of another (which problems, validation data say); also: every setting "
        "is more than a point worse than the best of some problem"
    ),
    judge=judge,
    chart=chart,
)
