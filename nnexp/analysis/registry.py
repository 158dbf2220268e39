"""Every analysis that a sweep's findings are made of, in the order in which a reader wants them.

A new one is a file with its `Analysis`, and a line here.
"""

from __future__ import annotations

from nnexp.analysis.capacity import CAPACITY
from nnexp.analysis.importance import IMPORTANCE
from nnexp.analysis.interaction import INTERACTION
from nnexp.analysis.overfitting_onset import OVERFITTING_ONSET
from nnexp.analysis.own_best import OWN_BEST
from nnexp.analysis.sensitivity import SENSITIVITY
from nnexp.analysis.study import Analysis
from nnexp.analysis.sweet_spot import SWEET_SPOT

ANALYSES: dict[str, Analysis] = {
    one.name: one
    for one in (
        SWEET_SPOT,
        OWN_BEST,
        IMPORTANCE,
        INTERACTION,
        OVERFITTING_ONSET,
        CAPACITY,
        SENSITIVITY,
    )
}
