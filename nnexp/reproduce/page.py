"""`report.html` and `claims.csv`: what became of every claim."""

from __future__ import annotations

import base64
import csv
import io
import math
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nnexp.analysis.words import number
from nnexp.claims.published import Beside
from nnexp.claims.verdict import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from nnexp.report.page import render, write_page
from nnexp.reproduce.grid import ReproduceError
from nnexp.reproduce.picture import Picture, picture
from nnexp.reproduce.published_numbers import every_number, published_csv, told
from nnexp.reproduce.reproduction import Reproduction

REPORT, TABLE, PUBLISHED, PLOTS = "report.html", "claims.csv", "published.csv", "plots"
COLUMNS = (
    "id",
    "section",
    "claim",
    "verdict",
    "effect",
    "estimate",
    "low",
    "high",
    "repeats",
    "sentence",
    "cautions",
    "rule",
    "method",
    "command",
    "seconds",
    "error",
)

_TONES = {REPRODUCED: "good", NOT_REPRODUCED: "bad", UNDECIDED: "warn", "error": "bad"}


def prepare(directory: Path) -> None:
    """Create a folder for results, before hours are spent on what could not be written.

    Raises:
        ReproduceError: it cannot be created or written to.
    """
    trial = directory / PLOTS / ".writable"
    try:
        trial.parent.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise _unwritable(directory, error) from error


def write_results(done: Sequence[Reproduction], directory: Path, command: str) -> list[Path]:
    """Write page, table and plots of a run.

    Args:
        done: every claim that was asked for.
        directory: where they go.
        command: what made them, for the page.

    Returns:
        The page, the table of claims and the table of published numbers.

    Raises:
        ReproduceError: the plots cannot be written there.
        ReportError: page or table cannot.
    """
    pictures = {one.claim.id: picture(one.chart) for one in done if one.chart is not None}
    try:
        for name, drawn in pictures.items():
            for ending, content in (("svg", drawn.svg), ("png", drawn.png)):
                (directory / PLOTS / f"{name}.{ending}").write_bytes(content)
    except OSError as error:
        raise _unwritable(directory, error) from error
    return [
        write_page(results_page(done, pictures, command), directory / REPORT),
        write_page(_csv(done), directory / TABLE),
        write_page(published_csv(_besides(done)), directory / PUBLISHED),
    ]


def _unwritable(directory: Path, error: OSError) -> ReproduceError:
    return ReproduceError(
        f"{directory}: cannot be written to ({error.strerror}); name another folder with --out"
    )


def results_page(done: Sequence[Reproduction], pictures: dict[str, Picture], command: str) -> str:
    """The page as text."""
    return render(
        "claims.html.j2",
        version=version("nnexp"),
        command=command,
        counts=[
            (name, sum(verdict_of(one) == name for one in done), _TONES[name])
            for name in (REPRODUCED, NOT_REPRODUCED, UNDECIDED, "error")
            if any(verdict_of(one) == name for one in done)
        ],
        claims=[_shown(one, pictures.get(one.claim.id)) for one in done],
        numbers=every_number(_besides(done)),
    )


def _besides(done: Sequence[Reproduction]) -> list[tuple[str, Beside]]:
    return [(one.claim.id, found) for one in done for found in one.published]


def verdict_of(one: Reproduction) -> str:
    """The verdict, or `error` where there is none."""
    return one.finding.verdict if one.finding is not None else "error"


def effect_of(one: Reproduction) -> str:
    """`0.42 (0.3 to 0.5)`, or nothing."""
    if one.finding is None:
        return ""
    low, high = one.finding.interval
    if not math.isfinite(low) or not math.isfinite(high):
        return f"{number(one.finding.estimate)} (no interval)"
    return f"{number(one.finding.estimate)} ({number(low)} to {number(high)})"


def _shown(one: Reproduction, drawn: Picture | None) -> dict[str, Any]:
    claim, finding, chart, frame = one.claim, one.finding, one.chart, one.frame
    return {
        "id": claim.id,
        "section": claim.section,
        "claim": claim.sentence,
        "statistic": claim.statistic,
        "rule": claim.rule,
        "verdict": verdict_of(one),
        "tone": _TONES[verdict_of(one)],
        "effect": effect_of(one),
        "metric": "" if finding is None else finding.metric,
        "sentence": "" if finding is None else finding.sentence,
        "cautions": () if finding is None else finding.cautions,
        "method": "" if finding is None else f"{finding.method} ({finding.source})",
        "error": one.error,
        "command": one.command,
        "sweep": "" if frame is None else frame.sweep,
        "size": "" if frame is None else frame.size,
        "seconds": f"{one.seconds:.1f}",
        "plot": None
        if drawn is None or chart is None
        else {
            "source": f"data:image/svg+xml;base64,{base64.b64encode(drawn.svg).decode()}",
            "width": drawn.width,
            "height": drawn.height,
            "alt": chart.alt,
            "files": [f"{PLOTS}/{claim.id}.{ending}" for ending in ("svg", "png")],
        },
        "published": [told(found) for found in one.published],
    }


def _csv(done: Sequence[Reproduction]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    for one in done:
        finding = one.finding
        row: dict[str, Any] = {
            "id": one.claim.id,
            "section": one.claim.section,
            "claim": one.claim.sentence,
            "verdict": verdict_of(one),
            "rule": one.claim.rule,
            "command": one.command,
            "seconds": f"{one.seconds:.2f}",
            "error": one.error,
        }
        if finding is not None:
            row |= {
                "effect": finding.metric,
                "estimate": finding.estimate,
                "low": finding.interval[0],
                "high": finding.interval[1],
                "repeats": finding.repeats,
                "sentence": finding.sentence,
                "cautions": "; ".join(finding.cautions),
                "method": finding.method,
            }
        table.writerow(row)
    return text.getvalue()
