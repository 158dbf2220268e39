"""`python -m nnexp.report`: plots and reports again from stored tables, compared, or checked.

Exit status: 0 when all went well, 1 when `--verify` finds a mismatch, 2 when a path or the
command was wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nnexp.errors import NnexpError
from nnexp.report.command_line import WordsError, complain, read_words

MISMATCH, WRONG = 1, 2

_EXPLAINED = """\
With one PATH, plots and report.html are made again in it from its table, curves and record.
With several, each is, and comparison.html sets them side by side."""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless given); returns the exit status."""
    try:
        arguments = read_words(_parser(), words)
        folders = _folders(arguments.paths)
        if arguments.out and (arguments.verify or len(folders) < 2):
            raise WordsError(f"--out {arguments.out}: is for comparing sweeps; name at least two")
        if arguments.verify:
            return _verify(folders)
        _make(folders, arguments.out)
    except NnexpError as error:
        complain("nnexp.report", str(error))
        return WRONG
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nnexp.report",
        description=_EXPLAINED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        exit_on_error=False,
        allow_abbrev=False,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a sweep's folder")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="make nothing, but work out every number of the reports again and compare",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the comparison goes")
    return parser


def _folders(paths: Sequence[Path]) -> list[Path]:
    """The sweeps' folders; a file of a sweep, its table for one, stands for the folder."""
    from nnexp.report.stored import RECORD, WHICH

    if not paths:
        raise WordsError(f"no PATH is given; {WHICH}")
    folders: dict[str, Path] = {}
    for path in paths:
        if path.is_file() and not path.with_name(RECORD).is_file():
            raise WordsError(f"{path}: is a file, and no {RECORD} lies beside it; {WHICH}")
        folder = path.parent if path.is_file() else path
        place = os.path.realpath(folder)
        if place in folders:
            raise WordsError(f"{path}: this sweep is named twice; name each once")
        folders[place] = folder
    return list(folders.values())


def _make(folders: Sequence[Path], out: Path | None) -> None:
    from nnexp.report.html import make_report
    from nnexp.report.stored import read_sweep

    sweeps = [read_sweep(folder) for folder in folders]
    for sweep in sweeps:
        print(make_report(sweep.directory, plots=True).page)
    if len(sweeps) > 1:
        from nnexp.report.comparison import write_comparison

        print(write_comparison(sweeps, out))


def _verify(folders: Sequence[Path]) -> int:
    from nnexp.report.html import REPORT
    from nnexp.report.verification import verify

    status = 0
    for folder in folders:
        count, problems = verify(folder)
        for problem in problems:
            print(f"{folder / REPORT}: {problem}")
            status = MISMATCH
        if not problems:
            print(f"{folder / REPORT}: {count:,} values checked, all as the table has them")
    return status


if __name__ == "__main__":
    sys.exit(main())
