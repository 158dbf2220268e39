"""A sweep as people type it: overrides in the words of Hydra's grammar and of a shell."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from nnexp.settings import Scalar, as_text, as_typed, catalog

PLACES = ("hydra.sweep.dir", "hydra.run.dir")
"""Overrides that name the folder of a sweep."""

_LISTED = 12
"""Values of an axis that are named one by one in a command."""

# What Hydra's grammar reads as the same text without quotes.
_BARE = re.compile(r"[A-Za-z_./][\w./+-]*|\d+(\.\d+)?[A-Za-z]+", re.ASCII)
_RESERVED = {"null", "true", "false"}
_QUOTE = re.compile(r"(\\*)('|$)")
_LISTS = {entry.name for entry in catalog() if entry.spec.kind in ("pair", "layers", "counts")}


def command_line(overrides: Sequence[str]) -> str:
    """The command that runs a sweep, fit for pasting into a shell."""
    return shlex.join(["python", "-m", "nnexp", "-m", *map(_in_short, overrides)])


def override(name: str, values: Sequence[Scalar]) -> str:
    """A setting with its value, or with those of an axis."""
    return f"{name}={','.join(_word(one, listed=name in _LISTS) for one in values)}"


def changed(overrides: Sequence[str], values: Mapping[str, Sequence[Scalar]]) -> list[str]:
    """The overrides of another sweep: the same but for some settings, and in a folder of its own.

    Args:
        overrides: as they were typed.
        values: of the settings that change; several make an axis.

    Returns:
        Each changed setting stands where it was typed last, or at the end.
    """
    last = {one.partition("=")[0]: place for place, one in enumerate(overrides)}
    kept = []
    for place, one in enumerate(overrides):
        name = one.partition("=")[0]
        if name in PLACES and "${" not in one:
            continue
        if name not in values:
            kept.append(one)
        elif last[name] == place:
            kept.append(override(name, values[name]))
    return [*kept, *(override(name, one) for name, one in values.items() if name not in last)]


def _in_short(typed: str) -> str:
    """An axis of many evenly spaced numbers as their range; all else as it is."""
    name, _, listed = typed.partition("=")
    values = listed.split(",")
    if len(values) <= _LISTED:
        return typed
    try:
        numbers = [Decimal(one) for one in values]
    except InvalidOperation:
        return typed
    step = numbers[1] - numbers[0]
    if not step or any(b - a != step for a, b in itertools.pairwise(numbers)):
        return typed
    # The stop is left out of a range, and ours count in decimals.
    return f"{name}=range({values[0]},{numbers[-1] + step},{step})"


def _word(value: Scalar, *, listed: bool) -> str:
    """A value that reads back as the same, in quotes where text would read as something else."""
    if isinstance(value, float):
        short = as_typed(value)
        return short if float(short) == value else as_text(value)
    if not isinstance(value, str) or listed or _is_bare(value):
        return as_text(value)
    # A backslash means itself unless it stands before a quote or at the end.
    return "'" + _QUOTE.sub(lambda found: 2 * found[1] + ("\\'" if found[2] else ""), value) + "'"


def _is_bare(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return bool(_BARE.fullmatch(text)) and text.lower() not in _RESERVED
    return False
