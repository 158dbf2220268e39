"""`report.html`: what a sweep found, shown and recorded, as one page of its own."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joblib import cpu_count

from nnexp.analysis.best import Best
from nnexp.analysis.english.phrases import amount, sentence
from nnexp.analysis.sentence import Number, Sentence, joined, say
from nnexp.columns import Columns
from nnexp.deciding.languages import story_in
from nnexp.deciding.plain_data import told_from
from nnexp.language import listed
from nnexp.plots import draw
from nnexp.report.cautions import cautions, data_cautions, no_answer, silences
from nnexp.report.content import (
    ReportContent,
    TableSize,
    content_of,
    data_of_content,
    write_findings,
)
from nnexp.report.failures import Failure
from nnexp.report.figures import PLOTS, PlotImage, plot_images
from nnexp.report.finding_sections import Section, sections
from nnexp.report.headline import size_sentence, task_text, whole_answer
from nnexp.report.main_findings import is_large, main_findings, planes, sampled_values
from nnexp.report.networks import networks_of, stored_pictures
from nnexp.report.next_sweep import cost_text
from nnexp.report.page import render, write_page
from nnexp.report.provenance import command, constants, facts
from nnexp.report.ranking import ranking_table
from nnexp.report.stored import read_sweep
from nnexp.report.trials import Column, island_of, trial_columns
from nnexp.settings import SweepSettings
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.record import RECORD
from nnexp.table.levels import level
from nnexp.trainables import registry

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.analysis.finding import Finding
    from nnexp.analysis.tasks import SweptData
    from nnexp.trainables.pictures import Pictures

REPORT = "report.html"
_MOST_FAILURES = 5


def make_report(directory: Path, *, plots: bool) -> Path:
    """Make plots and `report.html` in a sweep's folder from the files that are there.

    Args:
        directory: the folder of one sweep, with its table, curves, record and, where networks
            are to be pictured, `network.npz` and `reading.npz` or those of each data set.
        plots: whether to draw; else the page shows those that are there.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        RecordError: the record is missing or damaged, or says that the sweep was not finished.
        ReportError: a plot is missing or damaged, or the folder is read-only.
        NnexpError: the files of the models are damaged.
        TableError: the table or the curves are missing or damaged.
    """
    sweep = read_sweep(Path(directory))
    findings = main_findings(sweep)
    if plots:
        draw_sweep(sweep, findings, _pictures(sweep))
    return write_pages(sweep, content_of(sweep, findings))


def draw_sweep(
    sweep: SweepData,
    findings: Sequence[Finding],
    pictures: Sequence[tuple[SweptData, Pictures]],
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Draw every plot of a sweep into its folder, on all cores.

    Args:
        sweep: of now or of its folder.
        findings: what the analyses found in it.
        pictures: of the models of the best settings.
        tell: called after each plot with how many are done, of how many.
    """
    draw(
        sweep,
        sweep.directory / PLOTS,
        findings=findings,
        pictures=pictures,
        at_once=int(cpu_count()),
        tell=tell,
    )


def write_pages(sweep: SweepData, content: ReportContent) -> Path:
    """Write `report.html` with the plots that are there, and `findings.json`.

    Args:
        sweep: of now or of its folder.
        content: what there is to say of it.

    Returns:
        The page.
    """
    page = write_page(report_page(sweep, content), sweep.directory / REPORT)
    write_findings(content, sweep.directory)
    return page


def _pictures(sweep: SweepData) -> list[tuple[SweptData, Pictures]]:
    """Of the chosen models, without what another sweep in this folder left there."""
    known = set(sweep.table["run_id"])
    return [(task, one) for task, one in stored_pictures(sweep) if known.issuperset(one.run_ids)]


