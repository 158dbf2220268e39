"""All settings as a table that a notebook or a Python prompt shows."""

from __future__ import annotations

import dataclasses
import textwrap
from html import escape

from nnexp.settings.catalog import Entry, catalog
from nnexp.settings.spec import as_text, legal_values

_HEADS = ("setting", "default", "meaning", "legal values", "example", "axis")
_WIDTH = 96


@dataclasses.dataclass(frozen=True)
class Listing:
    """Settings, a row each."""

    entries: tuple[Entry, ...]

    def __repr__(self) -> str:
        return "\n".join(map(_lines, self.entries))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in _HEADS)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _row(entry))}</tr>"
            for entry in self.entries
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def list_settings(word: str = "") -> Listing:
    """Every setting with its default, meaning, legal values and an example.

    Args:
        word: list those only that have it in their name or meaning, `batch` for one.
    """
    found = (one for one in catalog() if word.lower() in f"{one.name} {one.spec.help}".lower())
    return Listing(tuple(found))


def _lines(entry: Entry) -> str:
    name, default, meaning, legal, example, _ = _row(entry)
    about = textwrap.wrap(f"{meaning}; {legal}; e.g. {example}", _WIDTH)
    return "\n".join([f"{name}={default}", *(f"    {line}" for line in about)])


def _row(entry: Entry) -> tuple[str, ...]:
    spec = entry.spec
    unit = f" [{spec.unit}]" if spec.unit else ""
    return (
        entry.name,
        as_text(entry.default),
        spec.help,
        f"{legal_values(spec)}{unit}",
        spec.example,
        "yes" if entry.axis else "no",
    )
