"""The plan of a sweep in a terminal: what it would train and how long that would take."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

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
        "Time": f"{_about(preview.cost.seconds)} of training on "
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


def _about(seconds: float) -> str:
    return f"about {duration(seconds)}" if seconds >= 0.1 else "under 0.1 s"


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s` or `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
