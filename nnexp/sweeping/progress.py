"""How far a sweep is: a live bar for people, a plain line now and then for files."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nnexp.plural import counted

if TYPE_CHECKING:
    from rich.console import Console

# Seconds between the lines in a log.
_QUIET = 10.0


@dataclasses.dataclass(frozen=True)
class Work:
    """An amount of work: what is to be done, or what has been."""

    runs: int = 0
    epochs: int = 0
    cost: float = 0.0
    """Expected seconds of work; only its share of the total counts."""

    def __add__(self, other: Work) -> Work:
        return Work(self.runs + other.runs, self.epochs + other.epochs, self.cost + other.cost)


Advance = Callable[[Work], None]


@contextlib.contextmanager
def progress(total: Work, console: Console, quiet: float = _QUIET) -> Iterator[Advance]:
    """Show progress for the time of the block; call what it yields as work is done.

    Args:
        total: all there is to do.
        console: where to; a terminal or a notebook gets a bar, a file or a pipe gets lines.
        quiet: seconds between lines.
    """
    live = console.is_terminal or console.is_jupyter
    with _bar(total, console) if live else _lines(total, console, quiet) as advance:
        yield advance


def speed_and_rest(done: Work, total: Work, seconds: float) -> str:
    """`1,234 epochs/s, 0:42 left`; the time left follows from the cost of what is done."""
    if seconds <= 0 or done.runs == 0:
        return ""
    rate = done.epochs / seconds
    speed = f"{rate:,.0f} epochs/s" if rate >= 10 else f"{rate:.2g} epochs/s"
    if done.cost <= 0:
        return speed
    left = seconds * max(0.0, total.cost - done.cost) / done.cost
    return f"{speed}, {clock(left)} left"


def clock(seconds: float) -> str:
    """`0:42`, `3:05`, `2:00:00`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@contextlib.contextmanager
def _bar(total: Work, console: Console) -> Iterator[Advance]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("run" if total.runs == 1 else "runs"),
        TextColumn("{task.fields[rest]}"),
    )
    began, done = time.monotonic(), Work()
    with Progress(*columns, console=console) as display:
        task = display.add_task("training", total=total.runs, rest="")

        def advance(more: Work) -> None:
            nonlocal done
            done += more
            rest = speed_and_rest(done, total, time.monotonic() - began)
            display.update(task, completed=done.runs, rest=rest)

        yield advance


@contextlib.contextmanager
def _lines(total: Work, console: Console, quiet: float) -> Iterator[Advance]:
    began = last = time.monotonic()
    done = Work()

    def line() -> str:
        rest = speed_and_rest(done, total, time.monotonic() - began)
        runs = f"{done.runs:,} of {counted(total.runs, 'run')}"
        return f"training: {runs}" + (f", {rest}" if rest else "")

    def advance(more: Work) -> None:
        nonlocal done, last
        done += more
        now = time.monotonic()
        if now - last >= quiet and done.runs < total.runs:
            last = now
            say(console, line())

    yield advance
    if total.runs:
        say(console, f"{line().split(', 0:00 left')[0]} in {clock(time.monotonic() - began)}")


def say(console: Console, text: str) -> None:
    """Print a line as it stands."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
