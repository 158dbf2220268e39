"""nnexp: experiment sweeps over small neural networks.

A *sweep* is a grid of settings. A combination of them is a *grid point*, repeated with
several seeds; a point × a *repeat* is a *trial*, one row of the *table*. nnexp trains the
fewest *runs* that serve all trials, keeps every learning *curve* in a *store*, and says where
the best setting lies:

    import nnexp

    found = nnexp.sweep(lr=[0.01, 0.1, 0.3], epochs=[1, 5, 10], repeats=5)
    found.table    # one row per trial, a pandas DataFrame
    found.curves   # one row per run and epoch
    found.plot()   # files under found.directory / "plots"

`list_settings` shows what can be swept, `sweep` runs a grid, `load` reads an earlier one from its
folder, `read` the trials that something else ran from a table, `table_hash` is equal for two tables
exactly when the sweeps found the same, `Network` is a network as a value, `NnexpError` the root of
every error that nnexp raises on purpose. Everything else is imported when used.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnexp.api import Sweep, load, read, sweep
    from nnexp.errors import NnexpError
    from nnexp.metrics import Metric
    from nnexp.network import Network
    from nnexp.settings import SettingsError
    from nnexp.settings.listing import list_settings
    from nnexp.table import canonical_hash as table_hash
    from nnexp.trainables.estimator.trainable import estimator
    from nnexp.trainables.function.marks import Setting, function

__all__ = [
    "Metric",
    "Network",
    "NnexpError",
    "Setting",
    "SettingsError",
    "Sweep",
    "estimator",
    "function",
    "list_settings",
    "load",
    "read",
    "sweep",
    "table_hash",
]

_PLACES = {
    "Metric": ("nnexp.metrics", "Metric"),
    "Network": ("nnexp.network", "Network"),
    "NnexpError": ("nnexp.errors", "NnexpError"),
    "Setting": ("nnexp.trainables.function.marks", "Setting"),
    "SettingsError": ("nnexp.settings", "SettingsError"),
    "Sweep": ("nnexp.api", "Sweep"),
    "estimator": ("nnexp.trainables.estimator.trainable", "estimator"),
    "function": ("nnexp.trainables.function.marks", "function"),
    "list_settings": ("nnexp.settings.listing", "list_settings"),
    "load": ("nnexp.api", "load"),
    "read": ("nnexp.api", "read"),
    "sweep": ("nnexp.api", "sweep"),
    "table_hash": ("nnexp.table", "canonical_hash"),
}


def __getattr__(name: str) -> Any:
    # `import nnexp` stays instant, and so does the command line's help.
    if name in _PLACES:
        module, member = _PLACES[name]
        return getattr(import_module(module), member)
    if name == "settings":
        return import_module("nnexp.settings")
    known = ", ".join(__all__)
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; it has {known}, of which "
        "list_settings() shows what can be swept",
        name=name,
        obj=sys.modules[__name__],
    )


def __dir__() -> list[str]:
    return sorted(__all__)
