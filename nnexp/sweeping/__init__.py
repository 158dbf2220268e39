"""Sweeping: from a grid to curves, with the fewest trainings and whatever happens.

`run_sweep` is the whole of it: load data, plan, look up the store, execute, collect, write.
`make_plan` turns grid points into runs; `SweepResult` is what comes back.
"""

from nnexp.sweeping.plan import Plan, Run, Trial, make_plan
from nnexp.sweeping.result import Counts, SweepResult
from nnexp.sweeping.sweep import run_sweep
from nnexp.sweeping.verify import VerificationError

__all__ = [
    "Counts",
    "Plan",
    "Run",
    "SweepResult",
    "Trial",
    "VerificationError",
    "make_plan",
    "run_sweep",
]
