"""A sweep as a look at its questions: what the store keeps of it, and what came before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnexp.planning.plan import Plan, swept_names
from nnexp.settings import as_typed
from nnexp.store import Store
from nnexp.sweeps.record import Record
from nnexp.trainables.trainable import Trainable

if TYPE_CHECKING:
    from nnexp.analysis.looks import Look

Earlier = list[dict[str, Any]]
"""Looks as a record keeps them: `repeats`, and the `values` of what its grid varies."""


def text_of_look(
    trainable: Trainable, plan: Plan, fingerprints: Mapping[str, str], select_on: str
) -> str:
    """A sweep as the store keeps it among the looks; equal questions of equal trials are equal."""
    values = {
        name: list(dict.fromkeys(as_typed(row[name]) for row in plan.settings))
        for name in plan.settings[0]
    }
    counts: dict[int, int] = {}
    for trial in plan.trials:
        counts[trial.place] = counts.get(trial.place, 0) + 1
    look = {
        "trainable": trainable.name,
        "data": dict(fingerprints),
        "select_on": select_on,
        "repeats": max(counts.values()),
        "values": values,
    }
    return json.dumps(look, sort_keys=True, separators=(",", ":"), allow_nan=False)


def earlier_looks(store: Store, text: str, plan: Plan, budgets: Sequence[str]) -> Earlier:
    """The looks before this one that have part of its trials, the oldest first.

    Args:
        store: that keeps the looks.
        text: of this one.
        plan: of its trials.
        budgets: settings of which less is part of more.

    Raises:
        StoreError: the file cannot be read.
    """
    now = json.loads(text)
    told = [*swept_names(plan.settings), *(name for name in budgets if name in now["values"])]
    found: Earlier = []
    for known in store.looks():
        if known == text:
            break  # the same sweep, resumed or run again
        try:
            look = _part_of(json.loads(known), now, told, budgets)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue  # not one of ours, whatever its checksum says
        if look is not None and look not in found:
            found.append(look)
    return found


def _part_of(
    before: Any, now: Mapping[str, Any], told: Sequence[str], budgets: Sequence[str]
) -> dict[str, Any] | None:
    """What a record keeps of an earlier look that may be at a question of this one."""
    same = all(before[name] == now[name] for name in ("trainable", "select_on"))
    shared = before["data"].keys() & now["data"].keys()
    if not same or not shared or any(before["data"][n] != now["data"][n] for n in shared):
        return None
    if not 1 < int(before["repeats"]) <= now["repeats"]:
        return None
    values = before["values"]
    for name, ours in now["values"].items():
        if name in values and name not in budgets and not set(values[name]) & set(ours):
            return None
    kept = {name: [str(one) for one in values[name]] for name in told if name in values}
    return {"repeats": int(before["repeats"]), "values": kept}


def looks_of(record: Record, repeats: int, budgets: Sequence[str]) -> tuple[Look, tuple[Look, ...]]:
    """A recorded sweep as a look, and those before it.

    Args:
        record: of the sweep.
        repeats: the most that a grid point of its table has.
        budgets: settings of which less is part of more.
    """
    # Here, so that a sweep begins without waiting for pandas.
    from nnexp.analysis.looks import Look

    values = {name: tuple(map(as_typed, some)) for name, some in record.grid.items()}
    for name in budgets:
        if name in record.settings:
            values[name] = (as_typed(record.settings[name]),)
    earlier = tuple(
        Look(look["repeats"], {name: tuple(some) for name, some in look["values"].items()})
        for look in record.looks or ()
    )
    return Look(repeats, values), earlier
