"""Every finding that a sweep's grid makes meaningful, in the order a reader wants them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NoReturn, cast

import numpy as np
import pandas as pd

from nnexp.analysis.cautions import test_data_chose
from nnexp.analysis.finding import AnalysisError, Finding, Words
from nnexp.analysis.languages import told_in
from nnexp.analysis.registry import ANALYSES
from nnexp.analysis.study import Analysis, Study
from nnexp.columns import Columns
from nnexp.metrics import Part
from nnexp.process.forks import in_forks

_MANY = 2_000
"""Trials of which it takes longer to find what they tell than to begin forks."""


def findings(
    table: pd.DataFrame,
    curves: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    classes: Mapping[str, int] = MappingProxyType({}),
    *,
    columns: Columns,
    whole: pd.DataFrame | None = None,
    sampled: Mapping[str, np.ndarray] = MappingProxyType({}),
    at_once: int = 1,
) -> list[Finding]:
    """All findings of a sweep: what each analysis of the registry says of each slice.

    Slices in which nothing can be said (every trial failed, one value left) are passed over.

    Args:
        table: one row per trial.
        curves: one row per run and epoch.
        swept: dotted names of the settings that differ between grid points.
        select_on: `validation` or `test`: the data that choose.
        classes: how many each data set has, by its `data_fingerprint`.
        columns: what the frames' columns mean.
        whole: where `table` is a part of a large one, that one: some analyses need all trials.
        sampled: of settings with very many values the rows of `table`, as a mask, in which
            questions about other settings are asked.
        at_once: questions of a large table that are answered at the same time, by forks of this
            process where those are safe.

    Returns:
        Findings grouped by analysis; none for an empty sweep. Where test data choose, each says
        so among its cautions.
    """
    if table.empty or columns.chooser(cast("Part", select_on)) is None:
        return []
    study = Study(table, curves, tuple(swept), cast("Part", select_on), classes, columns)
    every = study if whole is None else dataclasses.replace(study, table=whole)

    def answers(analysis: Analysis, settings: tuple[str, ...]) -> list[Finding]:
        asked = every if analysis.whole else _asked(study, settings, sampled)
        return [dataclasses.replace(one, words=_LATER) for one in analysis.run(asked, settings)]

    questions = [
        functools.partial(answers, analysis, settings)
        for analysis in ANALYSES.values()
        for settings in analysis.needs(study)
    ]
    found_by = dict(in_forks(questions, at_once if len(every.table) >= _MANY else 1))
    found = [finding for place in sorted(found_by) for finding in found_by[place]]
    if select_on == "test":
        chose = test_data_chose()
        found = [dataclasses.replace(one, cautions=(*one.cautions, chose)) for one in found]
    return told_in(columns.language, found)


def _not_yet(*_: object) -> NoReturn:
    raise AnalysisError("a finding is told in a language once it has come from its fork")


_LATER = Words(_not_yet, _not_yet, _not_yet, _not_yet, _not_yet, _not_yet, _not_yet)
"""Words are functions, which no fork can send; `told_in` knows those of every analysis."""


def _asked(study: Study, settings: Sequence[str], sampled: Mapping[str, np.ndarray]) -> Study:
    """The study with the rows in which a question about some settings is asked."""
    masks = [mask for name, mask in sampled.items() if name not in settings]
    if not masks:
        return study
    return dataclasses.replace(study, table=study.table[np.logical_and.reduce(masks)])


def unanswered(
    table: pd.DataFrame,
    swept: Sequence[str],
    select_on: str,
    found: Sequence[Finding],
    *,
    columns: Columns,
) -> Iterator[str]:
    """Why questions that the grid asks of the table have no finding in any slice.

    Args:
        table: one row per trial.
        swept: dotted names of the settings that differ between grid points.
        select_on: `validation` or `test`: the data that choose.
        found: the findings of the sweep.
        columns: what the table's columns mean.

    Yields:
        A line for each such question, in the order of the registry; what several have in common
        once.
    """
    study = Study(
        table, pd.DataFrame(), tuple(swept), cast("Part", select_on), {}, columns, strict=True
    )
    if columns.chooser(study.select_on) is None:
        return
    asked = {(one.analysis, one.over) for one in found}
    told: set[str] = set()
    for analysis in ANALYSES.values():
        for settings in analysis.needs(study):
            if (analysis.name, settings) not in asked:
                try:
                    next(analysis.run(study, settings), None)
                except AnalysisError as error:
                    if (why := str(error)) not in told:
                        told.add(why)
                        yield why
