"""What is said of a table from elsewhere: `repeat=seed metric=val_acc better=higher`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from nnexp.foreign.rows import ForeignTableError
from nnexp.settings import shown
from nnexp.settings.suggestion import nearest

_MANY = ("repeat", "settings")
_WORDS = {"better": ("higher", "lower"), "part": ("validation", "test")}


@dataclasses.dataclass(frozen=True)
class ToldRoles:
    """What the columns of a table are, as far as somebody said so; the rest is recognised."""

    repeat: tuple[str, ...] = ()
    """Columns that tell repeats of one setting apart."""
    metric: str = ""
    """The metric that chooses."""
    better: str = ""
    """Its better direction: `higher` or `lower`."""
    budget: str = ""
    """What training is counted in: an epoch, a step."""
    settings: tuple[str, ...] = ()
    """The settings; all others are none, then."""
    part: str = ""
    """The data that the metric is of: `validation` or `test`."""

    def words(self) -> list[str]:
        """The same as it is typed."""
        values = ((field.name, getattr(self, field.name)) for field in dataclasses.fields(self))
        return [
            f"{name}={value if isinstance(value, str) else ','.join(value)}"
            for name, value in values
            if value
        ]


NAMES = tuple(field.name for field in dataclasses.fields(ToldRoles))


def asked(given: Mapping[str, Any]) -> ToldRoles:
    """What a caller said, each word of it possible.

    Raises:
        ForeignTableError: with a line for each that is not.
    """
    problems = []
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in NAMES:
            problems.append(
                f"{shown(name)}={shown(value)}: there is no such word{nearest(name, NAMES)}; "
                f"there are {', '.join(NAMES)}"
            )
        elif value is not None and (text := _fitting(name, value, problems)):
            found[name] = text
    if problems:
        raise ForeignTableError("\n".join(problems))
    return ToldRoles(**found)


def asked_in(words: Sequence[str]) -> ToldRoles:
    """The same of words of a command, `repeat=seed` for one.

    Raises:
        ForeignTableError: with a line for each that is wrong.
    """
    pairs = [word.partition("=") for word in words]
    names = [name for name, _, _ in pairs]
    if twice := [name for name in NAMES if names.count(name) > 1]:
        raise ForeignTableError(f"{twice[0]}: is said twice; say it once")
    return asked({name: value for name, _, value in pairs})


def _fitting(name: str, value: Any, problems: list[str]) -> Any:
    if name in _MANY:
        members = value.split(",") if isinstance(value, str) else value
        if not isinstance(members, (list, tuple)) or not all(
            isinstance(one, str) and one.strip() for one in members
        ):
            problems.append(
                f"{name}={shown(value)}: must name columns; for example {name}=seed"
                if name == "repeat"
                else f"{name}={shown(value)}: must name columns; for example {name}=lr,width"
            )
            return None
        return tuple(one.strip() for one in members)
    if not isinstance(value, str) or not value.strip():
        problems.append(f"{name}={shown(value)}: must name a column; for example {_EXAMPLES[name]}")
        return None
    if name in _WORDS and value not in _WORDS[name]:
        problems.append(
            f"{name}={shown(value)}: must be {' or '.join(_WORDS[name])}"
            f"{nearest(value, _WORDS[name])}"
        )
        return None
    return value.strip()


_EXAMPLES = {
    "metric": "metric=val_acc",
    "better": "better=higher",
    "budget": "budget=epoch",
    "part": "part=test",
}
