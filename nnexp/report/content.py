"""What a report says, as plain data: `findings.json`, and what the page is rendered from.

The page carries the same data. `--verify` makes them again from the table on another way, compares
data with data, and renders the page's own data again to see that it reads as they say.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.analysis.best import Best, Edge, Estimate, SameSamples
from nnexp.analysis.languages import told_in
from nnexp.analysis.plain_data import data_of, finding_from, read, written
from nnexp.analysis.registry import ANALYSES
from nnexp.columns import Columns, cell_value
from nnexp.deciding.plain_data import data_of as decision_data
from nnexp.report.failures import Failure, failures
from nnexp.report.next_sweep import NextSweep, data_of_next, next_from, next_sweep
from nnexp.report.page import write_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nnexp.analysis.finding import Finding
    from nnexp.sweeps.data import SweepData

FINDINGS = "findings.json"
SCHEMA = 1
"""Raised when a name or a meaning changes; `docs/findings.md` describes what there is."""

MOST_RANKED = 200
"""Settings of a ranking that are listed."""

_ENDS = ("mean", "low", "high", "test_mean", "test_low", "test_high")


@dataclasses.dataclass(frozen=True)
class TableSize:
    """How much a table holds."""

    hash: str
    """The canonical hash of the table."""
    trials: int
    points: int
    """Different combinations of settings."""
    runs: int
    not_run: int
    """Trials that a stopped sweep did not reach."""
    levels: Mapping[str, int]
    """How many values each swept setting takes."""


@dataclasses.dataclass(frozen=True, eq=False)
class ReportContent:
    """All that a report says of a table and its curves."""

    name: str
    folder: str
    """The sweep's, as it was named when the report was made."""
    select_on: str
    """The data that choose."""
    counts: TableSize
    failures: tuple[Failure, ...]
    """Most frequent first."""
    best: tuple[Best, ...]
    """The best setting of each task."""
    findings: tuple[Finding, ...]
    decided: Mapping[str, Any] | None
    """How a sweep that decides came to its findings, as `deciding.plain_data` has it."""
    next: NextSweep | None
    """What would settle what is open."""


def content_of(sweep: SweepData, findings: Sequence[Finding]) -> ReportContent:
    """What there is to say of a sweep.

    Args:
        sweep: what its folder holds.
        findings: what the analyses found in it.
    """
    from nnexp.table import canonical_hash

    table, swept = sweep.table, sweep.swept
    return ReportContent(
        name=sweep.name,
        folder=str(sweep.directory),
        select_on=sweep.select_on,
        counts=TableSize(
            hash=canonical_hash(table),
            trials=len(table),
            points=len(table[list(swept)].drop_duplicates()) if swept else min(1, len(table)),
            runs=int(table["run_id"].nunique()),
            not_run=int((table["status"] == "not_run").sum()),
            levels={name: int(table[name].nunique(dropna=False)) for name in swept},
        ),
        failures=tuple(failures(table, swept, sweep.columns)),
        best=sweep.answers,
        findings=tuple(findings),
        decided=sweep.decided and decision_data(sweep.decided[1]),
        next=next_sweep(sweep, findings),
    )


def data_of_content(content: ReportContent) -> dict[str, Any]:
    """What a report says, as JSON has it."""
    return {
        "schema": SCHEMA,
        "nnexp": version("nnexp"),
        "name": content.name,
        "folder": content.folder,
        "select_on": content.select_on,
        "table": dataclasses.asdict(content.counts),
        "failures": [dataclasses.asdict(one) for one in content.failures],
        "best": [_data_of_best(one) for one in content.best],
        "findings": [data_of(one) for one in content.findings],
        "decided": content.decided,
        "next": data_of_next(content.next),
    }


def content_from(data: Mapping[str, Any], columns: Columns) -> ReportContent:
    """The content that `data_of_content` made this of.

    Args:
        data: as JSON has it.
        columns: the settings and metrics of the sweep.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is not one.
        ColumnsError: a metric is unknown.
    """
    return ReportContent(
        name=data["name"],
        folder=data["folder"],
        select_on=data["select_on"],
        counts=TableSize(**data["table"]),
        failures=tuple(
            Failure(**{**one, "settings": tuple(one["settings"])}) for one in data["failures"]
        ),
        best=tuple(_best_from(one, columns) for one in data["best"]),
        findings=tuple(
            told_in(
                columns.language,
                (finding_from(one, ANALYSES, columns) for one in data["findings"]),
            )
        ),
        decided=data.get("decided"),
        next=next_from(data.get("next")),
    )


def write_findings(content: ReportContent, directory: Path) -> Path:
    """Write `findings.json`; see `docs/findings.md`.

    Raises:
        ReportError: the folder cannot be written to.
    """
    text = json.dumps(data_of_content(content), indent=1, allow_nan=False, ensure_ascii=False)
    return write_page(f"{text}\n", directory / FINDINGS)


def _data_of_best(best: Best) -> dict[str, Any]:
    return {
        "problem": dict(best.problem),
        "setting": dict(best.setting),
        "select_on": best.select_on,
        "metric": best.measured.name,
        "selection": _data_of_estimate(best.selection),
        "test": _data_of_estimate(best.test),
        "held_out": best.held_out and [_data_of_estimate(one) for one in best.held_out],
        "same_samples": best.same_samples and dataclasses.asdict(best.same_samples),
        "edges": [dataclasses.asdict(edge) for edge in best.edges],
        "settings": best.settings,
        "most_repeats": best.most_repeats,
        "ranking": [
            {
                "setting": {name: cell_value(row[name]) for name in best.setting},
                **{end: written(float(row[end])) for end in _ENDS},
                "repeats": int(row["repeats"]),
            }
            for row in best.ranking.head(MOST_RANKED).to_dict("records")
        ],
    }


def _best_from(data: Mapping[str, Any], columns: Columns) -> Best:
    import pandas as pd

    rows, setting = data["ranking"], dict(data["setting"])
    # As objects: among missing values pandas would turn whole numbers into others.
    settings = {n: pd.Series([row["setting"][n] for row in rows], dtype=object) for n in setting}
    numbers = {end: [read(row[end]) for row in rows] for end in _ENDS}
    return Best(
        problem=dict(data["problem"]),
        setting=setting,
        select_on=data["select_on"],
        measured=columns.metric(data["metric"]),
        tested=columns.chooser("test"),
        selection=_estimate_from(data["selection"]),
        test=_estimate_from(data["test"]),
        held_out=_held_out_from(data["held_out"]),
        same_samples=data["same_samples"] and SameSamples(**data["same_samples"]),
        edges=tuple(Edge(**edge) for edge in data["edges"]),
        settings=data["settings"],
        most_repeats=data["most_repeats"],
        ranking=pd.DataFrame(settings | numbers | {"repeats": [row["repeats"] for row in rows]}),
    )


def _held_out_from(data: Sequence[Mapping[str, Any]] | None) -> tuple[Estimate, Estimate] | None:
    if data is None:
        return None
    selection, test = map(_estimate_from, data)
    return selection, test


def _data_of_estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "mean": written(estimate.mean),
        "low": written(estimate.low),
        "high": written(estimate.high),
        "repeats": estimate.repeats,
    }


def _estimate_from(data: Mapping[str, Any]) -> Estimate:
    mean, low, high = (read(data[name]) for name in ("mean", "low", "high"))
    return Estimate(mean, low, high, data["repeats"])
