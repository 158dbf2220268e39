"""Published accuracies as points of a chart, for the settings that a table has trained."""

from __future__ import annotations

import operator

import pandas as pd

from nnexp.claims.chart import Line
from nnexp.claims.published import beside


def published_line(table: pd.DataFrame, x: str) -> tuple[Line, ...]:
    """The published numbers that stand beside trainings of a table, as one line without bars.

    Args:
        table: of a sweep.
        x: what they are drawn against: `lr`, `epochs` or `hidden_nodes`.

    Returns:
        Test accuracies in per cent, the mean where several were published for one x; no line
        where the table trained none of their settings.
    """
    if "data" not in table:
        return ()
    found: dict[float, list[float]] = {}
    for one in beside(table):
        at = float(operator.attrgetter(x)(one.figure))
        found.setdefault(at, []).append(100 * one.figure.test_accuracy)
    if not found:
        return ()
    places = sorted(found)
    return (
        Line("published", tuple(places), tuple(sum(found[at]) / len(found[at]) for at in places)),
    )
