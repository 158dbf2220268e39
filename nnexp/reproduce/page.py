"""`report.html` and `claims.csv`: what became of every claim."""

from __future__ import annotations

import base64
import csv
import functools
import io
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nnexp.claims.full_run import full_verdicts
from nnexp.claims.judgement import Judgement
from nnexp.claims.published import Beside
from nnexp.claims.verdict import IN_PART, NOT_REPRODUCED, REPRODUCED, UNDECIDED
from nnexp.language import ENGLISH, phrase
from nnexp.language.said import said, told_in
from nnexp.plots.style import is_drawable
from nnexp.report.page import render, write_page
from nnexp.reproduce.grid import ReproduceError
from nnexp.reproduce.picture import DrawnChart, picture
from nnexp.reproduce.published_numbers import PUBLISHED_COLUMNS, every_number, published_rows, told
from nnexp.reproduce.reproduction import Reproduction

REPORT, TABLE, PARTS = "report.html", "claims.csv", "parts.csv"
PUBLISHED, PLOTS = "published.csv", "plots"
COLUMNS = (
    "id",
    "section",
    "claim",
    "verdict",
    "effect",
    "estimate",
    "low",
    "high",
    "unit",
    "repeats",
    "sentence",
    "cautions",
    "rule",
    "method",
    "command",
    "seconds",
    "error",
)

PART_COLUMNS = (
    "id",
    "part",
    "verdict",
    "effect",
    "estimate",
    "low",
    "high",
    "unit",
    "p",
    "repeats",
)

CORE, SECONDARY = "core", "secondary"

_TONES = {
    REPRODUCED: "good",
    IN_PART: "warn",
    NOT_REPRODUCED: "bad",
    UNDECIDED: "neutral",
    "error": "bad",
}


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


def write_results(
    done: Sequence[Reproduction],
    directory: Path,
    command: str,
    *,
    quick: bool,
    language: str = ENGLISH,
) -> list[Path]:
    """Write page, table and plots of a run.

    Args:
        done: every claim that was asked for.
        directory: where they go.
        command: what made them, for the page.
        quick: whether it was a quick look.
        language: of the page and its plots; the tables are the same in each.

    Returns:
        The page, the table of claims, that of their parts and that of published numbers.

    Raises:
        ReproduceError: the plots cannot be written there.
        ReportError: page or table cannot.
    """
    pictures = {one.claim.id: picture(one.chart, language) for one in done if one.chart is not None}
    try:
        for name, drawn in pictures.items():
            for ending, content in (("svg", drawn.svg), ("png", drawn.png)):
                (directory / PLOTS / f"{name}.{ending}").write_bytes(content)
    except OSError as error:
        raise _unwritable(directory, error) from error
    return [
        write_page(
            results_page(done, pictures, command, quick=quick, language=language),
            directory / REPORT,
        ),
        write_page(_csv(done), directory / TABLE),
        write_page(_parts_csv(done), directory / PARTS),
        write_page(
            _lines(PUBLISHED_COLUMNS, published_rows(_besides(done))), directory / PUBLISHED
        ),
    ]


def _unwritable(directory: Path, error: OSError) -> ReproduceError:
    return ReproduceError(
        f"{directory}: cannot be written to ({error.strerror}); name another folder with --out"
    )


def results_page(
    done: Sequence[Reproduction],
    pictures: dict[str, DrawnChart],
    command: str,
    *,
    quick: bool,
    language: str = ENGLISH,
) -> str:
    """The page as text."""
    return render(
        "claims.html.j2",
        language,
        version=version("nnexp"),
        command=command,
        quick=quick,
        undrawn=not is_drawable(language),
        others=_other_verdicts(done) if quick else [],
        counts=[
            (name, sum(verdict_of(one) == name for one in done), _TONES[name])
            for name in _TONES
            if any(verdict_of(one) == name for one in done)
        ],
        claims=[_shown(one, pictures.get(one.claim.id), language) for one in done],
        numbers=every_number(_besides(done), language),
    )


def _besides(done: Sequence[Reproduction]) -> list[tuple[str, Beside]]:
    return [(one.claim.id, found) for one in done for found in one.published]


def verdict_of(one: Reproduction) -> str:
    """The verdict, or `error` where there is none."""
    return one.finding.verdict if one.finding is not None else "error"


def quick_look(done: Sequence[Reproduction], language: str = ENGLISH) -> str:
    """In one sentence, that a look was quick and how its verdicts differ from the full run's."""
    say = functools.partial(phrase, language)
    told = [
        say("{name} ({here}, there {there})", name=name, here=say(here), there=say(there))
        for name, here, there in _other_verdicts(done)
    ]
    same = "A quick look at small data: the verdicts of the committed full run are the same."
    differ = same.replace("are the same", "differ for {which}")
    return say(differ, which=say(", ").join(told)) if told else say(same)


