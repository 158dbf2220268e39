"""The command `nnexp`, also `python -m nnexp`.

Exit status: 0 when all went well, 1 when trials failed or the sweep could not go on, 2 when
the command was wrong, or data or a store that it names, and nothing was trained, 130 after Ctrl-C,
143 after SIGTERM, 129 after SIGHUP.
"""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

from nnexp.cli.names import WORD
from nnexp.errors import WrongInputError
from nnexp.process.aside import begun
from nnexp.process.command import leave, run_command

_GARBAGE_AFTER = 500_000

# Options of commands that train, and settings of those that train nothing or as they go.
_TRAINING = ("-m", "--multirun", "-r", "--run")
_OTHERS = ("plan=true", "hydra/sweeper=")


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless `words` are given).

    Returns the exit status.
    """
    if words is None:
        # Nearly all that a sweep makes lives to its end: looking for garbage among thousands of
        # grid points every 700 objects finds none and takes 7 % of the time.
        gc.set_threshold(_GARBAGE_AFTER, 20, 100)
    wanted = os.environ.get("HYDRA_FULL_ERROR") == "1"
    work = functools.partial(_carry_out, alone=words is None)
    return run_command("nnexp", words, work, wrong=WrongInputError, tracebacks=wanted)


def command() -> NoReturn:
    """The command line of this process, which ends with it."""
    leave(main())


def _carry_out(words: Sequence[str], *, alone: bool) -> int:
    if "--help" in words or "-h" in words:
        print(_help(words))
    elif "--version" in words:
        print(f"nnexp {_version()}")
    else:
        # Before anything else is imported: a fork of what there is by then is small and safe.
        aside = begun(_later()) if alone and _sweeps(words) else None
        try:
            # Hydra takes 0.2 s to import, which --help and --version do without.
            from nnexp.cli.commands import carry_out

            carry_out(words, aside)
        finally:
            if aside is not None:
                aside.end()
    return 0


def _sweeps(words: Sequence[str]) -> bool:
    """Whether a command looks as if it trains the network of the book, and says what is found."""
    told = all(word in _TRAINING for word in words if word.startswith("-"))
    other = any(word.startswith((WORD, *_OTHERS)) for word in words)
    return told and not other and "COMP_LINE" not in os.environ


def _later() -> Iterator[Callable[[], None]]:
    """What a process beside this one imports meanwhile."""
    from nnexp.api.calls import aside_steps

    yield from aside_steps()


def _help(words: Sequence[str]) -> str:
    if any(word.startswith(WORD) for word in words):
        from nnexp.cli.own_model import help_of

        return help_of(words)
    from nnexp.cli.help import help_text

    return help_text()


def _version() -> str:
    from importlib.metadata import version

    return version("nnexp")
