"""What an export is: a format, the package that writes it, and where it goes."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.errors import WrongInputError

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData


class ExportError(WrongInputError):
    """A sweep cannot be written in a format, or not to that place."""


@dataclasses.dataclass(frozen=True)
class Export:
    """One format."""

    name: str
    help: str
    """What comes out, in a line."""
    out: str
    """Name of the file or folder in the sweep's own, unless another place is given."""
    write: Callable[[SweepData, Path], str]
    """Writes a sweep to a place; returns what is said of it, the place itself mostly."""
    packages: tuple[str, ...] = ()
    """What writes it, as it is imported."""
    extra: str = ""
    """The extra of nnexp that has them."""


def exported(export: Export, sweep: SweepData, out: Path | None = None) -> str:
    """Write a sweep in a format.

    Args:
        export: the format.
        sweep: of now or of its folder.
        out: where it goes; its place in the sweep's folder unless given.

    Returns:
        What is said of it, the place itself mostly.

    Raises:
        ExportError: a package is missing, or the place cannot be written to.
    """
    for package in export.packages:
        if importlib.util.find_spec(package) is None:
            raise ExportError(
                f"--to {export.name}: the package {package} is not installed; install it with "
                f"pip install 'nnexp[{export.extra}]'"
            )
    place = out or sweep.directory / export.out
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        return export.write(sweep, place)
    except OSError as error:
        raise ExportError(
            f"{place}: cannot be written ({error.strerror or error}); name another place: --out …"
        ) from error
