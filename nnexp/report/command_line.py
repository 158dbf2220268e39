"""What the commands around reports share: words read, and errors told, in one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from nnexp.errors import NnexpError
from nnexp.working_folder import see_working_folder


class WordsError(NnexpError):
    """The words of a command are not those that it knows."""


def read_words(parser: argparse.ArgumentParser, words: Sequence[str] | None) -> argparse.Namespace:
    """The parsed command line (that of this process unless given).

    Args:
        parser: made with `exit_on_error=False`.
        words: what follows the command's name.

    Raises:
        WordsError: an option is unknown or lacks its value.
        NnexpError: the working folder is gone.
    """
    see_working_folder()
    try:
        arguments, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        raise WordsError(f"{error.argument_name}: {error.message}; see --help") from error
    if unknown:
        what = "there is no such option" if unknown[0].startswith("-") else "is one word too many"
        raise WordsError(f"{unknown[0]}: {what}; see --help")
    return arguments


def complain(command: str, text: str) -> None:
    """Print each line of `text` as an error of a command."""
    for line in text.splitlines():
        print(f"{command}: error: {line}", file=sys.stderr)
