"""What one kind of plot is: when a grid makes it meaningful, how it is drawn, how it is read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from nnexp.plots.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Settings = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Plot:
    """A kind of plot."""

    name: str
    """Of its files, before the settings that it shows and, of those that start with `by`, after
    what chooses: `by` for `accuracy_by_lr`."""
    needs: Callable[[View, bool], Iterable[Settings]]
    """The settings that it can show of a sweep, a plot for each; given whether another plot has
    been drawn before."""
    draw: Callable[[View, Settings], Figure | None]
    """The figure; None where the grid does not make it meaningful."""
    caption: Callable[[View, Settings], str]
    """How to read it."""
    place: int = 9
    """On a page, among the others; those of one place by name."""
    answers: tuple[str, ...] = ()
    """Names of the analyses that it shows the findings of, about its settings if it has any."""

    def file(self, view: View, settings: Settings) -> str:
        """The name of its files for some settings."""
        shown = "_and_".join(settings).replace(".", "_")
        name = f"{view.measured.quantity}_{self.name}" if self.name.startswith("by") else self.name
        return f"{name}_{shown}" if shown else name