def report_page(
    sweep: SweepData, content: ReportContent, trials: Sequence[Column] | None = None
) -> str:
    """The page of a stored sweep as text; the same for the same content and files.

    Args:
        sweep: what its folder holds.
        content: what there is to say of its table and curves.
        trials: columns of the table of trials; those of the sweep unless given.
    """
    answers, findings = content.best, content.findings
    networks = networks_of(sweep, answers)
    picturing = registry.pictures(sweep.record.trainable)
    names = () if picturing is None else picturing.names
    plots = plot_images(sweep.directory, tuple(networks), names)
    columns = sweep.columns
    told = sections(findings, [{**best.problem, **best.setting} for best in answers], columns)
    beside = _beside(told, plots)
    trials = trial_columns(sweep.table, sweep.swept, sweep.columns) if trials is None else trials
    return render(
        "report.html.j2",
        columns.language,
        title=_title(sweep, content.counts),
        version=version("nnexp"),
        about=_about(sweep, content.counts),
        started=sweep.record.started,
        size=size_sentence(content.counts, columns),
        answers=[whole_answer(sweep, best) for best in answers],
        cautions=_cautions(sweep, answers, findings),
        failures=list(_failure_sentences(content, columns)),
        findings=list(zip(told, beside, strict=True)),
        after=content.next and (content.next.command, cost_text(content.next.cost, columns)),
        story=_story(content.decided, columns),
        sampled=_sampled(answers, columns),
        limits=_limits(sweep, content.counts) if findings else (),
        rankings=[table for best in answers if (table := ranking_table(best, columns)) is not None],
        plots=plots,
        others=[plot for plot in plots if plot not in beside],
        unlettered=any(plot.language != columns.language for plot in plots),
        networks=networks,
        all_pictured={plot.task for plot in plots}.issuperset(networks),
        budget=columns.budget,
        trials=trials,
        island=[island_of(column) for column in trials],
        data=data_of_content(content),
        examples=_examples(trials),
        command=command(sweep),
        verify=shlex.join(["python", "-m", "nnexp.report", "--verify", content.folder]),
        facts=list(facts(sweep, content.counts.hash)),
        constants=constants(sweep),
        record=(sweep.directory / RECORD).read_text(encoding="utf-8").rstrip("\n"),
    )


def _beside(told: Sequence[Section], plots: Sequence[PlotImage]) -> list[PlotImage | None]:
    """The plot that shows each section's answer, each plot once; None where there is none."""
    beside: list[PlotImage | None] = []
    for section in told:
        analysis, *over = section.about
        shown: tuple[frozenset[str], ...] = (frozenset(), frozenset(over[:1]), frozenset(over))
        fits = (
            plot
            for plot in plots
            if plot not in beside and analysis in plot.answers and plot.settings in shown
        )
        beside.append(next(fits, None))
    return beside


def _cautions(
    sweep: SweepData, answers: Sequence[Best], findings: Sequence[Finding]
) -> list[Sentence]:
    columns = sweep.columns
    doubts = data_cautions(sweep.record.doubts, answers, sweep.table, columns)
    found = cautions(answers, sweep.select_on, findings, columns)
    if not answers:
        found = iter([(no_answer(sweep.table, sweep.select_on, columns),)])
    asked = (answers, sweep.table, sweep.swept, sweep.select_on, findings, columns)
    silent = () if sweep.decided else silences(*asked)
    return [(*caution, columns.say(".")) for caution in (*doubts, *found, *silent)]


def _story(decided: Mapping[str, Any] | None, columns: Columns) -> list[str]:
    """How a sweep that decides came to its findings, a line a step and one for the end."""
    if decided is None:
        return []
    lines, story = [], story_in(columns.language)
    for one in told_from(decided):
        out = story.left_text(one.out)
        said = columns.say(
            "{step} ({trials}): {out}." if out else "{step} ({trials}).",
            step=sentence(story.step_text(one.kind, one.why)),
            trials=columns.counted(one.trials, "trial"),
            **({"out": out} if out else {}),
        )
        lines.append(said)
    counts = decided["trainings"], decided["epochs"]
    ended = story.ended_text(decided["ended"], len(lines), *counts, columns)
    return [*lines, columns.say("{text}.", text=sentence(ended))]


_SAMPLED = (
    "Intervals are over repeats, each with a seed of its own: other first weights, another order "
    "and, where data are split at random, another split of the same data. They do not say what "
    "new data would change."
)


def _sampled(answers: Sequence[Best], columns: Columns) -> Sentence:
    """What intervals are over, and what they leave out where repeats share their test samples."""
    said: list[Sentence] = []
    if any(best.most_repeats > 1 for best in answers):
        said.append((columns.say(_SAMPLED),))
    for best in answers:
        if (same := best.same_samples) is not None and best.tested is not None:
            low, high = (Number(amount(best.tested, end), end) for end in (same.low, same.high))
            template = columns.say(
                "Every repeat{task} is tested on the same {samples}; with other samples of their "
                "kind its {what} might as well be from {low} to {high}, were the networks the same."
            )
            said.append(
                say(
                    template,
                    task=task_text(best, columns.language),
                    samples=Number(columns.counted(same.count, "sample"), same.count),
                    what=columns.say(best.tested.label),
                    low=low,
                    high=high,
                )
            )
    return joined("" if columns.language == "zh" else " ", said)


