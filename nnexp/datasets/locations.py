"""Folders outside the project that data comes from and is kept in."""

from __future__ import annotations

import os
from pathlib import Path

from nnexp.datasets.dataset import DataError
from nnexp.settings import DataSettings

CACHE_VARIABLE = "NNEXP_CACHE_DIR"
DATA_VARIABLE = "NNEXP_DATA_DIR"


def cache_folder() -> Path:
    """Where downloads and decoded data sets are kept; it need not exist yet.

    Returns:
        The environment variable NNEXP_CACHE_DIR, else the user's cache folder for nnexp.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("nnexp"))


def data_folder() -> Path | None:
    """Where the user keeps data files.

    Returns:
        The folder in the environment variable NNEXP_DATA_DIR, or None when it is not set.

    Raises:
        DataError: the variable names something that is not a folder.
    """
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise DataError(
            f"{DATA_VARIABLE}={named}: is not a folder; name the folder with the data files, "
            "or unset the variable"
        )
    return folder


def own_files(settings: DataSettings) -> tuple[Path, Path | None]:
    """Where `data.train`, which must be there, and `data.test` lead."""
    test = None if settings.test is None else Path(settings.test).expanduser()
    return Path(str(settings.train)).expanduser(), test
