"""Sweeping: from a grid to curves, with the fewest trainings and whatever happens.

`run_sweep` is the whole of it: load data, plan, look up the store, execute, collect, write.
`make_plan` turns grid points into runs; `SweepResult` is what comes back.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_PLACES = {
    "Counts": "result",
    "Plan": "plan",
    "Run": "plan",
    "SweepResult": "result",
    "Trial": "plan",
    "VerificationError": "verify",
    "make_plan": "plan",
    "run_sweep": "sweep",
}


def __getattr__(name: str) -> Any:
    # Worker processes import `nnexp.sweeping.worker`: they must not pay for pandas and Arrow.
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
