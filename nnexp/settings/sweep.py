"""What holds for a sweep as a whole."""

from __future__ import annotations

import dataclasses
import os
from typing import ClassVar

from nnexp.language import ENGLISH, LANGUAGES
from nnexp.settings.decide import DecideSettings
from nnexp.settings.engine import EngineSettings
from nnexp.settings.legality import SettingsError, check
from nnexp.settings.spec import Spec, setting
from nnexp.settings.store import StoreSettings

VARIABLE = "NNEXP_LANGUAGE"


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
    live: bool = setting(
        False,
        Spec(
            "keep report.html filling while runs finish, in a browser that has it open",
            "flag",
            "live=true",
        ),
    )
    language: str = setting(
        "auto",
        Spec(
            "language of answer, plots and page; auto takes NNEXP_LANGUAGE, or English",
            "choice",
            "language=zh",
            choices=("auto", *LANGUAGES),
        ),
    )
    engine: EngineSettings = dataclasses.field(default_factory=EngineSettings)
    store: StoreSettings = dataclasses.field(default_factory=StoreSettings)
    decide: DecideSettings = dataclasses.field(default_factory=DecideSettings)

    def __post_init__(self) -> None:
        check(self, _name_problems)


def spoken(sweep: SweepSettings) -> str:
    """The language that answers are told in, one of `nnexp.language.LANGUAGES`.

    Raises:
        SettingsError: it is left to the environment, which names none of them.
    """
    if sweep.language != "auto":
        return sweep.language
    named = os.environ.get(VARIABLE) or ENGLISH
    if named not in LANGUAGES:
        raise SettingsError(
            (f"{VARIABLE}={named:.60}: must be one of {', '.join(LANGUAGES)}, or not be set",)
        )
    return named


def _name_problems(sweep: SweepSettings) -> list[str]:
    name = sweep.name
    if _is_folder_name(name):
        return []
    return [
        f"name={name[:60]}: must name one folder on any system: none of {' '.join(_APART)}, no dot "
        "or space at its ends, no device as con or nul, at most 100 bytes; "
        "for example name=first_try"
    ]


# What Windows forbids in names, and what it takes for a device whatever follows after a dot.
_APART = '/\\:*?"<>|'
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"
}


def _is_folder_name(name: str) -> bool:
    """Whether every system takes a name, so that results may be carried from one to another."""
    device, *_ = name.casefold().split(".")
    return (
        name.isprintable()
        and not set(name) & set(_APART)
        and name == name.strip(". ")
        and device.rstrip() not in _DEVICES
        and len(name.encode()) <= 100
    )
