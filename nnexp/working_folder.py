"""That the folder a command works in is still there: another program may have removed it."""

from __future__ import annotations

from pathlib import Path

from nnexp.errors import WrongInputError


def see_working_folder() -> None:
    """Find out before anything is imported that would ask for the folder and fail.

    Raises:
        WrongInputError: it is gone.
    """
    try:
        Path.cwd()
    except FileNotFoundError:
        raise WrongInputError("the working folder is gone; cd to one that is there") from None