def _limits(sweep: SweepData, counts: TableSize) -> Sentence:
    """What a large grid's findings leave out."""
    points, columns = counts.points, sweep.columns
    if not is_large(sweep.table, sweep.swept):
        return ()
    together = (
        columns.say(", or in {first} and {second}", first=plane[0], second=plane[1])
        for plane in planes(sweep)
    )
    limits = say(
        columns.say(
            "Of the {points}, findings are of those that differ from the best in one "
            "setting{together}, and of the learning curves of the best and its neighbours."
        ),
        points=Number(columns.counted(points, "grid point"), points),
        together="".join(together),
    )
    sampled = (
        say(
            columns.say(
                "Of the {values} of {setting}, {few} evenly spread have findings about others."
            ),
            values=Number(columns.counted(counts.levels[name], "value"), counts.levels[name]),
            setting=columns.say(name),
            few=Number(f"{len(kept):,}", len(kept)),
        )
        for name, kept in sampled_values(sweep).items()
    )
    return joined("" if columns.language == "zh" else " ", [limits, *sampled])


def _title(sweep: SweepData, counts: TableSize) -> str:
    """The name that was given to a sweep; of one without a name what it was."""
    columns = sweep.columns
    if sweep.name != SweepSettings().name:
        return sweep.name
    swept = [columns.label(name) for name in counts.levels]
    told = listed(columns.language, swept) or columns.say("one setting")
    return f"{told[:1].upper()}{told[1:]}{data_text(sweep.table, columns)}"


def _about(sweep: SweepData, counts: TableSize) -> Sentence:
    """What was swept over which data, in a line."""
    columns = sweep.columns
    parts: list[Sentence] = [
        (
            columns.say("{name} over ", name=columns.say(name)),
            Number(columns.counted(count, "value"), count),
        )
        for name, count in counts.levels.items()
    ]
    return say(
        columns.say("A sweep{data}: {axes}."),
        data=data_text(sweep.table, columns),
        axes=joined(columns.say(", "), parts) or columns.say("one setting"),
    )


def data_text(table: pd.DataFrame, columns: Columns) -> str:
    """` on digits`; nothing for what is trained without data."""
    if not columns.data_sets:
        return ""
    name = columns.data_sets[0]
    values = ", ".join(map(level, table[name].unique()))
    named = columns.settings[name].kind in ("choice", "text")
    return columns.say(" on {data}", data=values if named else f"{name}={values}")


def _failure_sentences(content: ReportContent, columns: Columns) -> Iterator[Sentence]:
    found, trials = content.failures, content.counts.trials
    count = sum(failure.trials for failure in found)
    if count:
        more = "{count} of {trials} failed and count in no mean: {which}; and others."
        every = "{count} of {trials} failed and count in no mean: {which}."
        yield say(
            columns.say(more if len(found) > _MOST_FAILURES else every),
            count=Number(columns.counted(count, "trial"), count),
            trials=Number(f"{trials:,}", trials),
            which=joined("; ", [_told(one, columns) for one in found[:_MOST_FAILURES]]),
        )
    missed = content.counts.not_run
    if missed:
        number = Number(columns.counted(missed, "trial"), missed)
        yield say(columns.say("{count} were not run, as the sweep stopped before."), count=number)


def _told(failure: Failure, columns: Columns) -> Sentence:
    return say(
        columns.say("{count} {status}{where} ({such}{reason})"),
        count=Number(f"{failure.trials:,}", failure.trials),
        status=failure.status,
        where=columns.say(" with {settings}", settings=" ".join(failure.settings))
        if failure.settings
        else "",
        such="" if failure.alike else columns.say("for example: "),
        reason=failure.reason or columns.say("no reason"),
    )


def _examples(trials: Sequence[Column]) -> list[str]:
    """Two filters that work on this table."""
    first = trials[0]
    cells = [cell for cell in first.cells if cell is not None]
    shares = [column.name for column in trials if column.kind == "percent"]
    return [
        *([f"{first.name}={cells[0]}"] if cells else []),
        *(f"{name}>95" for name in shares[:1]),
    ]
