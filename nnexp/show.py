"""`python -m nnexp.show`: past sweeps, newest first, each with its answer.

Exit status: 0 when all could be listed, 1 when one is damaged, 2 when the command was wrong.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.errors import NnexpError
from nnexp.plural import counted
from nnexp.report.command_line import WordsError, complain, read_words

if TYPE_CHECKING:
    from nnexp.report.overview import Overview

RESULTS = Path("results")


def main(words: Sequence[str] | None = None) -> int:
    """List the sweeps in a folder, `results` unless another is named; returns the exit status."""
    try:
        arguments = read_words(_parser(), words)
        folder = arguments.folder
        if folder is not None and not folder.is_dir():
            what = (
                "is a file; name a folder"
                if folder.exists()
                else "there is no such folder; name one"
            )
            raise WordsError(f"{folder}: {what} that holds sweeps")
    except NnexpError as error:
        complain("nnexp.show", str(error))
        return 2
    found, problems = _sweeps(folder or RESULTS)
    if arguments.json:
        print(json.dumps([_plain(one) for one in found], indent=2))
    elif found or problems:
        print("\n\n".join("\n".join(_lines(one)) for one in found))
    else:
        print(f"no sweeps in {folder or RESULTS}; python -m nnexp -m lr=0.01,0.1,0.3 makes one")
    for problem in problems:
        complain("nnexp.show", problem)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nnexp.show",
        description="List past sweeps, newest first.",
        exit_on_error=False,
        allow_abbrev=False,
    )
    parser.add_argument("folder", nargs="?", type=Path, help="where to look (default: results)")
    parser.add_argument("--json", action="store_true", help="for programs: a list of objects")
    return parser


def _sweeps(folder: Path) -> tuple[list[Overview], list[str]]:
    """The sweeps below a folder, newest first, and what is wrong with those that are damaged."""
    from nnexp.report.overview import overview
    from nnexp.report.stored import RECORD, read_sweep

    found, problems = [], []
    for record in sorted(folder.rglob(RECORD)):
        try:
            found.append(overview(read_sweep(record.parent)))
        except NnexpError as error:
            problems.append(str(error))
    return sorted(found, key=lambda one: one.started, reverse=True), problems


def _lines(one: Overview) -> Iterator[str]:
    from nnexp.report.overview import answer_text

    size = f"{counted(one.points, 'point')} × {counted(one.repeats, 'repeat')}"
    failed = f", {counted(one.failed, 'trial')} failed" if one.failed else ""
    yield f"{one.name}  {one.started}  {size}, {counted(one.runs, 'run')}{failed}"
    for answer in one.answers:
        yield f"    {answer_text(answer)}"
    if not one.answers:
        yield "    no answer: no trial has a value to choose by"
    yield f"    {one.path}"


def _plain(one: Overview) -> dict[str, Any]:
    """An overview as JSON has it: no NaN, which JSON does not know."""
    fields = dataclasses.asdict(one)
    fields["path"] = str(one.path)
    fields["answers"] = [
        {name: None if value != value else value for name, value in answer.items()}
        for answer in fields["answers"]
    ]
    return fields


if __name__ == "__main__":
    sys.exit(main())
