"""Sweeps from Python, and what the command line runs: one call from a grid to its answer.

`sweep` runs a grid written as lists and tuples and hands back a `Sweep`: its frames, findings,
plots, and with `Sweep.trial` each trained network with the samples that it saw. `run`,
`run_aside`, `batches` and `plan` are the command line's job.
"""

from nnexp.api.axes import grid
from nnexp.api.calls import batches, load, plan, run, run_aside, see_question, sweep
from nnexp.api.finished import Plots, SelectionError, Sweep
from nnexp.api.own import own_grid
from nnexp.api.tables import read
from nnexp.api.trial import ChangedDataError, Part, Trial

__all__ = [
    "ChangedDataError",
    "Part",
    "Plots",
    "SelectionError",
    "Sweep",
    "Trial",
    "batches",
    "grid",
    "load",
    "own_grid",
    "plan",
    "read",
    "run",
    "run_aside",
    "see_question",
    "sweep",
]
