"""What `sweep.yaml` holds: whether a record is whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from nnexp.sweeping.result import Counts

_NAMED = 5


def record_problem(record: Mapping[Any, Any]) -> str | None:
    """What is missing from a record or wrong in it, in a few words; None when it is whole.

    Args:
        record: `sweep.yaml` as it stands.
    """
    missing = [name for name in _PARTS if name not in record]
    if missing:
        more = " and others" if len(missing) > _NAMED else ""
        return f"lacks {', '.join(missing[:_NAMED])}{more}"
    for name, (fits, wanted) in _PARTS.items():
        value = record[name]
        if not fits(value):
            said = f" is {value!r:.60}, but" if _text(value) else ""
            return f"{name}{said} must be {wanted}"
    return None


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _count(value: Any) -> bool:
    return isinstance(value, int) and _amount(value)


def _amount(value: Any) -> bool:
    # No sweep counts as far or takes 30,000 years; what is larger need not fit into a float.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e12


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _mapping_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict) and all(_text(key) and fits(one) for key, one in value.items())
    )


def _counts(value: Any) -> bool:
    names = {field.name for field in dataclasses.fields(Counts)}
    return _mapping_of(_count)(value) and names <= value.keys()


def _code(value: Any) -> bool:
    return value is None or (_mapping_of(_plain)(value) and {"commit", "dirty"} <= value.keys())


_NAMED_VALUES = (_mapping_of(_plain), "values under their names")
_PARTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "name": (_text, "text"),
    "started": (_text, "text"),
    "seconds": (_amount, "a number of seconds"),
    "timings": (_mapping_of(_amount), "seconds under their names"),
    "overrides": (_list_of(_text), "a list of texts"),
    "table_hash": (_text, "text"),
    "trials": (_count, "a whole number"),
    "runs": (_counts, "whole numbers under the names of all counts"),
    "verified": (_list_of(_text), "a list of texts"),
    "grid": (_mapping_of(_list_of(_plain)), "lists of values under their names"),
    "settings": _NAMED_VALUES,
    "data": (_mapping_of(_text), "texts under their names"),
    "target": (_text, "text"),
    "kernel_revision": (_count, "a whole number"),
    "versions": _NAMED_VALUES,
    "code": (_code, "null, or commit and dirty"),
    "machine": _NAMED_VALUES,
    "select_on": (lambda value: value in ("validation", "test"), "validation or test"),
}
