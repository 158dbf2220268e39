"""Sweeps from Python, and what the command line runs: one call from a grid to its answer.

`sweep` runs a grid written as lists and tuples and hands back a `Sweep`: its frames, findings,
plots, and with `Sweep.trial` each trained network with the samples that it saw. `run` and
`plan` are the command line's job.
"""

from nnexp.api.axes import grid
from nnexp.api.calls import plan, run, sweep
from nnexp.api.finished import Plots, SelectionError, Sweep
from nnexp.api.trial import Part, Trial

__all__ = ["Part", "Plots", "SelectionError", "Sweep", "Trial", "grid", "plan", "run", "sweep"]
