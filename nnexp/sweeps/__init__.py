"""Sweeps: from a grid to its table, with the fewest trainings and whatever happens.

`run_sweep` is the whole of it: load data, plan, look up the store, execute, collect, write;
`SweepData` is what comes back. `begun_sweep` is the same for who asks for trials step by step.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnexp.sweeps.data import SweepData
    from nnexp.sweeps.record import Counts
    from nnexp.sweeps.sweep import SweepUnderWay, begun_sweep, run_sweep
    from nnexp.sweeps.verify import VerificationError

__all__ = [
    "Counts",
    "SweepData",
    "SweepUnderWay",
    "VerificationError",
    "begun_sweep",
    "run_sweep",
]

_PLACES = {
    "Counts": "record",
    "SweepData": "data",
    "SweepUnderWay": "sweep",
    "VerificationError": "verify",
    "begun_sweep": "sweep",
    "run_sweep": "sweep",
}


def __getattr__(name: str) -> Any:
    # Whoever only wants a name for a folder must not pay for pandas and Arrow.
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
