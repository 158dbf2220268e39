"""Published accuracies as points of a chart, for the settings that a table has trained."""

from __future__ import annotations

import operator

import pandas as pd

from nnexp.claims.chart import Line, Panel
from nnexp.claims.first_weights import BOOKS
from nnexp.claims.published import beside

NOTES = ("Published: single trainings by the book and its author, with first weights fan_out.",)


def published_line(table: pd.DataFrame, x: str) -> tuple[Line, ...]:
    """The published numbers that stand beside trainings of a table, as points without bars.

    Args:
        table: of a sweep.
        x: what they are drawn against: `lr`, `epochs` or `hidden_nodes`.

    Returns:
        Test accuracies in per cent with the first weights of the book, the mean where several
        were published for one x; no line where the table trained none of their settings.
    """
    if "data" not in table:
        return ()
    found: dict[float, list[float]] = {}
    for one in beside(table):
        if one.figure.init != BOOKS or one.figure.rotation:
            continue
        at = float(operator.attrgetter(x)(one.figure))
        found.setdefault(at, []).append(100 * one.figure.test_accuracy)
    if not found:
        return ()
    places = sorted(found)
    return (
        Line(
            "published",
            tuple(places),
            tuple(sum(found[at]) / len(found[at]) for at in places),
            joined=False,
        ),
    )


def published_notes(*panels: Panel) -> tuple[str, ...]:
    """What a chart must say about published numbers, if one of its panels shows any."""
    shown = any(not line.joined for panel in panels for line in panel.lines)
    return NOTES if shown else ()
