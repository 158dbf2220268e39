"""The plan of a sweep in a terminal: what it would train and how long that would take."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from nnexp.columns import Columns
from nnexp.deciding.english import step_text
from nnexp.planning.elsewhere import elsewhere_text
from nnexp.plural import counted
from nnexp.sweeps.preview import Preview


def print_preview(preview: Preview, console: Console) -> None:
    """Print the numbers of a plan, one fact to a line.

    Args:
        preview: the plan.
        console: where to print.
    """
    unit = preview.columns.counted_in
    known = preview.runs - preview.to_train
    facts = {
        "Grid": f"{counted(preview.points, 'point')}, {counted(preview.trials, 'trial')}",
        "Runs": f"{preview.runs:,} after merging"
        + (f", {known:,} of them known" if known else "")
        + f": {preview.to_train:,} to train"
        + (f"; {elsewhere_text(preview.elsewhere)}" if preview.elsewhere else ""),
        unit.capitalize(): f"{preview.epochs_to_train:,} to train, "
        f"{preview.epochs_asked:,} if every trial were a training of its own",
        "Time": f"{_about(preview.cost.seconds, preview.columns)} of training on "
        f"{counted(preview.workers, 'worker')}, "
        "extrapolated from a slice timed just now",
    }
    if not preview.to_train:
        facts["Time"] = "none: the store knows every run"
    if preview.first is not None:
        begins = step_text(preview.first.kind, preview.first.why)
        facts = {"Begins": begins, **facts}
        of = f" {unit}" if preview.budget.isdecimal() else ""
        facts["Goes on"] = f"until it is decided, or {preview.budget}{of} are spent"
    for name, fact in facts.items():
        console.print(Text.assemble((f"{name:<8}", "dim"), fact))
    for caution in preview.cautions:
        console.print(Text(f"Warning: {caution}", "yellow"))
    console.print(Text("Nothing was trained or written; leave out plan=true to run it.", "dim"))


def _about(seconds: float, columns: Columns) -> str:
    return f"about {duration(seconds, columns)}" if seconds >= 0.1 else "under 0.1 s"


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
