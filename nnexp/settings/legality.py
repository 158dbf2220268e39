"""That a settings object which exists is legal.

Constructors coerce and check each field against its `Spec`, then apply the rules that tie fields
together, and raise one `SettingsError` that names everything wrong.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from nnexp.errors import WrongInputError
from nnexp.settings.spec import coerce, spec_of


class SettingsError(WrongInputError):
    """One or more settings are not legal; `problems` has a line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check(settings: Any, cross_field: Any = None) -> None:
    """Coerce every described field in place, then apply the rules that tie fields together."""
    problems = []
    for field in dataclasses.fields(settings):
        if "spec" not in field.metadata:
            continue
        value, problem = coerce(
            column_name(settings, field.name), getattr(settings, field.name), spec_of(field)
        )
        if problem:
            problems.append(problem)
        else:
            object.__setattr__(settings, field.name, value)
    if not problems and cross_field is not None:
        problems = cross_field(settings)
    if problems:
        raise SettingsError(tuple(problems))


def column_name(settings: Any, field: str) -> str:
    """The name a user types for a field: `data`, `data.validation`, `lr`, …"""
    if field == "name" and settings.prefix:
        return str(settings.prefix[:-1])
    return f"{settings.prefix}{field}"
