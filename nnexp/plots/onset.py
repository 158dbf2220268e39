"""Where training longer begins to do harm, marked in a panel of learning curves."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from nnexp.analysis import Finding
from nnexp.plots.answers import finding_at
from nnexp.plots.scene import Scene
from nnexp.plots.style import BEST, INK

_OVERFITS = "overfits"


def onset_at(scene: Scene, measure: str, where: Mapping[str, str]) -> Finding | None:
    """What was found about the curves of one setting.

    Args:
        scene: the sweep.
        measure: `loss` or `accuracy`.
        where: levels of the settings other than epochs.
    """
    metric = f"{scene.select_on}_{measure}"
    return finding_at(scene, "overfitting_onset", metric, "epochs", where)


def mark_onset(ax: Axes, finding: Finding | None) -> str:
    """Shade the epochs at which overfitting may begin; returns what was found, in a few words."""
    if finding is None:
        return ""
    if finding.repeats < 2:
        return "one repeat cannot say"
    if finding.verdict != _OVERFITS:
        return "still improving" if finding.verdict.startswith("still") else "no onset seen"
    first, last = finding.interval
    ax.axvspan(first - 0.5, last + 0.5, facecolor=BEST, alpha=0.14, linewidth=0, zorder=0.5)
    ax.axvline(finding.estimate, color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2.5)
    span = f" ({first:g} to {last:g})" if last > first else ""
    return f"onset: epoch {finding.estimate:g}{span}"


def onset_key(scene: Scene, found: list[Finding]) -> str:
    """What the marks mean, where there are findings."""
    if not any(finding.repeats > 1 for finding in found):
        return ""
    marks = (
        "Dashed: the epoch of the best mean, shaded: the epochs that may be it (95 % set). "
        if any(finding.verdict == _OVERFITS for finding in found)
        else ""
    )
    return (
        f"Onset of overfitting: the epoch after which {scene.select_on} loss rises, or accuracy "
        f"falls, beyond chance. {marks}"
    ).strip()
