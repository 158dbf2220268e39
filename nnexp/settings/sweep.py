"""What holds for a sweep as a whole."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from nnexp.settings.engine import EngineSettings
from nnexp.settings.legality import check
from nnexp.settings.spec import Spec, setting
from nnexp.settings.store import StoreSettings


@dataclasses.dataclass(frozen=True)
class SweepSettings:
    """What holds for a sweep as a whole and cannot be an axis of its grid."""

    prefix: ClassVar[str] = ""

    name: str = setting(
        "sweep",
        Spec("name of the sweep and of its folder under results/", "text", "name=first_try"),
    )
    repeats: int = setting(
        5,
        Spec(
            "trainings of every grid point, each from its own random draws",
            "integer",
            "repeats=30",
            unit="trainings",
            low=1,
            high=100_000,
        ),
    )
    select_on: str = setting(
        "auto",
        Spec(
            "data that choose the best setting; auto takes validation unless data.validation=0",
            "choice",
            "select_on=test",
            choices=("auto", "validation", "test"),
        ),
    )
    verify: str = setting(
        "none",
        Spec(
            "prefix retrains a sample of trials alone and compares them to the bit",
            "choice",
            "verify=prefix",
            choices=("none", "prefix"),
        ),
    )
    plan: bool = setting(
        False,
        Spec(
            "say what would be trained and how long that takes, and train nothing",
            "flag",
            "plan=true",
        ),
    )
    engine: EngineSettings = dataclasses.field(default_factory=EngineSettings)
    store: StoreSettings = dataclasses.field(default_factory=StoreSettings)

    def __post_init__(self) -> None:
        check(self, _name_problems)


def _name_problems(sweep: SweepSettings) -> list[str]:
    name = sweep.name
    if name.startswith(".") or "/" in name or "\\" in name or len(name.encode()) > 100:
        return [
            f"name={name[:60]}: must name one folder: no slash, no leading dot, at most 100 bytes; "
            "for example name=first_try"
        ]
    return []
