"""Between settings objects and the names that people type.

Dotted names such as `training.batch_size` are the one spelling used on the command line,
in tables, in messages and in files; this module lists them and converts.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from nnexp.settings.data import DataSettings
from nnexp.settings.decide import DecideSettings
from nnexp.settings.engine import EngineSettings
from nnexp.settings.grid_point import GridPoint, with_values
from nnexp.settings.legality import SettingsError, column_name
from nnexp.settings.network import NetworkSettings
from nnexp.settings.spec import Spec, as_text, coerce, shown, spec_of
from nnexp.settings.store import StoreSettings
from nnexp.settings.suggestion import instead
from nnexp.settings.sweep import SweepSettings
from nnexp.settings.training import TrainingSettings

Scalar = bool | int | float | str | None

_GROUPS: dict[str, type] = {
    "data": DataSettings,
    "network": NetworkSettings,
    "training": TrainingSettings,
    "engine": EngineSettings,
    "store": StoreSettings,
    "decide": DecideSettings,
}
_POINT_GROUPS = ("data", "network", "training")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One setting as a user meets it."""

    name: str
    default: Any
    spec: Spec
    axis: bool
    """Whether it may differ between the grid points of one sweep."""


def catalog() -> tuple[Entry, ...]:
    """Every setting there is, top-level names first, in the order of the documentation."""
    return (
        *_entries(GridPoint, axis=True),
        *_entries(SweepSettings, axis=False),
        *(
            entry
            for group, schema in _GROUPS.items()
            for entry in _entries(schema, axis=group in _POINT_GROUPS)
        ),
    )


def no_such_setting(name: str) -> str:
    """`there is no setting 'x' (did you mean 'y'?)`: where all are listed, the caller knows."""
    every = [entry.name for entry in catalog()]
    return f"there is no setting '{shown(name)}'{instead(name, every)}"


def flatten(settings: GridPoint | SweepSettings) -> dict[str, Scalar]:
    """Every setting of a grid point (or of a sweep) under its dotted name, as plain types.

    Pairs become text such as `[0.01,1.0]`; `hidden_nodes` is a number for none or one
    hidden layer and text such as `[100,50]` for several.
    """
    flat: dict[str, Scalar] = {}
    schema: Any = type(settings)
    for field, name in _columns(schema):
        value = getattr(settings, field)
        if name is None:
            flat.update(_flat_group(value))
        else:
            flat[name] = plain(name, value)
    return flat


def plain(name: str, value: Any) -> Scalar:
    """A coerced value of a setting as `flatten`, records and tables have it."""
    if name == "hidden_nodes" and len(value) < 2:
        return value[0] if value else 0
    return as_text(value) if isinstance(value, tuple) else value


def as_number(value: object) -> float:
    """A value that is known to be a number, where its type says only that it is plain."""
    return float(cast("float", value))


def as_whole(value: object) -> int:
    """A value that is known to be a whole number; see `as_number`."""
    return int(cast("int", value))


def point_of(values: Mapping[str, Any]) -> GridPoint:
    """The grid point that `flatten` gives these values of; what is left out takes its default.

    Raises `SettingsError` for values that are not legal.
    """
    return parse(unflatten(_listed(values)))[0]


def _listed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with lists in place of their texts."""
    specs = _specs()
    return {
        name: _members(value) if specs[name].kind in ("pair", "layers", "counts") else value
        for name, value in values.items()
    }


@functools.cache
def _specs() -> dict[str, Spec]:
    """Of what a grid point has."""
    return {entry.name: entry.spec for entry in catalog() if entry.axis}


def points_of(rows: Sequence[Mapping[str, Scalar]]) -> list[GridPoint]:
    """The grid points that `point_of` makes of rows of the same names, in a tenth of its time.

    The points of a grid differ in little: each value, and each group of values, is checked once.

    Raises `SettingsError` as `point_of` does.
    """
    if not rows:
        return []
    parts: dict[str, list[str]] = {}
    for name in rows[0]:
        parts.setdefault(name.partition(".")[0], []).append(name)
    known: dict[tuple[Scalar, ...], Any] = {}

    def part(row: Mapping[str, Scalar], name: str, members: Sequence[str]) -> Any:
        values = (name, *(row[member] for member in members))
        if values not in known:
            given = unflatten(_listed({member: row[member] for member in members}))[name]
            problems: list[str] = []
            if name in _GROUPS:
                known[values] = _build(_GROUPS[name], given, problems)
            else:
                known[values], problem = coerce(name, given, _specs()[name])
                problems += [problem] if problem else []
            if problems:
                raise SettingsError(tuple(problems))
        return known[values]

    first = point_of(rows[0])
    return [
        with_values(first, {name: part(row, name, members) for name, members in parts.items()})
        for row in rows
    ]


def _members(value: Any) -> Any:
    """The list that a text such as `[100,50]` is; anything else as it is."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value


def unflatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Nest dotted names: `{"data": "mnist", "data.validation": 0}` gives `{"data": {…}}`."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        group, _, field = name.partition(".")
        if group in _GROUPS:
            if isinstance(value, Mapping) and not field:
                nested.setdefault(group, {}).update(value)
            else:
                nested.setdefault(group, {})[field or "name"] = value
        else:
            nested[name] = value
    return nested


def parse(values: Mapping[str, Any]) -> tuple[GridPoint, SweepSettings]:
    """Settings from a nested mapping of plain values; what is left out takes its default.

    Raises `SettingsError` with a line for every unknown name and illegal value.
    """
    problems: list[str] = []
    top = {k: v for k, v in values.items() if k not in _GROUPS}
    groups = {}
    for group, schema in _GROUPS.items():
        given = values.get(group) or {}
        if not isinstance(given, Mapping):
            given = {"name": given}
        groups[group] = _build(schema, given, problems)
    problems += _unknown(top, _names(GridPoint) | _names(SweepSettings), prefix="")
    point = _build(
        GridPoint,
        {k: v for k, v in top.items() if k in _names(GridPoint)}
        | {group: groups[group] for group in _POINT_GROUPS},
        problems,
    )
    sweep = _build(
        SweepSettings,
        {k: v for k, v in top.items() if k in _names(SweepSettings)}
        | {group: groups[group] for group in _GROUPS if group not in _POINT_GROUPS},
        problems,
    )
    if problems:
        raise SettingsError(tuple(problems))
    return point, sweep


def _build(schema: Any, given: Mapping[str, Any], problems: list[str]) -> Any:
    """`schema(**given)`; what is wrong goes to `problems` and the defaults stand in."""
    names = {field.name for field in dataclasses.fields(schema)}
    problems += _unknown(given, names, prefix=schema.prefix)
    known = {k: v for k, v in given.items() if k in names}
    try:
        return _made(schema, known)
    except SettingsError as error:
        problems += error.problems
        return schema()


def _made(schema: Any, known: Mapping[str, Any]) -> Any:
    try:
        text = json.dumps(known)
    except TypeError:  # groups of settings, or what JSON has no word for
        return schema(**known)
    return _shared(schema, text)


@functools.lru_cache(maxsize=256)
def _shared(schema: Any, text: str) -> Any:
    """Settings from JSON; the points of a grid differ in little, and share what is equal."""
    return schema(**json.loads(text))


def _unknown(given: Mapping[str, Any], names: set[str], prefix: str) -> list[str]:
    if given.keys() <= names:
        return []  # listing the catalog for a suggestion costs four times the rest of `parse`
    return [
        f"{prefix}{shown(name)}={shown(value)}: {no_such_setting(f'{prefix}{name}')}"
        for name, value in given.items()
        if name not in names
    ]


@functools.cache
def _names(schema: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(schema) if "spec" in field.metadata}


def _entries(schema: Any, *, axis: bool) -> Iterator[Entry]:
    for field in dataclasses.fields(schema):
        if "spec" in field.metadata:
            name = column_name(schema, field.name)
            yield Entry(name, field.default, spec_of(field), axis)


@functools.lru_cache(maxsize=256)
def _flat_group(settings: Any) -> dict[str, Scalar]:
    """The settings of a group; the points of a large grid share them."""
    return flatten(settings)


@functools.cache
def _columns(schema: Any) -> list[tuple[str, str | None]]:
    """Each field with its dotted name; None for a group of settings."""
    return [
        (field.name, column_name(schema, field.name) if "spec" in field.metadata else None)
        for field in dataclasses.fields(schema)
    ]
