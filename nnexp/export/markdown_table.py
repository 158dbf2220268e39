"""The best settings as a table in Markdown, through pandas and tabulate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.export.best_settings import best_settings
from nnexp.export.export import Export

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData

# What Markdown takes for a mark of its own.
_MARKS = frozenset("\\`*_{}[]<>#|")


def escaped(text: str) -> str:
    """Text as Markdown shows it."""
    return "".join(f"\\{sign}" if sign in _MARKS else sign for sign in text)


def _write(sweep: SweepData, place: Path) -> str:
    parts = []
    for found in best_settings(sweep):
        frame = found.frame.rename(columns=escaped).map(escaped)
        # Without `disable_numparse` 0.10 would become 0.1.
        table = frame.to_markdown(index=False, disable_numparse=True)
        parts.append(f"{table}\n\n{escaped(found.caption)}\n")
    place.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    return str(place)


MARKDOWN = Export(
    name="markdown",
    help="the best settings as a table",
    out="best_settings.md",
    write=_write,
    packages=("tabulate",),
    extra="markdown",
)
