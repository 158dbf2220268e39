"""`python -m nnexp.reproduce`: run the book's claims and say which hold.

Exit status: 0 when every claim was judged, whatever the verdict, 1 when one could not be run, 2
when the command was wrong, 128 and its number after a signal (130 after Ctrl-C).
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.process.command import FAILED, run_command
from nnexp.process.messages import tell
from nnexp.report.command_line import LANGUAGE, language_of, parser_of, read_words

if TYPE_CHECKING:
    from nnexp.claims.claim import Claim
    from nnexp.reproduce.reproduction import Reproduction

COMMAND = "nnexp.reproduce"
RESULTS = Path("results/claims")

_EXPLAINED = """\
Run the claims of the book (all, or those named) as experiments and say which hold.
Writes report.html, claims.csv, parts.csv, published.csv and plots; what the store knows is not
trained again."""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless given); returns the exit status."""
    return run_command(COMMAND, words, _reproduce)


def _reproduce(words: Sequence[str]) -> int:
    language, others = language_of(words)
    arguments = read_words(_parser(), others)
    claims = _chosen(arguments.claims)
    if arguments.list:
        _list(claims, language)
        return 0
    try:
        return _run(claims, arguments, language)
    except KeyboardInterrupt:
        tell("error", "stopped; repeat the same command to go on from what is trained", COMMAND)
        raise


def _parser() -> argparse.ArgumentParser:
    parser = parser_of(COMMAND, _EXPLAINED)
    parser.add_argument(
        "claims",
        nargs="*",
        metavar="CLAIM",
        help="all of them unless named; language=zh tells verdicts and page in Chinese",
    )
    parser.add_argument(
        "--quick", action="store_true", help="small data and few repeats: minutes, not more"
    )
    parser.add_argument("--list", action="store_true", help="name the claims and run nothing")
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", default=RESULTS, help=f"default: {RESULTS}"
    )
    return parser


def _chosen(names: Sequence[str]) -> tuple[Claim, ...]:
    """The claims of these ids in the order of the book; all of them for none.

    Raises:
        ReproduceError: with a line for each id that there is not.
    """
    from nnexp.claims.book import CLAIMS
    from nnexp.reproduce.grid import ReproduceError
    from nnexp.settings import nearest

    known = [claim.id for claim in CLAIMS]
    problems = [
        f"{name}: there is no such claim{nearest(name, known)}; --list names them all"
        for name in names
        if name not in known
    ]
    if problems:
        raise ReproduceError("\n".join(problems))
    return tuple(claim for claim in CLAIMS if not names or claim.id in names)


def _list(claims: Sequence[Claim], language: str) -> None:
    from nnexp.language import phrase

    for claim in claims:
        print(f"{claim.id:<16}{claim.section:<11}{phrase(language, claim.sentence)}")


def _run(claims: Sequence[Claim], arguments: argparse.Namespace, language: str) -> int:
    from nnexp.language import phrase
    from nnexp.reproduce.page import prepare, quick_look, told_of, write_results
    from nnexp.reproduce.reproduction import reproduce

    prepare(arguments.out)
    done: list[Reproduction] = []
    for claim in claims:
        folder = arguments.out / ("quick" if arguments.quick else "full") / claim.id
        if sys.stderr.isatty():
            print(f"{claim.id}: {phrase(language, claim.sentence)}", file=sys.stderr)
        one = reproduce(claim, folder, quick=arguments.quick)
        done.append(one)
        if one.error:
            tell("error", f"{claim.id}: {one.error}", COMMAND)
        print(told_of(one, language), flush=True)
    if arguments.quick:
        print(quick_look(done, language))
    made = _command(arguments, language)
    for path in write_results(done, arguments.out, made, quick=arguments.quick, language=language):
        print(path)
    return FAILED if any(one.error for one in done) else 0


def _command(arguments: argparse.Namespace, language: str) -> str:
    """What makes the same page again."""
    from nnexp.language import ENGLISH

    quick = ["--quick"] if arguments.quick else []
    told = [] if language == ENGLISH else [f"{LANGUAGE}{language}"]
    where = [] if arguments.out == RESULTS else ["--out", str(arguments.out)]
    return shlex.join(["python", "-m", COMMAND, *quick, *where, *arguments.claims, *told])


if __name__ == "__main__":
    sys.exit(main())
