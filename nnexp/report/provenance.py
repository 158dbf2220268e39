"""Where a sweep's numbers come from, and how to get them again."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from nnexp.plots.levels import level
from nnexp.report.number import Number, Sentence
from nnexp.report.stored import StoredSweep
from nnexp.settings import GridPoint, SweepSettings, flatten
from nnexp.table.columns import SETTINGS

# What Hydra's grammar takes as it stands.
_SIMPLE = re.compile(r"[\w./+-]+|\[[\w.,+-]*\]")
_COUNTS = (
    ("trained", "trained"),
    ("extended", "continued from shorter ones"),
    ("reused", "already in the store"),
    ("not_run", "not run"),
    ("failed", "failed"),
)


def facts(sweep: StoredSweep) -> Iterator[tuple[str, Sentence]]:
    """What is known of how a sweep came about, most wanted first."""
    from nnexp.table import canonical_hash

    record = sweep.record
    yield "Started", (Number(record["started"], record["started"], "recorded", "started"),)
    if _counts(record):
        yield "Trainings", _counts(record)
    seconds = float(record["seconds"])
    yield "Took", (Number(f"{seconds:,.1f} s", seconds, "recorded", "seconds"),)
    digest = canonical_hash(sweep.table)
    yield "Hash of the table", (Number(digest, digest, "hash"),)
    for column, term in (("data_fingerprint", "Hash of the data"), ("target", "Computed for")):
        yield term, (", ".join(map(str, sweep.table[column].dropna().unique())),)
    for name, term in (("machine", "Machine"), ("versions", "Versions")):
        if record[name]:
            yield term, (_listed(record[name]),)
    if (code := record["code"]) is not None:
        changed = ", with changes that are not in it" if code["dirty"] else ""
        yield "Code", (f"commit {code['commit']}{changed}",)


def command(sweep: StoredSweep) -> str:
    """The command line that runs a sweep again; nothing where no single line does."""
    overrides = sweep.record["overrides"] or _overrides(sweep)
    if not overrides:
        return ""
    return shlex.join(["python", "-m", "nnexp", "-m", *overrides])


def constants(sweep: StoredSweep) -> list[tuple[str, str]]:
    """Every setting that all trials share, with its value as it would be typed."""
    if sweep.table.empty:
        return []
    first = sweep.table.iloc[0]
    names = (entry.name for entry in SETTINGS if entry.name not in sweep.swept)
    return [(name, level(first[name])) for name in names if name in sweep.table]


def _counts(record: Mapping[str, Any]) -> Sentence:
    """`15 trained, 3 already in the store; 90 epochs, 160 fewer than …` as recorded."""
    counts = record["runs"]
    parts: list[str | Number] = []
    for name, words in _COUNTS:
        if counts[name]:
            parts += [", ", _count(counts, name), f" {words}"]
    if counts["epochs_trained"]:
        parts += ["; ", _count(counts, "epochs_trained"), " epochs"]
    if counts["epochs_saved"]:
        parts += [", ", _count(counts, "epochs_saved"), " fewer than one training per trial"]
    return tuple(parts[1:])


def _count(counts: Mapping[str, Any], name: str) -> Number:
    return Number(f"{counts[name]:,}", counts[name], "recorded", f"runs.{name}")


def _listed(values: Mapping[str, Any]) -> str:
    """`python 3.11.2, numpy 2.4.0`."""
    return ", ".join(f"{name} {level(value)}" for name, value in values.items())


def _overrides(sweep: StoredSweep) -> list[str]:
    """What would have been typed for a sweep that Python asked for, if its grid is full."""
    levels = {name: sweep.table[name].map(level).unique().tolist() for name in sweep.swept}
    points = len(sweep.table[list(sweep.swept)].drop_duplicates()) if sweep.swept else 1
    if points != math.prod(map(len, levels.values())):
        return []
    usual = flatten(GridPoint()) | flatten(SweepSettings())
    settings = sweep.record["settings"]
    changed = {
        name: [level(value)]
        for name, value in settings.items()
        if level(value) != level(usual.get(name))
    }
    asked = levels | changed
    if not all(_SIMPLE.fullmatch(value) for values in asked.values() for value in values):
        return []
    return [f"{name}={','.join(values)}" for name, values in asked.items()]
