"""A grid written as Python values: a list is an axis, a tuple is one value."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from nnexp.api.arguments import merged
from nnexp.settings import (
    Entry,
    GridPoint,
    SettingsError,
    SweepSettings,
    as_text,
    catalog,
    coerce,
    parse,
    unflatten,
)


def grid(
    settings: Mapping[str, Any] | None, named: Mapping[str, Any]
) -> tuple[list[GridPoint], SweepSettings]:
    """The points of a grid and what holds for all of them; see `sweep` for the notation.

    Raises:
        SettingsError: with a line for every value that is not legal.
    """
    given, problems = merged(settings, named)
    entries = {entry.name: entry for entry in catalog()}
    axes = {name: list(_values(entries[name], value, problems)) for name, value in given.items()}
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
    if isinstance(value, list) and not entry.axis:
        problems.append(
            f"{entry.name}={as_text(value)}: holds for a sweep as a whole; give it one value, "
            f"for example {entry.spec.example}"
        )
        return
    members = value if isinstance(value, list) else [value]
    if not members:
        problems.append(f"{entry.name}=[]: a list is an axis and needs at least one value")
    for member in members:
        coerced, problem = coerce(entry.name, member, entry.spec)
        if problem:
            problems.append(problem)
        yield coerced
