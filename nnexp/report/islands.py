"""The data that a report carries, read back from its page."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnexp.files.bounded import read_text
from nnexp.report.stored import ReportError

_ISLAND = re.compile(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', re.DOTALL)


@dataclasses.dataclass(frozen=True)
class ReadPage:
    """A page as it stands, and the data in it."""

    text: str
    data: Mapping[str, Any]
    """What the page says; see `content.data_of_content`."""
    columns: tuple[Mapping[str, Any], ...]
    """Of the table of trials: `name`, `kind` and the `cells` of each."""


def read_page(path: Path, most: int = 50_000_000) -> ReadPage:
    """Read a report that `html.make_report` has written.

    Args:
        path: of the page.
        most: bytes that it may have.

    Raises:
        ReportError: there is no such page, or it is not one of ours any more.
    """
    try:
        text = read_text(path, most)
    except FileNotFoundError:
        raise ReportError(
            f"{path}: there is no such page; make it: python -m nnexp.report {path.parent}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ReportError(f"{path}: cannot be read ({why}); {make_again(path)}") from error
    try:
        islands = {name: json.loads(content) for name, content in _ISLAND.findall(text)}
        data, columns = islands["report-data"], tuple(islands["trial-data"])
        lengths = {len(column["cells"]) for column in columns if column["name"] and column["kind"]}
        if len(lengths) != 1 or not isinstance(data, dict):
            raise ValueError("its data are cut")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else error
        raise ReportError(f"{path}: this page is damaged ({why}); {make_again(path)}") from error
    return ReadPage(text, data, columns)


def make_again(path: Path) -> str:
    """How a page is made again."""
    return f"make it again: python -m nnexp.report {path.parent}"
