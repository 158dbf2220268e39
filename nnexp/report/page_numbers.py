"""Every number that a page prints, read back from its HTML."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from nnexp.report.stored import ReportError


@dataclasses.dataclass(frozen=True)
class PrintedNumber:
    """A `<data>` element: what is read, its full value and its claim (see `number.CLAIMS`)."""

    text: str
    value: str
    what: str
    of: str
    where: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class PageNumbers:
    """All that a page says about the table."""

    numbers: tuple[PrintedNumber, ...]
    columns: tuple[Mapping[str, Any], ...]
    """Of the table of trials: `name`, `kind` and the `cells` of each."""
    pictures: tuple[str, ...]
    """The `data:` addresses of the plots."""


def read_page(path: Path) -> PageNumbers:
    """Read a report that `html.write_report` has written.

    Raises:
        ReportError: there is no such page, or it is not one of ours any more.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReportError(
            f"{path}: there is no such page; make it: python -m nnexp.report {path.parent}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{path}: cannot be read ({error}); {_again(path)}") from error
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
        columns = tuple(json.loads(reader.island))
        cells = {len(column["cells"]) for column in columns if column["name"] and column["kind"]}
    except (ValueError, TypeError, KeyError) as error:
        raise ReportError(f"{path}: this page is damaged ({error}); {_again(path)}") from error
    if len(cells) != 1 or not reader.numbers:
        raise ReportError(f"{path}: this page is damaged; {_again(path)}")
    return PageNumbers(tuple(reader.numbers), columns, tuple(reader.pictures))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers: list[PrintedNumber] = []
        self.pictures: list[str] = []
        self.island = ""
        self._open: dict[str, str] | None = None
        self._text: list[str] = []
        self._in_island = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "data":
            self._open, self._text = found, []
        elif tag == "script":
            self._in_island = found.get("id") == "trial-data"
        elif tag == "img":
            self.pictures.append(found.get("src", ""))

    def handle_data(self, data: str) -> None:
        if self._in_island:
            self.island += data
        elif self._open is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_island = False
        elif tag == "data" and self._open is not None:
            found, self._open = self._open, None
            self.numbers.append(
                PrintedNumber(
                    text="".join(self._text),
                    value=found.get("value", ""),
                    what=found.get("data-what", ""),
                    of=found.get("data-of", ""),
                    where=json.loads(found.get("data-where", "{}")),
                )
            )


def _again(path: Path) -> str:
    return f"make it again: python -m nnexp.report {path.parent}"
