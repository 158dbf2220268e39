"""The names that may be typed, and what may be done with each."""

from __future__ import annotations

from nnexp.settings import Entry, catalog, instead, shown

WORD = "train="
"""Begins the word that names a function of the user's: the only one that imports code."""

GROUPS = ("data", "network", "training", "engine", "store", "decide")
"""Settings groups: each is also the name of a folder of options in `conf/`."""

ENTRIES: dict[str, Entry] = {entry.name: entry for entry in catalog()}
NAMES = tuple(dict.fromkeys((*ENTRIES, *GROUPS)))

_AXES = {name for name, entry in ENTRIES.items() if entry.axis} | {"data", "network", "training"}


def name_problem(name: str) -> str | None:
    """What is wrong with `name` as the name of a setting or group."""
    if name in NAMES:
        return None
    return f"there is no setting '{shown(name)}'{instead(name, NAMES)}; see --help for all of them"


def axis_problem(name: str) -> str | None:
    """What is wrong with `name` as an axis of a grid."""
    problem = name_problem(name)
    if problem is None and name not in _AXES:
        return (
            f"{name} holds for a sweep as a whole and cannot differ between its grid points; "
            "start one sweep for each value"
        )
    return problem
