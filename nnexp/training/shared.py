"""What runs on one data set need not do again."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable

from nnexp.training.rows import Rows


@dataclasses.dataclass(frozen=True)
class Shared:
    """Filled by the runs that it is handed to, one after the other; it changes no number."""

    rows: dict[Hashable, Rows] = dataclasses.field(default_factory=dict)
    """By the settings that they depend on."""
    compiled: set[Hashable] = dataclasses.field(default_factory=set)
    """Kinds of runs whose kernels this process has ready; see `compilation.kind_of`."""
