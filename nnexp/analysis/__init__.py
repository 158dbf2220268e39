"""Findings: what a sweep's tables and curves say, with honest uncertainty.

A *slice* is one combination of all settings but those analysed; within it, repeats are
paired. Each analysis takes the rows of one slice and returns a `Finding`: estimate, 95 %
interval, verdict, numbers, next step, and the rows it rests on; its `sentence` says it in English.
`findings` makes all that a sweep's grid allows, from the analyses in `registry`; `slices` splits a
table for one analysis at a time. How often each is right is measured in `benchmarks/calibration`.

`nnexp.analysis.summary` has means with intervals for plots, `nnexp.analysis.best` the
ranking of settings.
"""

from nnexp.analysis.capacity import capacity
from nnexp.analysis.compare import compare
from nnexp.analysis.finding import AnalysisError, Finding
from nnexp.analysis.findings import findings
from nnexp.analysis.importance import importance
from nnexp.analysis.interaction import interaction
from nnexp.analysis.overfitting_onset import overfitting_onset
from nnexp.analysis.own_best import own_best
from nnexp.analysis.repeats_needed import repeats_needed
from nnexp.analysis.samples import slices
from nnexp.analysis.sensitivity import sensitivity
from nnexp.analysis.summary import LEVEL
from nnexp.analysis.sweet_spot import sweet_spot
from nnexp.analysis.variance import variance

__all__ = [
    "LEVEL",
    "AnalysisError",
    "Finding",
    "capacity",
    "compare",
    "findings",
    "importance",
    "interaction",
    "overfitting_onset",
    "own_best",
    "repeats_needed",
    "sensitivity",
    "slices",
    "sweet_spot",
    "variance",
]