def _other_verdicts(done: Sequence[Reproduction]) -> list[tuple[str, str, str]]:
    """Claims judged otherwise than in the committed full run, with both verdicts."""
    full = full_verdicts()
    return [
        (one.claim.id, verdict_of(one), full[one.claim.id])
        for one in done
        if full.get(one.claim.id, verdict_of(one)) != verdict_of(one)
    ]


def told_of(one: Reproduction, language: str = ENGLISH) -> str:
    """What became of a claim, in one sentence."""
    claim, finding, say = one.claim, one.finding, functools.partial(phrase, language)
    parts = {"claim": claim.id, "section": claim.section}
    if finding is None:
        return say("{claim} ({section}) could not be run: {error}.", **parts, error=one.error)
    told = "{claim} ({section}) is {verdict}: {metric}: {effect}, after {seconds} s."
    if finding.verdict == IN_PART:
        told = "{claim} ({section}) is reproduced {verdict}: {metric}: {effect}, after {seconds} s."
    return say(
        told,
        **parts,
        verdict=say(finding.verdict),
        metric=told_in(language, finding.metric),
        effect=told_in(language, finding.effect),
        seconds=f"{one.seconds:.1f}",
    )


def _method(found: Judgement, language: str) -> str:
    if language != "zh":
        return f"{found.method} ({found.source})"
    from nnexp.analysis.chinese.methods import method_text

    return f"{method_text(found.method)}（{method_text(found.source)}）"


def _shown(one: Reproduction, drawn: DrawnChart | None, language: str) -> dict[str, Any]:
    claim, finding, chart, frame = one.claim, one.finding, one.chart, one.frame
    size, numbers = ("", {}) if frame is None else frame.size
    tell = functools.partial(told_in, language)
    return {
        "id": claim.id,
        "section": claim.section,
        "claim": claim.sentence,
        "statistic": claim.statistic,
        "rule": claim.rule,
        "verdict": verdict_of(one),
        "tone": _TONES[verdict_of(one)],
        "effect": ""
        if finding is None
        else tell(said("{metric}: {effect}", metric=finding.metric, effect=finding.effect)),
        "parts": []
        if finding is None
        else [_shown_part(*part, language) for part in _parts(finding)],
        "sentence": "" if finding is None else tell(finding.sentence),
        "cautions": () if finding is None else tuple(map(tell, finding.cautions)),
        "method": "" if finding is None else _method(finding, language),
        "error": one.error,
        "command": one.command,
        "sweep": "" if frame is None else frame.sweep,
        "size": phrase(language, size, **numbers),
        "seconds": f"{one.seconds:.1f}",
        "plot": None
        if drawn is None or chart is None
        else {
            "source": f"data:image/svg+xml;base64,{base64.b64encode(drawn.svg).decode()}",
            "width": drawn.width,
            "height": drawn.height,
            "alt": tell(chart.alt),
            "files": [f"{PLOTS}/{claim.id}.{ending}" for ending in ("svg", "png")],
        },
        "published": [told(found, language) for found in one.published],
    }


def _parts(finding: Judgement) -> list[tuple[str, Judgement]]:
    """The parts of a claim, each with what it is to the verdict."""
    return [(SECONDARY if place else CORE, part) for place, part in enumerate(finding.parts)]


def _shown_part(kind: str, part: Judgement, language: str) -> dict[str, str]:
    return {
        "kind": kind,
        "verdict": part.verdict,
        "tone": _TONES[part.verdict],
        "sentence": told_in(language, part.sentence),
    }


def _parts_csv(done: Sequence[Reproduction]) -> str:
    return _lines(
        PART_COLUMNS,
        (
            {"id": one.claim.id, "part": kind, "p": part.p, **_numbers(part)}
            for one in done
            for kind, part in ([] if one.finding is None else _parts(one.finding))
        ),
    )


def _lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table as CSV, with its header."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def _numbers(finding: Judgement) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "effect": finding.metric,
        "estimate": finding.estimate,
        "low": finding.interval[0],
        "high": finding.interval[1],
        "unit": finding.unit,
        "repeats": finding.repeats,
    }


def _csv(done: Sequence[Reproduction]) -> str:
    return _lines(COLUMNS, map(_row, done))


def _row(one: Reproduction) -> dict[str, Any]:
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
    finding = one.finding
    if finding is not None:
        row |= {
            **_numbers(finding),
            "sentence": finding.sentence,
            "cautions": "; ".join(finding.cautions),
            "method": finding.method,
        }
    return row
