"""The analyses as they are asked about the book's network, by its usual metrics and settings."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from nnexp import analysis, deciding, table
from nnexp.analysis import best, summary
from nnexp.analysis import samples as of_slice
from nnexp.analysis.findings import unanswered as find_unanswered
from nnexp.trainables.book.columns import BOOK

_BY = {"metric": "validation_accuracy"}


def _asked(ask: Callable[..., Any], **usual: Any) -> Callable[..., Any]:
    """The function with values for what is left out."""
    names = tuple(inspect.signature(ask).parameters)

    @functools.wraps(ask)
    def asked(*given: Any, **named: Any) -> Any:
        placed = dict(zip(names, given, strict=False))
        return ask(**{**usual, "columns": BOOK, **placed, **named})

    return asked


sweet_spot = _asked(analysis.sweet_spot, setting="lr", **_BY)
sensitivity = _asked(analysis.sensitivity, setting="lr", **_BY)
repeats_needed = _asked(analysis.repeats_needed, setting="lr", **_BY)
capacity = _asked(analysis.capacity, setting="hidden_nodes", **_BY)
interaction = _asked(analysis.interaction, setting="lr", over="epochs", **_BY)
importance = _asked(analysis.importance, settings=("lr", "hidden_nodes"), **_BY)
own_best = _asked(analysis.own_best, others=("lr",), **_BY)
overfitting_onset = _asked(analysis.overfitting_onset, metric="validation_loss")
variance = _asked(analysis.variance, metric="test_accuracy")
compare = _asked(analysis.compare, metric="test_accuracy")
slices = _asked(analysis.slices)
findings = _asked(analysis.findings)
unanswered = _asked(find_unanswered)
best_settings = _asked(best.best_settings)
rank = _asked(best.rank)
samples = _asked(of_slice.samples)
Question = _asked(deciding.Question, **_BY)
column = _asked(table.column)
write = _asked(table.write)
write_curves = _asked(table.write_curves)
rows_with = _asked(table.rows_with)
setting_of = _asked(table.setting_of)
impossible_value = _asked(table.impossible_value)
documented = _asked(table.documented)
COLUMN_DOCS = table.table_docs(BOOK)
CURVE_DOCS = table.curve_docs(BOOK)


def summarise(rows: pd.DataFrame, by: Sequence[str], metric: str, *more: Any) -> pd.DataFrame:
    """As `nnexp.analysis.summary.summarise`, by the metric's name."""
    return summary.summarise(rows, by, BOOK.metrics.get(metric, metric), *more)
