"""Every kind of plot of a sweep, and of two, in the order in which they are drawn.

A new one is a file with its `Plot` or its `PairPlot`, and a line here.
"""

from __future__ import annotations

from nnexp.plots.accuracy import ACCURACY, ACCURACY_OF_OTHERS
from nnexp.plots.capacity import CAPACITY
from nnexp.plots.cost import COST
from nnexp.plots.decision import DECISION
from nnexp.plots.difference import DIFFERENCE
from nnexp.plots.heat_map import HEAT_MAP
from nnexp.plots.learning_curves import LEARNING_CURVES
from nnexp.plots.own_best import OWN_BESTS
from nnexp.plots.pair import PairPlot
from nnexp.plots.parallel import PARALLEL
from nnexp.plots.plot import Plot
from nnexp.plots.scatter import SCATTER

PLOTS: dict[str, Plot] = {
    "decision": DECISION,
    "accuracy": ACCURACY,
    "heat_map": HEAT_MAP,
    "capacity": CAPACITY,
    "accuracy_of_others": ACCURACY_OF_OTHERS,
    "scatter": SCATTER,
    "own_best": OWN_BESTS,
    "parallel": PARALLEL,
    "learning_curves": LEARNING_CURVES,
    "cost": COST,
}

PAIR_PLOTS: dict[str, PairPlot] = {"difference": DIFFERENCE}
"""Of two sweeps that are compared."""
