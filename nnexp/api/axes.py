"""A grid written as Python values: a list is an axis, a tuple is one value."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from nnexp.settings import (
    Entry,
    GridPoint,
    SettingsError,
    SweepSettings,
    as_text,
    catalog,
    parse,
    unflatten,
)
from nnexp.settings.spec import coerce


def grid(
    settings: Mapping[str, Any], named: Mapping[str, Any]
) -> tuple[list[GridPoint], SweepSettings]:
    """The points of a grid and what holds for all of them; see `sweep` for the notation.

    Raises:
        SettingsError: with a line for every value that is not legal.
    """
    problems = [f"{name}: is given twice; give it once" for name in settings if name in named]
    entries = {entry.name: entry for entry in catalog()}
    axes: dict[str, list[Any]] = {}
    for name, value in {**settings, **named}.items():
        if name in entries:
            axes[name] = list(_values(entries[name], value, problems))
        else:
            problems += _problems({name: _plain(value)})
    if problems:
        raise SettingsError(tuple(problems))
    points: list[GridPoint] = []
    for combination in itertools.product(*axes.values()):
        values = dict(zip(axes, combination, strict=True))
        try:
            point, whole = parse(unflatten(values))
        except SettingsError as error:
            problems += error.problems
        else:
            points.append(point)
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))
    return points, whole


def _values(entry: Entry, value: Any, problems: list[str]) -> Iterator[Any]:
    """The legal values of one setting; what is wrong goes to `problems`."""
    plain = _plain(value)
    if isinstance(plain, list) and not entry.axis:
        problems.append(
            f"{entry.name}={as_text(plain)}: holds for a sweep as a whole; give it one value, "
            f"for example {entry.spec.example}"
        )
        return
    members = plain if isinstance(plain, list) else [plain]
    if not members:
        problems.append(f"{entry.name}=[]: a list is an axis and needs at least one value")
    for member in members:
        coerced, problem = coerce(entry.name, member, entry.spec)
        if problem:
            problems.append(problem)
        yield coerced


def _plain(value: Any) -> Any:
    """Arrays, ranges and NumPy numbers as plain Python."""
    if isinstance(value, range):
        return list(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value


def _problems(values: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        parse(unflatten(values))
    except SettingsError as error:
        return error.problems
    return ()
