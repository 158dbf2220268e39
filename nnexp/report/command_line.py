"""The words of the commands around reports, read or told in one line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nnexp.errors import NnexpError

LANGUAGE = "language="


class WordsError(NnexpError):
    """The words of a command are not those that it knows."""


def parser_of(command: str, explained: str) -> argparse.ArgumentParser:
    """A parser without words yet; its errors are raised and told in our words.

    Args:
        command: module that is run, such as `nnexp.report`.
        explained: what it does, line for line as it is shown.
    """
    return argparse.ArgumentParser(
        prog=f"python -m {command}",
        description=explained,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        exit_on_error=False,
        allow_abbrev=False,
    )


def language_of(words: Sequence[str]) -> tuple[str, list[str]]:
    """The language that is named among words, or by the environment, and the other words.

    Raises:
        SettingsError: there is no such language.
    """
    from nnexp.settings import SweepSettings, spoken

    said = [one for one in words if one.startswith(LANGUAGE)]
    named = said[-1].removeprefix(LANGUAGE) if said else "auto"
    return spoken(SweepSettings(language=named)), [one for one in words if one not in said]


def read_words(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """The parsed words of a command.

    Args:
        parser: made with `exit_on_error=False`.
        words: what follows the command's name.

    Raises:
        WordsError: an option is unknown or lacks its value.
    """
    try:
        arguments, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        raise WordsError(f"{error.argument_name}: {error.message}; see --help") from error
    if unknown:
        what = "there is no such option" if unknown[0].startswith("-") else "is one word too many"
        raise WordsError(f"{unknown[0]}: {what}; see --help")
    return arguments
