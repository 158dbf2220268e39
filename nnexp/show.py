"""`python -m nnexp.show`: past sweeps, newest first, each with its answer.

Exit status: 0 when all could be listed, 1 when one is damaged, 2 when the command was wrong, 128
and its number after a signal.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.errors import NnexpError
from nnexp.files.replacement import is_left
from nnexp.language import ENGLISH, counted, phrase
from nnexp.process.command import FAILED, run_command
from nnexp.process.messages import tell
from nnexp.report.command_line import WordsError, language_of, read_words

if TYPE_CHECKING:
    from nnexp.report.overview import Overview, Unfinished

COMMAND = "nnexp.show"
RESULTS = Path("results")
_FIRST = "python -m nnexp -m lr=0.01,0.1,0.3"


def main(words: Sequence[str] | None = None) -> int:
    """List the sweeps in a folder, `results` unless another is named; returns the exit status."""
    return run_command(COMMAND, words, _show)


def _show(words: Sequence[str]) -> int:
    language, others = language_of(words)
    arguments = read_words(_parser(), others)
    if arguments.json:
        language = ENGLISH  # what programs read is the same in each
    folder = arguments.folder
    if folder is not None and not folder.is_dir():
        what = (
            "is a file; name a folder" if folder.exists() else "there is no such folder; name one"
        )
        raise WordsError(f"{folder}: {what} that holds sweeps")
    _clear(folder or RESULTS)
    found, problems = _sweeps(folder or RESULTS, language)
    if arguments.json:
        print(json.dumps([_plain(one) for one in found], indent=2))
    elif found or problems:
        print("\n\n".join("\n".join(_lines(one, language)) for one in found))
    else:
        none = "no sweeps in {folder}; {command} makes one"
        print(phrase(language, none, folder=folder or RESULTS, command=_FIRST))
    for problem in problems:
        tell("error", problem, COMMAND)
    return FAILED if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {COMMAND}",
        description="List past sweeps, newest first.",
        exit_on_error=False,
        allow_abbrev=False,
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="where to look (default: results); language=zh tells it in Chinese",
    )
    parser.add_argument("--json", action="store_true", help="for programs: a list of objects")
    return parser


def _clear(folder: Path) -> None:
    """Remove what sweeps that were killed while they wrote have left, unless one goes on there."""
    from nnexp.files.folder_lock import FolderTakenError, held

    left = {path.parent for path in folder.rglob(".*") if is_left(path)}
    for place in {one.parent if one.name == "plots" else one for one in left}:
        with contextlib.suppress(FolderTakenError), held(place):
            pass


def _sweeps(folder: Path, language: str) -> tuple[list[Overview | Unfinished], list[str]]:
    """The sweeps below a folder, newest first, and what is wrong with those that are damaged."""
    from nnexp.report.overview import overview, unfinished
    from nnexp.report.stored import read_sweep
    from nnexp.sweeps.record import RECORD, UnfinishedError

    found: list[Overview | Unfinished] = []
    problems: list[str] = []
    for path in sorted(folder.rglob(RECORD)):
        try:
            found.append(overview(read_sweep(path.parent), language))
        except UnfinishedError as error:
            found.append(unfinished(error.record, path.parent))
        except NnexpError as error:
            problems.append(str(error))
    return sorted(found, key=lambda one: one.started, reverse=True), problems


def _lines(one: Overview | Unfinished, language: str) -> Iterator[str]:
    from nnexp.report.overview import Unfinished, size_text

    say = functools.partial(phrase, language)
    if isinstance(one, Unfinished):
        trials = counted(language, one.trials, "trial")
        yield f"{one.name}  {one.started}  {say('{trials}, not finished', trials=trials)}"
        yield f"    {say('go on with {command}', command=one.resume)}"
        yield f"    {one.path}"
        return
    failed = say(", {trials} failed", trials=counted(language, one.failed, "trial"))
    size = say(
        "{size}, {runs}{failed}",
        size=size_text(one, language),
        runs=counted(language, one.runs, "run"),
        failed=failed if one.failed else "",
    )
    yield f"{one.name}  {one.started}  {size}"
    for answer in one.told:
        yield f"    {answer}"
    if not one.answers:
        yield f"    {say('no answer: no trial has a value to choose by')}"
    yield f"    {one.path}"


def _plain(one: Overview | Unfinished) -> dict[str, Any]:
    """An overview as JSON has it: no NaN, which JSON does not know."""
    from nnexp.report.overview import Overview

    fields = dataclasses.asdict(one) | {"path": str(one.path)}
    if isinstance(one, Overview):
        del fields["told"]
        fields["answers"] = [
            {name: None if value != value else value for name, value in answer.items()}
            for answer in fields["answers"]
        ]
    return {"finished": isinstance(one, Overview), **fields}


if __name__ == "__main__":
    sys.exit(main())
