"""What callers pass: of the right type, or told in a line before anything is done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nnexp.settings import (
    GridPoint,
    Scalar,
    SettingsError,
    SweepSettings,
    catalog,
    no_such_setting,
    shown,
    shown_argument,
)


def merged(settings: Any, named: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The settings of a call under their names, as plain values, and what is wrong with the names.

    Args:
        settings: what was given as a mapping; None for nothing.
        named: what was given as keywords.

    Raises:
        SettingsError: `settings` is no mapping.
    """
    values, problems = given_once(settings, named)
    known = {entry.name for entry in catalog()}
    problems += [_name_problem(name, values[name]) for name in values if name not in known]
    return {name: plain_value(value) for name, value in values.items() if name in known}, problems


def given_once(settings: Any, named: Mapping[str, Any]) -> tuple[dict[Any, Any], list[str]]:
    """What was given, and a line for each name that was given twice.

    Raises:
        SettingsError: `settings` is no mapping.
    """
    if settings is None:
        settings = {}
    if not isinstance(settings, Mapping):
        raise SettingsError(
            (
                f"{shown_argument(settings)}: settings are a mapping or keywords; "
                "for example {'lr': 0.1} or lr=0.1",
            )
        )
    problems = [f"{name}: is given twice; give it once" for name in settings if name in named]
    return {**settings, **named}, problems


def as_arguments(settings: Mapping[str, Sequence[Scalar]]) -> dict[str, Any]:
    """The settings as `nnexp.sweep` takes them: a list is an axis, a tuple one value.

    Args:
        settings: values as `settings.flatten` has them; several are an axis.
    """
    lists = {entry.name for entry in catalog() if entry.spec.kind in ("pair", "layers", "counts")}

    def argument(name: str, value: Scalar) -> Any:
        listed = name in lists and isinstance(value, str)
        return tuple(json.loads(str(value))) if listed else value

    found = {name: [argument(name, one) for one in some] for name, some in settings.items()}
    return {name: some if len(some) > 1 else some[0] for name, some in found.items()}


def folder_of(directory: Any) -> Path:
    """The folder that a caller names.

    Raises:
        SettingsError: it is no path.
    """
    if not isinstance(directory, (str, Path)) or "\0" in str(directory):
        raise SettingsError(
            (
                f"directory={shown_argument(directory)}: must be a path; "
                "for example 'results/first_try'",
            )
        )
    return Path(directory)


def check_quiet(quiet: Any) -> None:
    """Raise `SettingsError` unless it is True or False."""
    if not isinstance(quiet, bool):
        raise SettingsError((f"quiet={shown_argument(quiet)}: must be True or False",))


def check_grid(points: Any, sweep: Any) -> None:
    """Raise `SettingsError` unless these are the points of a grid and what holds for them all."""
    if not isinstance(points, Sequence) or not all(isinstance(one, GridPoint) for one in points):
        raise SettingsError(
            (
                f"points={shown_argument(points)}: must be a list of GridPoint, "
                "as nnexp.api.grid makes it",
            )
        )
    if not isinstance(sweep, SweepSettings):
        raise SettingsError(
            (f"sweep={shown_argument(sweep)}: must be SweepSettings, as nnexp.api.grid makes them",)
        )


def _name_problem(name: Any, value: Any) -> str:
    if not isinstance(name, str):
        return f"{shown_argument(name)}: a setting is named by a text; for example 'lr'"
    members = [entry.name for entry in catalog() if entry.name.startswith(f"{name}.")]
    if members:
        return f"{name}: is a group of settings; name one of them, for example '{members[0]}'"
    return (
        f"{shown(name)}={shown(value)}: {no_such_setting(name)}; "
        "nnexp.list_settings() shows all of them"
    )


def plain_value(value: Any) -> Any:
    """Arrays, ranges, NumPy numbers and paths as plain Python."""
    if isinstance(value, range):
        return list(value)
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "tolist") and not isinstance(value, type):
        return value.tolist()
    if isinstance(value, list):
        return [plain_value(member) for member in value]
    return value
