"""The plan of a sweep in a terminal: what it would train and how long that would take."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from nnexp.columns import Columns
from nnexp.deciding.languages import story_in
from nnexp.planning.elsewhere import elsewhere_text
from nnexp.sweeps.preview import Preview


def print_preview(preview: Preview, console: Console) -> None:
    """Print the numbers of a plan, one fact to a line.

    Args:
        preview: the plan.
        console: where to print.
    """
    columns, say = preview.columns, preview.columns.say
    facts = dict(_facts(preview, columns))
    wide = max(8, 1 + max(map(cell_len, facts)))
    for name, fact in facts.items():
        console.print(Text.assemble((set_cell_size(name, wide), "dim"), fact))
    for caution in preview.cautions:
        console.print(Text(say("Warning: {caution}", caution=caution), "yellow"))
    ending = say("Nothing was trained or written; leave out plan=true to run it.")
    console.print(Text(ending, "dim"))


def _facts(preview: Preview, columns: Columns) -> Iterator[tuple[str, str]]:
    """Each fact with what it is about."""
    say, unit = columns.say, columns.counted_in
    known = preview.runs - preview.to_train
    if preview.first is not None:
        yield (
            say("Begins"),
            story_in(columns.language).step_text(preview.first.kind, preview.first.why),
        )
    yield (
        say("Grid"),
        say(
            "{points}, {trials}",
            points=columns.counted(preview.points, "point"),
            trials=columns.counted(preview.trials, "trial"),
        ),
    )
    others = say("; {others}", others=elsewhere_text(preview.elsewhere, columns))
    yield (
        say("Runs"),
        say(
            "{runs} after merging{known}: {left} to train{others}",
            runs=f"{preview.runs:,}",
            known=say(", {known} of them known", known=f"{known:,}") if known else "",
            left=f"{preview.to_train:,}",
            others=others if preview.elsewhere else "",
        ),
    )
    yield (
        say(unit).capitalize(),
        say(
            "{left} to train, {asked} if every trial were a training of its own",
            left=f"{preview.epochs_to_train:,}",
            asked=f"{preview.epochs_asked:,}",
        ),
    )
    yield say("Time"), _time(preview, columns)
    if preview.first is not None:
        whole = preview.budget.isdecimal()
        budget = columns.spent(int(preview.budget)) if whole else preview.budget
        yield (
            say("Goes on"),
            say("until it is decided, or {budget} are spent", budget=budget),
        )


def _time(preview: Preview, columns: Columns) -> str:
    if not preview.to_train:
        return columns.say("none: the store knows every run")
    seconds = preview.seconds
    return columns.say(
        "{time} of training on {workers}, extrapolated from a slice timed just now",
        time=columns.say("about {time}", time=duration(seconds, columns))
        if seconds >= 0.1
        else columns.say("under 0.1 s"),
        workers=columns.counted(preview.workers, "worker"),
    )


def duration(seconds: float, columns: Columns) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s` or `2 h 5 min`, in the language of the columns."""
    if seconds < 10:
        return columns.say("{seconds} s", seconds=f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return columns.say("{seconds} s", seconds=whole)
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return columns.say("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    hours, rest = divmod(whole, 3600)
    return columns.say("{hours} h {minutes} min", hours=hours, minutes=rest // 60)
