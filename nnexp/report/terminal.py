"""The last lines of a sweep in a terminal: failures first, then the answer, then where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nnexp.analysis.best import Best, best_settings
from nnexp.analysis.summary import LEVEL
from nnexp.plural import counted
from nnexp.report.cautions import cautions, no_answer
from nnexp.report.failures import failures
from nnexp.report.headline import setting_text, task_text
from nnexp.report.number import plain
from nnexp.report.ranking import ranking_lines
from nnexp.report.told import about_best
from nnexp.sweeping.result import SweepResult

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding

_MOST_SETTINGS = 3
_MOST_FAILURES = 5
_INDENT = 2
_ASKED = {
    "sweet_spot": "Sweet spot",
    "interaction": "lr and epochs",
    "overfitting_onset": "Overfitting",
    "capacity": "Hidden nodes",
}
"""Analyses that are told here, in this order, and what their sentence is about."""


def print_summary(result: SweepResult, findings: Sequence[Finding], console: Console) -> None:
    """Print what a sweep found, what it cost and where its files are.

    Args:
        result: the sweep, whatever became of its trials.
        findings: what the analyses found in it.
        console: where to print; colour adds nothing that the words do not say.
    """
    answers = best_settings(result.table, result.swept, result.select_on)
    console.print()
    _print_failures(result, console)
    for best in answers:
        _print_best(best, console)
    if not answers:
        _say(console, no_answer(result.table, result.select_on), "bold red")
        console.print()
    told = _print_findings(answers, findings, console)
    notes = list(cautions(answers, result.select_on, findings))
    for note in notes:
        _say(console, f"Note: {plain(note)}", "yellow")
    if told or notes:
        console.print()
    _print_facts(result, console)


def _print_failures(result: SweepResult, console: Console) -> None:
    found = failures(result.table, result.swept)
    if found:
        count = sum(failure.trials for failure in found)
        _say(console, f"Failed: {count:,} of {counted(len(result.table), 'trial')}", "bold red")
        for failure in found[:_MOST_FAILURES]:
            where = f" ({' '.join(failure.settings)})" if failure.settings else ""
            why = f": {failure.reason}" if failure.reason else ""
            such = "" if failure.alike else ", for example"
            _say(console, f"{failure.trials:,} {failure.status}{where}{such}{why}", indent=_INDENT)
        if len(found) > _MOST_FAILURES:
            _say(
                console,
                f"and in {counted(len(found) - _MOST_FAILURES, 'other way')}",
                indent=_INDENT,
            )
        console.print()
    unreached = int((result.table["status"] == "not_run").sum())
    if unreached:
        left = counted(unreached, "trial")
        _say(console, f"Not run: {left}, as the sweep stopped before", "bold red")
        console.print()


def _print_best(best: Best, console: Console) -> None:
    chosen = setting_text(best.setting)
    head = f"Best setting by {best.select_on} accuracy" if chosen else "Accuracy"
    _say(console, f"{head}{task_text(best)}{': ' if chosen else ''}{chosen}", "bold")
    lines, settings = ranking_lines(best, _MOST_SETTINGS, console.width - _INDENT)
    table = Table.grid(padding=(0, 2, 0, 0))
    for index in range(len(lines[0])):
        words = index == 0 and lines[0][0].startswith("setting")
        side: Literal["left", "right"] = "left" if words else "right"
        table.add_column(justify=side, no_wrap=index >= settings, overflow="fold")
    for style, line in zip(("dim", "bold", *[""] * len(lines)), lines, strict=False):
        table.add_row(*(_text(console, cell, style) for cell in line))
    console.print(Padding.indent(table, _INDENT))
    further = len(best.ranking) - _MOST_SETTINGS
    repeats = best.ranking["repeats"].head(_MOST_SETTINGS)
    low, high = int(repeats.min()), int(repeats.max())
    count = f"{high}" if low == high else f"{low} to {high}"
    parts = [
        *([f"{further:,} more below"] if further > 0 else []),
        *([f"± half the {100 * LEVEL:.0f} % interval over {count} repeats"] if high > 1 else []),
    ]
    if parts:
        _say(console, "; ".join(parts), "dim", _INDENT)
    console.print()


def _print_findings(answers: Sequence[Best], findings: Sequence[Finding], console: Console) -> bool:
    """A sentence for each question about the best setting; returns whether there was one."""
    best = [{**one.problem, **one.setting} for one in answers]
    # With a schedule there are curves of several lengths: the longest says most.
    longest: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(about_best(findings, best), key=lambda finding: len(finding.rows)):
        longest[finding.analysis, finding.metric, finding.where] = finding
    some = [
        finding
        for finding in longest.values()
        if finding.analysis in _ASKED
        and finding.repeats > 1
        # Overfitting is told by the loss, which shows it first; the report has both.
        and (finding.analysis != "overfitting_onset" or finding.metric.endswith("loss"))
    ]
    for finding in sorted(some, key=lambda finding: list(_ASKED).index(finding.analysis)):
        name = Text(f"{_ASKED[finding.analysis]}: ", "bold")
        console.print(Text.assemble(name, _text(console, finding.sentence)))
    return bool(some)


def _print_facts(result: SweepResult, console: Console) -> None:
    counts = result.counts
    runs = counts.trained + counts.extended + counts.reused + counts.not_run
    done = (
        (counts.trained, "trained"),
        (counts.extended, "continued"),
        (counts.reused, "reused"),
        (counts.not_run, "not run"),
        (counts.failed, "failed"),
    )
    what = ", ".join(f"{count:,} {word}" for count, word in done if count)
    saved = f" ({counts.epochs_saved:,} saved)" if counts.epochs_saved > 0 else ""
    cost = f"{counted(counts.epochs_trained, 'epoch')}{saved}, {result.seconds:.1f} s"
    facts = {
        "Runs": f"{runs:,} for {counted(len(result.table), 'trial')}: {what}; {cost}",
        "Checked": f"{counted(len(result.verified), 'trial')} retrained alone: equal to the bit",
        "Table": f"sha256 {result.table_hash}",
        "Report": str(result.directory / "report.html"),
    }
    if not result.verified:
        del facts["Checked"]
    for name, fact in facts.items():
        if fact:
            # One line however long, so that a hash or a path can be copied.
            line = Text.assemble((f"{name:<8}", "dim"), _text(console, fact))
            console.print(line, soft_wrap=name in ("Table", "Report"))


def _say(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    words = _text(console, text, style)
    console.print(Padding.indent(words, indent) if indent else words)


def _text(console: Console, text: str, style: str = "") -> Text:
    """Text as it stands, never as markup, in signs that the console's encoding has."""
    if not console.encoding.lower().startswith("utf"):
        plain = text.replace("±", "+/-").encode(console.encoding, "replace")
        text = plain.decode(console.encoding)
    return Text(text, style)
