"""`python -m nnexp.export PATH --to FORMAT`: a stored sweep for other tools.

Exit status: 0 when all went well, 2 when a path or the command was wrong, 128 and its number after
a signal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nnexp.process.command import run_command
from nnexp.report.command_line import WordsError, parser_of, read_words

COMMAND = "nnexp.export"


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless given); returns the exit status."""
    return run_command(COMMAND, words, _export)


def _export(words: Sequence[str]) -> int:
    from nnexp.export.export import exported
    from nnexp.export.registry import EXPORTS
    from nnexp.report.stored import read_sweep
    from nnexp.settings import shown
    from nnexp.settings.suggestion import nearest
    from nnexp.sweeps.record import RECORD, WHICH

    arguments = read_words(_parser(), words)
    if arguments.path is None:
        raise WordsError(f"no PATH is given; {WHICH}")
    if arguments.to is None:
        raise WordsError(f"--to: no format is given; there are {', '.join(EXPORTS)}")
    if arguments.to not in EXPORTS:
        raise WordsError(
            f"--to {shown(arguments.to)}: there is no such format"
            f"{nearest(arguments.to, list(EXPORTS))}; there are {', '.join(EXPORTS)}"
        )
    folder = arguments.path
    if folder.is_file() and folder.with_name(RECORD).is_file():
        folder = folder.parent
    print(exported(EXPORTS[arguments.to], read_sweep(folder), arguments.out))
    return 0


def _parser() -> argparse.ArgumentParser:
    from nnexp.export.registry import EXPORTS

    formats = "\n".join(f"  {name:<12} {one.help}" for name, one in EXPORTS.items())
    parser = parser_of(COMMAND, f"Write a stored sweep for other tools.\n\nformats:\n{formats}")
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a sweep's folder")
    parser.add_argument("--to", metavar="FORMAT", help="one of the formats")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PLACE",
        help="file or folder; in the sweep's folder unless given",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
