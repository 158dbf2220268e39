"""The last lines of a sweep in a terminal: failures first, then the answer, then its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nnexp.analysis.best import Best
from nnexp.analysis.english.phrases import sentence
from nnexp.analysis.registry import ANALYSES
from nnexp.analysis.sentence import plain
from nnexp.analysis.summary import LEVEL
from nnexp.columns import Columns
from nnexp.deciding.languages import story_in
from nnexp.language import sentences
from nnexp.report.cautions import cautions, data_cautions, no_answer, silences
from nnexp.report.failures import failures
from nnexp.report.figures import PLOTS, plot_files
from nnexp.report.finding_sections import about_best, labels_of
from nnexp.report.headline import whole_answer
from nnexp.report.next_sweep import NextSweep, cost_text
from nnexp.report.ranking import any_is_cut, ranking_lines
from nnexp.sweeps.data import SweepData

if TYPE_CHECKING:
    from nnexp.analysis.finding import Finding

_MOST_SETTINGS = 3
_MOST_FAILURES = 5
_INDENT = 2


def print_answer(
    result: SweepData,
    findings: Sequence[Finding],
    console: Console,
    after: NextSweep | None = None,
) -> None:
    """Print what a sweep found and what it cost.

    Args:
        result: the sweep, whatever became of its trials.
        findings: what the analyses found in it.
        console: where to print; colour adds nothing that the words do not say.
        after: what would settle what is open.
    """
    answers = result.answers
    console.print()
    _print_failures(result, console)
    for best in answers:
        _print_best(best, result, console)
    if not answers:
        _say(console, no_answer(result.table, result.select_on, result.columns), "bold red")
        console.print()
    columns = result.columns
    told = _told(answers, findings, columns, decided=result.decided is not None)
    _print_findings(told, columns, console)
    asked = (answers, result.table, result.swept, result.select_on, findings, result.columns)
    notes = [
        *data_cautions(result.doubts, answers, result.table, columns),
        *cautions(answers, result.select_on, findings, result.columns, told),
        *(() if result.decided else silences(*asked)),
    ]
    for note in notes:
        _say(console, columns.say("Note: {note}", note=plain(note)), "yellow")
    if told or notes:
        console.print()
    _print_facts(result, console)
    if after is not None:
        console.print()
        _say(console, columns.say("To settle what is open:"), "bold")
        # One line however long, so that it can be pasted.
        console.print(_text(console, after.command), soft_wrap=True)
        _say(console, cost_text(after.cost, result.columns), "dim")
        console.print()


def print_files(result: SweepData, console: Console) -> None:
    """Print where the pictures of a sweep and its report are, once they are there."""
    columns = result.columns
    if plots := len(plot_files(result.directory, "*.png")):
        fact = columns.say("{count} in {where}", count=f"{plots:,}", where=result.directory / PLOTS)
        _print_fact(columns.say("Plots"), fact, console, whole=True)
    page = str(result.directory / "report.html")
    _print_fact(columns.say("Report"), page, console, whole=True)


def _print_failures(result: SweepData, console: Console) -> None:
    columns = result.columns
    found = failures(result.table, result.swept, columns)
    if found:
        count = sum(failure.trials for failure in found)
        failed = columns.say(
            "Failed: {count} of {trials}",
            count=f"{count:,}",
            trials=columns.counted(len(result.table), "trial"),
        )
        _say(console, failed, "bold red")
        for failure in found[:_MOST_FAILURES]:
            where = f" ({' '.join(failure.settings)})" if failure.settings else ""
            why = f": {failure.reason}" if failure.reason else ""
            such = "" if failure.alike else columns.say(", for example")
            _say(console, f"{failure.trials:,} {failure.status}{where}{such}{why}", indent=_INDENT)
        if (more := len(found) - _MOST_FAILURES) > 0:
            text = columns.say("and in {ways}", ways=columns.counted(more, "other way"))
            _say(console, text, indent=_INDENT)
        console.print()
    unreached = int((result.table["status"] == "not_run").sum())
    if unreached:
        left = columns.counted(unreached, "trial")
        text = columns.say("Not run: {trials}, as the sweep stopped before", trials=left)
        _say(console, text, "bold red")
        console.print()


def _print_best(best: Best, sweep: SweepData, console: Console) -> None:
    columns = sweep.columns
    _say(console, plain(whole_answer(sweep, best)), "bold")
    lines, settings = ranking_lines(best, _MOST_SETTINGS, console.width - _INDENT, columns)
    table = Table.grid(padding=(0, 2, 0, 0))
    for index in range(len(lines[0])):
        words = index == 0 and lines[0][0].startswith(columns.say("setting"))
        side: Literal["left", "right"] = "left" if words else "right"
        table.add_column(justify=side, no_wrap=index >= settings, overflow="fold")
    for style, line in zip(("dim", "bold", *[""] * len(lines)), lines, strict=False):
        table.add_row(*(_text(console, cell, style) for cell in line))
    console.print(Padding.indent(table, _INDENT))
    further = len(best.ranking) - _MOST_SETTINGS
    shown = best.ranking.head(_MOST_SETTINGS)
    repeats = shown["repeats"]
    low, high = int(repeats.min()), int(repeats.max())
    ends = "± half the {level} % interval, or its ends, over {count} repeats"
    half = "± half the {level} % interval over {count} repeats"
    parts = [
        columns.say("{count} more below", count=f"{further:,}") if further > 0 else "",
        columns.say(
            ends if any_is_cut(shown) else half,
            level=f"{100 * LEVEL:.0f}",
            count=f"{high}" if low == high else columns.say("{low} to {high}", low=low, high=high),
        )
        if high > 1
        else "",
    ]
    if any(parts):
        _say(console, columns.say("; ").join(filter(None, parts)), "dim", _INDENT)
    console.print()


def _told(
    answers: Sequence[Best], findings: Sequence[Finding], columns: Columns, *, decided: bool
) -> list[Finding]:
    """The findings that get a sentence: one for each question about the best setting."""
    best = [{**one.problem, **one.setting} for one in answers]
    # With a schedule there are curves of several lengths: the longest says most.
    longest: dict[tuple[object, ...], Finding] = {}
    # What was decided is told whole: its slices need not be those of the best setting.
    about = findings if decided else about_best(findings, best)
    for finding in sorted(about, key=lambda finding: len(finding.rows)):
        longest[finding.analysis, finding.over, finding.metric, finding.where] = finding
    some = [
        finding
        for finding in longest.values()
        if finding.words.short(finding, labels_of(finding, columns))
        and finding.repeats > 1
        # Overfitting is told by the loss, which shows it first; the report has both.
        and (finding.analysis != "overfitting_onset" or not finding.measured.chooses or decided)
    ]
    order = list(ANALYSES)
    return sorted(some, key=lambda finding: order.index(finding.analysis))


def _print_findings(told: Sequence[Finding], columns: Columns, console: Console) -> None:
    for finding in told:
        short = finding.words.short(finding, labels_of(finding, columns))
        name = Text(columns.say("{name}: ", name=short), "bold")
        looked = [
            columns.say("{text}.", text=sentence(plain(finding.words.caution(one))))
            for one in finding.cautions
            if one.kind == "looked"
        ]
        said = sentences(columns.language, finding.sentence, *looked)
        console.print(Text.assemble(name, _text(console, said)), soft_wrap=_is_wide(said))


def _print_facts(result: SweepData, console: Console) -> None:
    counts, columns = result.counts, result.columns
    runs = counts.trained + counts.extended + counts.reused + counts.not_run
    done = (
        (counts.trained, "trained"),
        (counts.extended, "continued"),
        (counts.reused, "reused"),
        (counts.not_run, "not run"),
        (counts.failed, "failed"),
    )
    saved = counts.epochs_saved
    fact = columns.say(
        "{runs} for {trials}: {what}; {spent}{saved}, {seconds} s",
        runs=f"{runs:,}",
        trials=columns.counted(len(result.table), "trial"),
        what=", ".join(f"{count:,} {columns.say(word)}" for count, word in done if count),
        spent=columns.spent(counts.epochs_trained),
        saved=columns.say(" ({count} saved)", count=f"{saved:,}") if saved > 0 else "",
        seconds=f"{result.seconds:.1f}",
    )
    _print_fact(columns.say("Runs"), fact, console)
    if result.decided is not None:
        _print_fact(columns.say("Decided"), _decided(result), console)
    if result.verified:
        checked = columns.counted(len(result.verified), "trial")
        equal = columns.say("{trials} retrained alone: equal to the bit", trials=checked)
        _print_fact(columns.say("Checked"), equal, console)
    _print_fact(columns.say("Table"), f"sha256 {result.table_hash}", console, whole=True)


def _print_fact(name: str, fact: str, console: Console, *, whole: bool = False) -> None:
    """A line; `whole` ones are not broken, so that a hash or a path can be copied."""
    line = Text.assemble((name + " " * (8 - cell_len(name)), "dim"), _text(console, fact))
    console.print(line, soft_wrap=whole or _is_wide(fact))


def _is_wide(text: str) -> bool:
    """Whether it has signs of two columns, as Chinese has, whose lines the terminal breaks itself.

    Chinese has no spaces to break at: a line that ends at one of the few would be ragged, and a
    break in a sentence would be copied with it.
    """
    return cell_len(text) > len(text)


def _decided(result: SweepData) -> str:
    if result.decided is None:
        return ""
    _, decision = result.decided
    took = decision.trainings, decision.units
    ended_text = story_in(result.columns.language).ended_text
    return sentence(ended_text(decision.ended, len(decision.story), *took, result.columns))


def _say(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    words = _text(console, text, style)
    if indent:
        console.print(Padding.indent(words, indent))
    else:
        console.print(words, soft_wrap=_is_wide(text))


def _text(console: Console, text: str, style: str = "") -> Text:
    """Text as it stands, never as markup, in signs that the console's encoding has."""
    if not console.encoding.lower().startswith("utf"):
        plain = text.replace("±", "+/-").encode(console.encoding, "replace")
        text = plain.decode(console.encoding)
    return Text(text, style)
