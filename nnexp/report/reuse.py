"""Pictures that need not be made again: an earlier run of the same command made them."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nnexp.sweeps.record import RECORD, RecordError, read_record
from nnexp.trainables import registry

_DRAWN_FROM = ("table.parquet", "curves.parquet")

# A folder of a thousand sweeps must not take longer to search than plots take to draw.
_NEWEST = 20


def reuse_pictures(directory: Path) -> bool:
    """Copy plots and chosen networks of a neighbouring sweep that has the same table, if any.

    Plots, the findings that they show and the networks of the best setting are a function of a
    sweep's table and curves, of which settings were swept and what selects, and of the code:
    where all are the same, so are they.

    Args:
        directory: folder of a sweep that has its table, curves and record, but no plots.

    Returns:
        Whether they were found and copied.
    """
    record = _circumstances(directory)
    if record is None:
        return False
    for neighbour in itertools.islice(_neighbours(directory), _NEWEST):
        if _circumstances(neighbour) == record and all(
            (neighbour / name).read_bytes() == (directory / name).read_bytes()
            for name in _DRAWN_FROM
        ):
            shutil.copytree(neighbour / "plots", directory / "plots", dirs_exist_ok=True)
            for file in _pictured(neighbour):
                shutil.copy2(file, directory / file.name)
            return True
    return False


def _neighbours(directory: Path) -> Iterator[Path]:
    """Complete sweeps beside this one, the newest first."""
    wanted = (RECORD, "plots", *_DRAWN_FROM)
    for folder in sorted(directory.absolute().parent.iterdir(), reverse=True):
        complete = all((folder / name).exists() for name in wanted)
        # Not by name: `.` and `out/..` name a folder too.
        if complete and not folder.samefile(directory):
            yield folder


def _pictured(folder: Path) -> Iterator[Path]:
    """The files with models and what is pictured of them, of each task."""
    picturing = registry.pictures(read_record(folder).trainable)
    if picturing is not None:
        for pattern in (*picturing.files(), *picturing.files("*")):
            yield from folder.glob(pattern)


def _circumstances(directory: Path) -> dict[str, Any] | None:
    """What pictures depend on besides the frames; None when it cannot be known."""
    try:
        record = read_record(directory)
    except RecordError:
        return None
    if record.outcome is None or (record.code or {}).get("dirty"):
        return None
    return {name: getattr(record, name) for name in ("grid", "select_on", "versions", "code")}
