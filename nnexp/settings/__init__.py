"""The settings of a sweep: typed, validated, described in one place.

`GridPoint` holds what may differ between grid points (with `DataSettings`,
`NetworkSettings` and `TrainingSettings` inside), `SweepSettings` what holds for a
sweep as a whole (with `EngineSettings` and `StoreSettings`). `catalog` lists every
setting with its `Spec`; `parse`, `flatten` and `unflatten` convert between these
objects and the dotted names that people type.
"""

from nnexp.settings.catalog import (
    Entry,
    Scalar,
    catalog,
    flatten,
    no_such_setting,
    parse,
    unflatten,
)
from nnexp.settings.data import SOURCES, DataSettings
from nnexp.settings.engine import EngineSettings
from nnexp.settings.grid_point import GridPoint
from nnexp.settings.legality import SettingsError
from nnexp.settings.network import ACTIVATIONS, INITS, NetworkSettings
from nnexp.settings.spec import Spec, as_text, as_typed, coerce, legal_values, shown, shown_argument
from nnexp.settings.store import StoreSettings
from nnexp.settings.suggestion import nearest, nearest_setting
from nnexp.settings.sweep import SweepSettings
from nnexp.settings.training import TrainingSettings

__all__ = [
    "ACTIVATIONS",
    "INITS",
    "SOURCES",
    "DataSettings",
    "EngineSettings",
    "Entry",
    "GridPoint",
    "NetworkSettings",
    "Scalar",
    "SettingsError",
    "Spec",
    "StoreSettings",
    "SweepSettings",
    "TrainingSettings",
    "as_text",
    "as_typed",
    "catalog",
    "coerce",
    "flatten",
    "legal_values",
    "nearest",
    "nearest_setting",
    "no_such_setting",
    "parse",
    "shown",
    "shown_argument",
    "unflatten",
]
