"""Where the files of the real MNIST are, for the tests that need them."""

from __future__ import annotations

import os
from pathlib import Path

from nnexp.datasets.image_sets import FILES

_NAMED = os.environ.get("NNEXP_DATA_DIR")


def mnist_folder() -> Path | None:
    """The folder that NNEXP_DATA_DIR names, or `mnist` in it: the one with MNIST's files."""
    for folder in [] if not _NAMED else [Path(_NAMED), Path(_NAMED) / "mnist"]:
        if any((folder / f"{FILES[0]}{end}").is_file() for end in (".gz", "")):
            return folder
    return None
