"""Runs that a store knows, but for another processor, other libraries or an older kernel.

Their numbers may differ in their last bits, so that they are trained again; that is said.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from nnexp.columns import Columns
from nnexp.planning.plan import Plan, run_id
from nnexp.store import Store
from nnexp.store.store import circumstances_of


def known_elsewhere(plan: Plan, known: Collection[str], store: Store) -> int:
    """How many runs the store lacks, but has under another target or kernel revision.

    Args:
        plan: of the sweep.
        known: ids of those runs that the store answers.
        store: an open store.

    Raises:
        StoreError: the file cannot be read.
    """
    lacking = [run for one, run in plan.runs.items() if one not in known]
    if not lacking:
        return 0
    others = store.circumstances()
    others.discard(circumstances_of(lacking[0].description))
    renamed: dict[str, str] = {}
    for run in lacking:
        for other in others:
            settings = json.loads(run.description) | dict(other)
            description = json.dumps(settings, sort_keys=True, separators=(",", ":"))
            renamed[run_id(description, run.seed, run.repeat)] = run.run_id
    return len({renamed[one] for one in store.knows(renamed)})


def elsewhere_text(runs: int, columns: Columns) -> str:
    """`4 runs known for another target or kernel`."""
    return columns.say(
        "{runs} known for another target or kernel", runs=columns.counted(runs, "run")
    )
