"""What a sweep looks like: `draw` writes each plot that its grid makes meaningful.

Plots compute no statistics: means and intervals come from `nnexp.analysis`. Figures are
made without pyplot, so drawing opens no window and changes no one's settings.
"""

from nnexp.plots.draw import draw, figures

__all__ = ["draw", "figures"]
