"""The command `nnexp`, also `python -m nnexp`.

Exit status: 0 when all went well, 1 when trials failed or the sweep could not go on, 2 when
the command was wrong, or data or a store that it names, and nothing was trained, 130 after Ctrl-C,
143 after SIGTERM, 129 after SIGHUP.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence

from nnexp.errors import WrongInputError
from nnexp.process.command import run_command

_GARBAGE_AFTER = 50_000


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line (that of this process unless `words` are given).

    Returns the exit status.
    """
    if words is None:
        # Nearly all that a sweep makes lives to its end: looking for garbage among thousands of
        # grid points every 700 objects finds none and takes 7 % of the time.
        gc.set_threshold(_GARBAGE_AFTER, 20, 100)
    wanted = os.environ.get("HYDRA_FULL_ERROR") == "1"
    return run_command("nnexp", words, _carry_out, wrong=WrongInputError, tracebacks=wanted)


def _carry_out(words: Sequence[str]) -> int:
    if "--help" in words or "-h" in words:
        print(_help(words))
    elif "--version" in words:
        print(f"nnexp {_version()}")
    else:
        # Hydra takes 0.2 s to import, which --help and --version do without.
        from nnexp.cli.commands import carry_out

        carry_out(words)
    return 0


def _help(words: Sequence[str]) -> str:
    from nnexp.cli.names import WORD

    if any(word.startswith(WORD) for word in words):
        from nnexp.cli.own_model import help_of

        return help_of(words)
    from nnexp.cli.help import help_text

    return help_text()


def _version() -> str:
    from importlib.metadata import version

    return version("nnexp")
