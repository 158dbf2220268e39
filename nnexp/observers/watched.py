"""The sweep that an observer is made for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nnexp.execution.observing import Observer
from nnexp.settings import SweepSettings

if TYPE_CHECKING:
    from rich.console import Console


@dataclasses.dataclass(frozen=True)
class Watched:
    """What is known of a sweep before it is planned."""

    sweep: SweepSettings
    directory: Path
    """Its folder."""
    go_on: str
    """What goes on with it when it was stopped: a command line, or a call in words."""
    console: Console
    """Where its progress may be shown."""


Make = Callable[[Watched], Observer | None]
"""Makes an observer for one sweep; None where the sweep does not ask for it."""
