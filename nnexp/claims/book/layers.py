"""Numbers of hidden layers and activations, each at its own best learning rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from nnexp.claims.accuracy import better
from nnexp.claims.chart import Chart, Line, Panel, line
from nnexp.claims.claim import Claim
from nnexp.claims.judgement import Judgement
from nnexp.claims.pairing import Levels, at_own_best
from nnexp.claims.verdict import combine
from nnexp.language.said import joined, said

NODES, ACTIVATION = "hidden_nodes", "network.activation"
_SETTINGS = (NODES, ACTIVATION)

Level = tuple[object, str]
"""The value of `hidden_nodes`, and the activation."""


def judge(table: pd.DataFrame) -> Judgement:
    """Whether depth and activation each make a difference, other things at their best."""
    accuracy, chosen = at_own_best(table, _SETTINGS)
    lean, _ = at_own_best(table, _SETTINGS, report="validation_accuracy")
    # Validation data name best and worst, test data say how far apart they are.
    by_depth = _best_of_depths(lean)
    best, worst = (
        end(by_depth.values(), key=lambda level: lean[level].mean()) for end in (max, min)
    )
    # Without a hidden layer there is no activation to choose.
    hidden = {count: level for count, level in by_depth.items() if count}
    at = depth(max(hidden.values(), key=lambda level: lean[level].mean()))
    rivals = [level for level in lean if depth(level) == at]
    good, poor = (end(rivals, key=lambda level: lean[level].mean()) for end in (max, min))
    return combine(
        better(
            accuracy[best],
            accuracy[worst],
            "test accuracy between the best and the worst number of hidden layers",
            said("{good} is better than {poor} by", good=_name(best), poor=_name(worst)),
            table,
        ),
        (
            better(
                accuracy[good],
                accuracy[poor],
                "test accuracy between the best and the worst activation",
                said("{good} is better than {poor} by", good=_name(good), poor=_name(poor)),
                table,
            ),
        ),
        cautions=(
            _bests(accuracy, by_depth, chosen),
            *_not_one_by_one(lean),
            *_at_ends(table, chosen),
        ),
    )


def depth(level: Level) -> int:
    """How many hidden layers a setting has: the column holds `0`, `100` or `[100,50]`."""
    nodes = str(level[0])
    return 0 if nodes == "0" else nodes.count(",") + 1


def _best_of_depths(levels: Levels) -> dict[int, Level]:
    """The setting with the highest mean of each depth, by depth."""
    best: dict[int, Level] = {}
    for level in sorted(levels, key=lambda level: float(levels[level].mean())):
        best[depth(level)] = level
    return dict(sorted(best.items()))


def _name(level: Level) -> str:
    if depth(level) == 0:
        return "a network without hidden layers"
    count = depth(level)
    return said(
        "{count} hidden layer of {activation}"
        if count == 1
        else "{count} hidden layers of {activation}",
        count=count,
        activation=level[1],
    )


def _bests(accuracy: Levels, by_depth: Mapping[int, Level], chosen: Mapping[Level, float]) -> str:
    told = [
        said(
            "{setting} {share:.1f} % (lr {lr:g})",
            setting=_name(level),
            share=100 * accuracy[level].mean(),
            lr=chosen[level],
        )
        for level in by_depth.values()
    ]
    return said("the best of each depth: {told}", told=joined("{one}, {more}", told))


def _not_one_by_one(lean: Levels) -> Iterator[str]:
    """Whether the best activation is another one at another depth."""
    winners = {count: level[1] for count, level in _best_of_depths(lean).items() if count}
    if len(set(winners.values())) > 1:
        told = [
            said("{name} with {count}", name=name, count=count) for count, name in winners.items()
        ]
        yield said(
            "the best activation depends on the number of hidden layers: {told}",
            told=joined("{one}, {more}", told),
        )


def _at_ends(table: pd.DataFrame, chosen: Mapping[Level, float]) -> Iterator[str]:
    """Which settings might do better still beyond the learning rates tried."""
    ends: dict[object, tuple[float, float]] = {
        level: (part["lr"].min(), part["lr"].max())
        for level, part in table.groupby(list(_SETTINGS), sort=False)
    }
    found = [
        _name(level)
        for level, lr in chosen.items()
        if lr in ends[level] and ends[level][0] < ends[level][1]
    ]
    if found:
        yield said(
            "at an end of the learning rates tried, and so perhaps better still: {told}",
            told=joined("{one}; {more}", found),
        )


def chart(table: pd.DataFrame) -> Chart:
    """Test accuracy by number of hidden layers for each activation, and learning rates."""
    accuracy, _ = at_own_best(table, _SETTINGS)
    by_layers = [
        _line(accuracy, name)
        for name in dict.fromkeys(level[1] for level in accuracy if depth(level))
    ]
    return Chart(
        title="Depth and activation, each at its own best learning rate",
        alt="Test accuracy by number of hidden layers, one line per activation.",
        panels=(
            Panel(
                x="hidden layers",
                y="test accuracy (%)",
                lines=tuple(by_layers),
                legend="activation",
            ),
        ),
    )


def _line(accuracy: Levels, activation: str) -> Line:
    """One activation by depth; no hidden layer serves every activation alike."""
    rows = [
        {"depth": depth(level), "repeat": repeat, "accuracy": right}
        for level, values in accuracy.items()
        if level[1] == activation or (depth(level) == 0 and _first(accuracy) == level)
        for repeat, right in enumerate(np.asarray(values))
    ]
    return line(pd.DataFrame(rows), "depth", "accuracy", activation, times=100)


def _first(accuracy: Levels) -> Level | None:
    return next((level for level in accuracy if depth(level) == 0), None)


CLAIM = Claim(
    id="layers",
    section="2.5.1, 3.3",
    sentence="The number of hidden layers and the activation are choices to settle by experiment.",
    statistic=(
        "test accuracy by number of hidden layers and activation, each at the learning rate that "
        "suits it best on validation data"
    ),
    rule=(
        "core: the best number of hidden layers is more accurate than the worst, each with its "
        "best activation; also: the best activation at the best depth is more accurate than the "
        "worst there (which these are, validation data say)"
    ),
    judge=judge,
    chart=chart,
)
