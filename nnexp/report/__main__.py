"""`python -m nnexp.report`: plots and reports from stored tables, compared, or checked.

A CSV or Parquet file of trials that something else ran becomes a folder with its report.

Exit status: 0 when all went well, 1 when `--verify` finds a mismatch, 2 when a path or the
command was wrong, 128 and its number after a signal.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nnexp.process.command import run_command
from nnexp.process.messages import tell
from nnexp.report.command_line import WordsError, parser_of, read_words

COMMAND = "nnexp.report"
MISMATCH = 1

_EXPLAINED = """\
With one PATH, plots and report.html are made again in it from its table, curves and record.
With several, each is, and comparison.html sets them side by side.
A CSV or Parquet FILE of trials that something else ran (exports of W&B, MLflow, Optuna and Ray
Tune among them) is read as a sweep, and its report made in FILE_report. Columns are recognised;
what is not is said: repeat=seed metric=val_acc better=higher budget=epoch settings=lr,width
part=test"""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless given); returns the exit status."""
    return run_command(COMMAND, words, _report)


def _report(words: Sequence[str]) -> int:
    arguments = read_words(_parser(), words)
    paths, said = _parted(arguments.paths)
    files = [path for path in paths if _is_foreign(path, said)]
    if said and not files:
        raise WordsError(f"{said[0]}: tells of a CSV or Parquet file; name one")
    if arguments.verify and files:
        raise WordsError(f"{files[0]}: --verify checks the folder of a report; name that")
    if not paths:
        from nnexp.sweeps.record import WHICH

        raise WordsError(f"no PATH is given; {WHICH}")
    folders = _folders([path for path in paths if path not in files])
    folders += [_read(path, said) for path in files]
    if arguments.out and (arguments.verify or len(folders) < 2):
        raise WordsError(f"--out {arguments.out}: is for comparing sweeps; name at least two")
    if arguments.verify:
        return _verify(folders)
    _make(folders, arguments.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = parser_of(COMMAND, _EXPLAINED)
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a sweep's folder, or a CSV or Parquet file and words that say what its columns are",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="make nothing, but work out every number of the reports again and compare",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the comparison goes")
    return parser


def _parted(words: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Paths, and words such as `repeat=seed`."""
    said = [word for word in words if "=" in word and not Path(word).exists()]
    return [Path(word) for word in words if word not in said], said


def _is_foreign(path: Path, said: Sequence[str]) -> bool:
    """Whether a path is a table that something else wrote, rather than a file of a sweep."""
    from nnexp.foreign.rows import is_table_file
    from nnexp.sweeps.record import RECORD

    alone = said or not path.with_name(RECORD).is_file()
    return is_table_file(path) and not path.is_dir() and bool(alone)


def _read(path: Path, said: Sequence[str]) -> Path:
    """The folder of a table's sweep, with all but its plots and its report."""
    from nnexp.files.folder_lock import held
    from nnexp.foreign.asked import asked_in
    from nnexp.foreign.reading import read_trials, write_trials

    read = read_trials(path, asked_in(said))
    tell("note", read.understood, COMMAND)
    tell("warning", "\n".join(read.doubts), COMMAND)
    with held(read.sweep.directory):
        write_trials(read.sweep)
    return read.sweep.directory


def _folders(paths: Sequence[Path]) -> list[Path]:
    """The sweeps' folders; a file of a sweep, its table for one, stands for the folder."""
    from nnexp.sweeps.record import RECORD, WHICH

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
    from nnexp.files.folder_lock import held
    from nnexp.report.html import make_report
    from nnexp.report.stored import read_sweep

    sweeps = [read_sweep(folder) for folder in folders]
    for sweep in sweeps:
        with held(sweep.directory):
            print(make_report(sweep.directory, plots=True))
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
