"""The settings of `store`: where curves are kept."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting


@dataclasses.dataclass(frozen=True)
class StoreSettings:
    """Where every curve is kept."""

    prefix: ClassVar[str] = "store."

    path: str = setting(
        "results/store.sqlite",
        Spec("file of all curves ever computed", "text", "store.path=my.sqlite", unit="path"),
    )
    checkpoints: bool = setting(
        True,
        Spec(
            "keep the last weights of every run, so that more epochs continue it",
            "flag",
            "store.checkpoints=false",
        ),
    )

    def __post_init__(self) -> None:
        check(self)
