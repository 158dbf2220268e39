"""The settings of a sweep: typed, validated, described in one place.

`GridPoint` holds what may differ between grid points (with `DataSettings`,
`NetworkSettings` and `TrainingSettings` inside), `SweepSettings` what holds for a
sweep as a whole (with `EngineSettings`, `StoreSettings` and `DecideSettings`). `catalog` lists
every setting with its `Spec`; `parse`, `flatten` and `unflatten` convert between these
objects and the dotted names that people type.
"""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING

from nnexp.settings.catalog import (
    Entry,
    Scalar,
    as_number,
    as_whole,
    catalog,
    flatten,
    no_such_setting,
    parse,
    plain,
    point_of,
    points_of,
    unflatten,
)
from nnexp.settings.data import SOURCES, DataSettings, DataSource, missing_files
from nnexp.settings.decide import DecideSettings
from nnexp.settings.engine import ENGINES, Engine, EngineSettings
from nnexp.settings.grid_point import GridPoint, with_values
from nnexp.settings.legality import SettingsError
from nnexp.settings.network import ACTIVATIONS, INITS, NetworkSettings
from nnexp.settings.spec import (
    MOST_LAYERS,
    Side,
    Spec,
    as_text,
    as_typed,
    coerce,
    in_one_line,
    is_last,
    last_legal,
    legal_values,
    shown,
    shown_argument,
)
from nnexp.settings.store import StoreSettings
from nnexp.settings.suggestion import instead, nearest, nearest_setting
from nnexp.settings.sweep import SweepSettings, spoken
from nnexp.settings.training import TrainingSettings

if TYPE_CHECKING:
    from nnexp.settings.listing import Listing


class _Settings(types.ModuleType):
    """What `nnexp.settings()` calls, which many type to see the settings."""

    def __call__(self, word: str = "") -> Listing:
        """As `nnexp.list_settings`."""
        from nnexp.settings.listing import list_settings

        return list_settings(word)


sys.modules[__name__].__class__ = _Settings

__all__ = [
    "ACTIVATIONS",
    "ENGINES",
    "INITS",
    "MOST_LAYERS",
    "SOURCES",
    "DataSettings",
    "DataSource",
    "DecideSettings",
    "Engine",
    "EngineSettings",
    "Entry",
    "GridPoint",
    "NetworkSettings",
    "Scalar",
    "SettingsError",
    "Side",
    "Spec",
    "StoreSettings",
    "SweepSettings",
    "TrainingSettings",
    "as_number",
    "as_text",
    "as_typed",
    "as_whole",
    "catalog",
    "coerce",
    "flatten",
    "in_one_line",
    "instead",
    "is_last",
    "last_legal",
    "legal_values",
    "missing_files",
    "nearest",
    "nearest_setting",
    "no_such_setting",
    "parse",
    "plain",
    "point_of",
    "points_of",
    "shown",
    "shown_argument",
    "spoken",
    "unflatten",
    "with_values",
]
