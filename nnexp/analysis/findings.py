"""Every finding that a sweep's grid makes meaningful, in the order a reader wants them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from nnexp.analysis.capacity import capacity
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.interaction import interaction
from nnexp.analysis.overfitting_onset import overfitting_onset
from nnexp.analysis.samples import slices
from nnexp.analysis.sensitivity import sensitivity
from nnexp.analysis.sweet_spot import sweet_spot
from nnexp.settings import Scalar

Analysis = Callable[[pd.DataFrame, tuple[tuple[str, Scalar], ...]], Finding]

FEWEST_EPOCHS = 3
"""Curves shorter than this say nothing about overfitting."""


def findings(
    table: pd.DataFrame, curves: pd.DataFrame, swept: Sequence[str], select_on: str
) -> list[Finding]:
    """All findings of a sweep: per slice, sweet spot, overfitting, capacity, sensitivity.

    Slices in which nothing can be said (every trial failed, one value left) are passed over.

    Args:
        table: one row per trial.
        curves: one row per run and epoch.
        swept: dotted names of the settings that differ between grid points.
        select_on: `validation` or `test`: the data that choose.

    Returns:
        Findings grouped by analysis; none for an empty sweep. Where test data choose, each says
        so among its cautions.
    """
    found = list(_findings(table, curves, swept, select_on))
    if select_on != "test":
        return found
    caution = "test data chose the setting, so its test results are flattering"
    return [_with_caution(finding, caution) for finding in found]


def _findings(
    table: pd.DataFrame, curves: pd.DataFrame, swept: Sequence[str], select_on: str
) -> Iterator[Finding]:
    accuracy, loss = f"{select_on}_accuracy", f"{select_on}_loss"
    if table.empty:
        return
    if "lr" in swept:
        yield from _per_slice(table, ("lr",), lambda x, w: sweet_spot(x, accuracy, where=w))
    if {"lr", "epochs"} <= set(swept):
        yield from _per_slice(
            table, ("lr", "epochs"), lambda x, w: interaction(x, accuracy, where=w)
        )
    if not curves.empty and curves["epoch"].nunique() >= FEWEST_EPOCHS:
        for metric in (loss, accuracy):
            yield from _onsets(curves, metric)
    if "hidden_nodes" in swept:
        yield from _per_slice(table, ("hidden_nodes",), lambda x, w: capacity(x, accuracy, where=w))
    if "lr" in swept:
        yield from _per_slice(table, ("lr",), lambda x, w: sensitivity(x, accuracy, where=w))


def _onsets(curves: pd.DataFrame, metric: str) -> Iterator[Finding]:
    def onset(rows: pd.DataFrame, where: tuple[tuple[str, Scalar], ...]) -> Finding:
        return overfitting_onset(rows, metric, where)

    yield from _per_slice(curves, ("epoch",), onset)


def _per_slice(frame: pd.DataFrame, over: tuple[str, ...], analysis: Analysis) -> Iterator[Finding]:
    for where, rows in slices(frame, over):
        named = tuple((name, value) for name, value in where.items() if name != "total_epochs")
        try:
            yield analysis(rows, named)
        except AnalysisError:
            # The report lists failed trials by themselves; a slice of them has no finding.
            continue


def _with_caution(finding: Finding, caution: str) -> Finding:
    return dataclasses.replace(finding, cautions=(*finding.cautions, caution))
