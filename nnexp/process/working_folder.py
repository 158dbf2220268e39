"""The folder that a command works in: that it is there, and that its files hide no library."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib.machinery import PathFinder
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


def search_working_folder_last() -> None:
    """Have this process and those it starts look for modules there after all other places.

    `python -m` looks there first, and would take a `numpy.py` that lies there for the library.
    """
    try:
        here = os.getcwd()  # noqa: PTH109 - as `python -m` writes it
    except FileNotFoundError:
        return
    ours = Path(__file__).resolve().parents[2]
    # A checkout that is worked in stays first: other processes must not find another nnexp.
    if sys.path and sys.path[0] in ("", here) and ours != Path(here).resolve():
        sys.path.append(sys.path.pop(0))
        os.environ["PYTHONSAFEPATH"] = "1"


def hiding_file(error: BaseException) -> str | None:
    """A file of the user's that was imported in the place of a library, and may be the cause.

    Args:
        error: what was raised.

    Returns:
        Path of the first such file that the error came through, or that is imported.
    """
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    trace = error.__traceback__
    while trace is not None:
        files.insert(0, trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return next((file for file in files if file and _hides(Path(file))), None)


def _hides(file: Path) -> bool:
    """Whether a module lies in a place of the user's and has the name of one that is installed."""
    top = file.parent if file.name == "__init__.py" else file
    installed = list(sysconfig.get_paths().values())
    places = {str(Path(place).absolute()) for place in sys.path} - {*installed}
    if file.suffix != ".py" or str(top.parent) not in places:
        return False
    found = PathFinder.find_spec(top.stem, installed)
    return found is not None and found.origin is not None  # a folder alone is no library
