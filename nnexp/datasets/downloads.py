"""Fetching files that are not on this machine."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from nnexp.datasets.dataset import DataError
from nnexp.files.replacement import replacement

_log = logging.getLogger(__name__)


def fetch(name: str, mirrors: Sequence[str], folder: Path, check: Callable[[bytes], None]) -> Path:
    """Fetch a file from the first mirror that gives the right content.

    Args:
        name: name of the file, at the mirrors and in `folder`.
        mirrors: addresses of folders, each ending in a slash.
        folder: where to put it; created when missing.
        check: raises `DataError` when the bytes are not what they should be. Nothing unchecked
            ever stands under the file's name.

    Returns:
        The path of the file.

    Raises:
        DataError: no mirror gave it; the text says what each of them did.
    """
    _require_writable(folder)
    failures = []
    for mirror in mirrors:
        try:
            _fetch_one(mirror + name, folder / name, check)
        except DataError:
            failures.append(f"{urlsplit(mirror).hostname}: not the right content")
        except OSError as error:
            failures.append(f"{urlsplit(mirror).hostname}: {_short(error)}")
        else:
            return folder / name
    raise DataError(f"{name}: {', '.join(failures)}")


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder} cannot be created: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DataError(f"{folder} cannot be written")


def _fetch_one(address: str, path: Path, check: Callable[[bytes], None]) -> None:
    import pooch

    _log.info("fetching %s", address)
    with replacement(path) as file:
        pooch.HTTPDownloader(timeout=30)(address, file, None)
        file.flush()
        file.seek(0)
        check(file.read())


def _short(error: OSError) -> str:
    # The texts of the HTTP library run over several lines and repeat the address.
    return error.strerror or type(error).__name__
