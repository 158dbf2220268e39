"""`report.html`: what a sweep found, shown and recorded, as one page of its own."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.analysis.best import Best
from nnexp.plots import draw
from nnexp.plots.levels import level
from nnexp.plural import counted
from nnexp.report.cautions import cautions, no_answer
from nnexp.report.failures import Failure, failures
from nnexp.report.figures import PLOTS, plot_images
from nnexp.report.headline import answer_sentence, size_sentence
from nnexp.report.networks import networks_of, stored_readings
from nnexp.report.number import Number, Sentence
from nnexp.report.page import render, write_page
from nnexp.report.provenance import command, constants, facts
from nnexp.report.recount import masked
from nnexp.report.standings import standings
from nnexp.report.stored import RECORD, StoredSweep, read_curves, read_sweep
from nnexp.report.stored_findings import is_large, stored_findings
from nnexp.report.told import sections
from nnexp.report.trials import Column, trial_columns

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding
    from nnexp.analysis.tasks import Task
    from nnexp.sweeping.reading import Reading

REPORT = "report.html"
_MOST_FAILURES = 5


@dataclasses.dataclass(frozen=True)
class Report:
    """A report as it was written."""

    page: Path
    """One file that needs no other and no network."""
    findings: tuple[Finding, ...]
    """What the analyses found."""


def make_report(directory: Path, *, plots: bool) -> Report:
    """Make plots and `report.html` in a sweep's folder from the files that are there.

    Args:
        directory: the folder of one sweep, with its table, curves, record and, where networks
            are to be pictured, `network.npz` and `reading.npz` or those of each data set.
        plots: whether to draw; else the page shows those that are there.

    Raises:
        ReportError: the record or a plot is missing or damaged, or the folder is read-only.
        ReadingError: the files of the networks are damaged.
        TableError: the table or the curves are missing or damaged.
    """
    directory = Path(directory)
    sweep = read_sweep(directory)
    findings = stored_findings(sweep)
    if plots:
        draw(
            sweep.table,
            read_curves(directory),
            sweep.swept,
            sweep.select_on,
            directory / PLOTS,
            findings=findings,
            readings=_readings(sweep),
        )
    page = write_page(report_page(sweep, findings), directory / REPORT)
    return Report(page, tuple(findings))


def _readings(sweep: StoredSweep) -> list[tuple[Task, Reading]]:
    """What the chosen networks read, without what another sweep in this folder left there."""
    known = set(sweep.table["run_id"])
    return [
        (task, reading)
        for task, reading in stored_readings(sweep)
        if known.issuperset(reading.run_ids)
    ]


def write_report(directory: Path) -> Path:
    """Make `report.html` with the plots that are there; see `make_report`."""
    return make_report(directory, plots=False).page


def report_page(sweep: StoredSweep, findings: Sequence[Finding] = ()) -> str:
    """The page of a stored sweep as text; the same for the same files.

    Args:
        sweep: what its folder holds.
        findings: what the analyses found in it.
    """
    answers = sweep.answers
    networks = networks_of(answers)
    plots = plot_images(sweep.directory, sweep.select_on, tuple(networks))
    trials = trial_columns(sweep.table, sweep.swept)
    return render(
        "report.html.j2",
        name=sweep.name,
        version=version("nnexp"),
        about=_about(sweep),
        started=str(sweep.record.get("started", "")),
        size=size_sentence(sweep.table, sweep.swept),
        answers=[answer_sentence(best) for best in answers],
        cautions=_cautions(sweep, answers, findings),
        failures=list(_failure_sentences(sweep)),
        findings=sections(findings, [{**best.problem, **best.setting} for best in answers]),
        limits=_limits(sweep) if findings else (),
        rankings=[table for best in answers if (table := standings(best)) is not None],
        plots=plots,
        networks=networks,
        all_pictured={plot.task for plot in plots}.issuperset(networks),
        trials=trials,
        island=[_island(column) for column in trials],
        examples=_examples(trials),
        command=command(sweep),
        verify=shlex.join(["python", "-m", "nnexp.report", "--verify", str(sweep.directory)]),
        facts=list(facts(sweep)),
        constants=constants(sweep),
        record=(sweep.directory / RECORD).read_text(encoding="utf-8"),
    )


def _cautions(
    sweep: StoredSweep, answers: Sequence[Best], findings: Sequence[Finding]
) -> list[Sentence]:
    if not answers:
        return [(no_answer(sweep.table, sweep.select_on), ".")]
    return [(*caution, ".") for caution in cautions(answers, sweep.select_on, findings)]


def _limits(sweep: StoredSweep) -> Sentence:
    """What a large grid's findings leave out."""
    if not is_large(sweep.table, sweep.swept):
        return ()
    points = len(sweep.table[list(sweep.swept)].drop_duplicates())
    return (
        "Of the ",
        Number(counted(points, "grid point"), points, "points"),
        ", findings are of those that differ from the best in one setting, or in lr and epochs, "
        "and of the learning curves of the best and its neighbours.",
    )


def _about(sweep: StoredSweep) -> Sentence:
    """What was swept over which data, in a line."""
    data = ", ".join(map(str, sweep.table["data"].unique()))
    parts: list[str | Number] = []
    for name in sweep.swept:
        count = sweep.table[name].nunique(dropna=False)
        parts += [", ", name, " over ", Number(counted(count, "value"), count, "levels", name)]
    return (f"A sweep on {data}: ", *(parts[1:] or ["one setting"]), ".")


def _failure_sentences(sweep: StoredSweep) -> Iterator[Sentence]:
    found = failures(sweep.table, sweep.swept)
    count = sum(failure.trials for failure in found)
    if count:
        yield (
            Number(counted(count, "trial"), count, "failures"),
            " of ",
            Number(f"{len(sweep.table):,}", len(sweep.table), "trials"),
            " failed and count in no mean: ",
            *_joined([_told(failure) for failure in found[:_MOST_FAILURES]]),
            "; and others." if len(found) > _MOST_FAILURES else ".",
        )
    missed = int((sweep.table["status"] == "not_run").sum())
    if missed:
        number = Number(counted(missed, "trial"), missed, "status", "not_run")
        yield (number, " were not run, as the sweep stopped before.")


def _told(failure: Failure) -> Sentence:
    where = f" with {' '.join(failure.settings)}" if failure.settings else ""
    such = "" if failure.alike else "for example: "
    kind = f"{failure.status}: {masked(failure.reason)}"
    count = Number(f"{failure.trials:,}", failure.trials, "alike", kind)
    return (count, f" {failure.status}{where} ({such}{failure.reason or 'no reason'})")


def _joined(sentences: Sequence[Sentence]) -> Sentence:
    parts = [part for sentence in sentences for part in ("; ", *sentence)]
    return tuple(parts[1:])


def _examples(trials: Sequence[Column]) -> list[str]:
    """Two filters that work on this table."""
    first = trials[0]
    cells = [cell for cell in first.cells if cell is not None]
    shares = [column.name for column in trials if column.kind == "percent"]
    return [
        *([f"{first.name}={level(cells[0])}"] if cells else []),
        *(f"{name}>95" for name in shares[:1]),
    ]


def _island(column: Column) -> dict[str, Any]:
    return {"name": column.name, "kind": column.kind, "cells": column.cells}
