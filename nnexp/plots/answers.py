"""Findings where a plot shows what they are about."""

from __future__ import annotations

from collections.abc import Mapping

from nnexp.analysis import Finding
from nnexp.plots.levels import level
from nnexp.plots.scene import Scene, best_level, best_rows


def finding_at(
    scene: Scene, analysis: str, metric: str, over: str, where: Mapping[str, str]
) -> Finding | None:
    """The finding about the slice that a line or a panel shows, if there is one.

    Args:
        scene: the sweep.
        analysis: name of the analysis.
        metric: what decides.
        over: the setting whose values are compared.
        where: the levels of the other swept settings.
    """
    found = [
        finding
        for finding in scene.findings
        if (finding.analysis, finding.metric) == (analysis, metric)
        and all(name != over for name, _ in finding.where)
        and _is_of(scene, finding, over, where)
    ]
    # A schedule makes trainings of several lengths: the longest says most.
    return max(found, key=lambda finding: len(finding.rows), default=None)


def best_answer(scene: Scene, analysis: str, metric: str, over: str) -> Finding | None:
    """The finding about the slice with the best setting; None with several tasks."""
    best = best_rows(scene)
    if len(best) != 1:
        return None
    where = {name: str(best[name].iloc[0]) for name in scene.settings if name != over}
    return finding_at(scene, analysis, metric, over, where)


def sentence(finding: Finding | None) -> str:
    """What it found, as a plot's first note; nothing where there is no finding."""
    return "" if finding is None else finding.sentence


def _is_of(scene: Scene, finding: Finding, over: str, where: Mapping[str, str]) -> bool:
    slices = {name: level(value) for name, value in finding.where}
    # In a large sweep only the surroundings of the best setting were analysed: what does not
    # differ there has the best setting's value.
    return all(
        slices.get(name, best_level(scene, name) if name in scene.settings else value) == value
        for name, value in where.items()
        if name != over
    )
