"""How far a sweep is: a live bar for people, a plain line now and then for files."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from nnexp.columns import Columns
from nnexp.execution.observing import (
    Deciding,
    Ended,
    Event,
    Failed,
    Finished,
    ObservedRun,
    Observer,
    Planned,
)
from nnexp.observers.progress import WorkLeft, clock, speed_and_rest, spent_text, work_of
from nnexp.observers.watched import Watched
from nnexp.process.messages import say

if TYPE_CHECKING:
    from rich.console import Console

# Seconds between the lines in a log, and between two states of the bar.
_QUIET, _GLANCE = 10.0, 0.1

_Advance = Callable[[WorkLeft], None]


def terminal(watched: Watched) -> Observer:
    """A terminal or a notebook gets a bar, a file or a pipe gets lines."""
    return progress(watched.console)


def progress(console: Console, quiet: float = _QUIET) -> Observer:
    """Shows how much of what was planned is trained.

    Args:
        console: where to.
        quiet: seconds between lines.
    """
    display = contextlib.ExitStack()
    runs: Mapping[str, ObservedRun] = {}
    advance: _Advance

    def observe(event: Event) -> None:
        nonlocal runs, advance
        match event:
            case Deciding():
                from nnexp.deciding.languages import story_in

                columns, step = event.columns, event.step
                told = story_in(columns.language).step_text(step.kind, step.why)
                say(
                    console,
                    columns.say("{step} ({spent})", step=told, spent=spent_text(event, columns)),
                )
            case Planned():
                runs = event.runs
                live = console.is_terminal or console.is_jupyter
                total = work_of(runs.values())
                words = event.columns
                shown = (
                    _bar(total, console, words) if live else _lines(total, console, words, quiet)
                )
                advance = display.enter_context(shown)
            case Finished() | Failed():
                if runs[event.run_id].to_train:
                    advance(work_of([runs[event.run_id]]))
            case Ended():
                display.close()

    return observe


@contextlib.contextmanager
def counting(
    what: str, unit: str, columns: Columns, console: Console
) -> Iterator[Callable[[int, int], None]]:
    """A line in a terminal that counts what is done, and goes when all is; nothing in a file.

    Args:
        what: is done, as `drawing`.
        unit: of it, as `plot`.
        columns: in which language.
        console: where to.

    Yields:
        What is to be called with how many are done, of how many.
    """
    if not (console.is_terminal or console.is_jupyter):
        yield lambda _done, _all: None
        return
    from rich.live import Live
    from rich.text import Text

    # Without a thread of its own, which would forbid forks.
    with Live(
        Text(f"{columns.say(what)} …"), console=console, auto_refresh=False, transient=True
    ) as line:

        def tell(done: int, whole: int) -> None:
            of = columns.counted(whole, unit)
            line.update(Text(_doing(columns, what, f"{done:,}", of)), refresh=True)

        yield tell


def _doing(columns: Columns, what: str, done: str, of: str) -> str:
    """`training: 5 of 15 runs`."""
    return columns.say("{what}: {done} of {all}", what=columns.say(what), done=done, all=of)


@contextlib.contextmanager
def _bar(total: WorkLeft, console: Console, words: Columns) -> Iterator[_Advance]:
    if not total.runs:
        yield lambda _more: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn(words.say("training")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(words.say("run" if total.runs == 1 else "runs")),
        TextColumn("{task.fields[rest]}"),
    )
    began, done = time.monotonic(), WorkLeft()
    shown = 0.0
    with Progress(*columns, console=console) as display:
        task = display.add_task("training", total=total.runs, rest="")

        def advance(more: WorkLeft) -> None:
            nonlocal done, shown
            done += more
            now = time.monotonic()
            # Short runs end by the thousand in a second.
            if now - shown >= _GLANCE or done.runs == total.runs:
                shown = now
                show(now)

        def show(now: float) -> None:
            rest = speed_and_rest(done, total, now - began, words)
            display.update(task, completed=done.runs, rest=rest)

        try:
            yield advance
        finally:
            show(time.monotonic())


@contextlib.contextmanager
def _lines(total: WorkLeft, console: Console, words: Columns, quiet: float) -> Iterator[_Advance]:
    began = last = time.monotonic()
    done = WorkLeft()

    def line(rest: str) -> str:
        runs = _doing(words, "training", f"{done.runs:,}", words.counted(total.runs, "run"))
        return words.say("{runs}, {rest}", runs=runs, rest=rest) if rest else runs

    def advance(more: WorkLeft) -> None:
        nonlocal done, last
        done += more
        now = time.monotonic()
        if now - last >= quiet and done.runs < total.runs:
            last = now
            say(console, line(speed_and_rest(done, total, now - began, words)))

    yield advance
    if total.runs:
        seconds = time.monotonic() - began
        # Of what is done there is no time left to be told.
        rest = speed_and_rest(
            dataclasses.replace(done, cost=0) if done.runs == total.runs else done,
            total,
            seconds,
            words,
        )
        say(console, words.say("{line} in {time}", line=line(rest), time=clock(seconds)))
