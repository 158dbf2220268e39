"""Where a sweep's numbers come from, and how to get them again."""

from __future__ import annotations

import dataclasses
import itertools
import math
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnexp.analysis.sentence import Number, Sentence
from nnexp.columns import Columns
from nnexp.settings import Scalar, SweepSettings, flatten
from nnexp.sweeps.data import SweepData
from nnexp.sweeps.record import FOREIGN, Counts
from nnexp.sweeps.typed import command_line, override
from nnexp.table import setting_of
from nnexp.table.levels import level
from nnexp.trainables import registry

if TYPE_CHECKING:
    import pandas as pd

_COUNTS = (
    ("trained", "trained"),
    ("extended", "continued from shorter ones"),
    ("reused", "already in the store"),
    ("not_run", "not run"),
    ("failed", "failed"),
)


def facts(sweep: SweepData, digest: str) -> Iterator[tuple[str, Sentence]]:
    """What is known of how a sweep came about, most wanted first.

    Args:
        sweep: what its folder holds.
        digest: the canonical hash of its table.
    """
    record, outcome, say = sweep.record, sweep.outcome, sweep.columns.say
    yield say("Started"), (Number(record.started, record.started),)
    if trainings := _counts(outcome.runs, sweep.columns):
        yield say("Trainings"), trainings
    seconds = float(outcome.seconds)
    if record.trainable != FOREIGN:
        yield say("Took"), (Number(f"{seconds:,.1f} s", seconds),)
    yield say("Hash of the table"), (Number(digest, digest),)
    for column, term in (("data_fingerprint", "Hash of the data"), ("target", "Computed for")):
        yield say(term), (", ".join(map(str, sweep.table[column].dropna().unique())),)
    for values, term in ((record.machine, "Machine"), (record.versions, "Versions")):
        if values:
            yield say(term), (_listed(values),)
    if (code := record.code) is not None:
        changed = say(", with changes that are not in it") if code["dirty"] else ""
        yield say("Code"), (f"commit {code['commit']}{changed}",)


def command(sweep: SweepData) -> str:
    """The command line that runs a sweep again; nothing where no single line does."""
    if sweep.record.trainable == FOREIGN:
        return shlex.join(["python", "-m", "nnexp.report", *sweep.record.overrides])
    overrides = sweep.record.overrides
    if not overrides and sweep.record.trainable == registry.DEFAULT:
        overrides = [*itertools.starmap(override, asked(sweep).items())]
    return command_line(overrides) if overrides else ""


def constants(sweep: SweepData) -> list[tuple[str, str]]:
    """Every setting that all trials share, with its value as it would be typed."""
    if sweep.table.empty:
        return []
    first = sweep.table.iloc[0]
    names = (name for name in sweep.columns.settings if name not in sweep.swept)
    return [(name, level(first[name])) for name in names if name in sweep.table]


def _counts(runs: Counts, columns: Columns) -> Sentence:
    """`15 trained, 3 already in the store; 90 epochs, 160 fewer than …` as recorded."""
    counts = dataclasses.asdict(runs)
    parts: list[str | Number] = []
    for name, words in _COUNTS:
        if counts[name]:
            parts += [", ", _count(counts, name), f" {columns.say(words)}"]
    if counts["epochs_trained"]:
        parts += [
            "; ",
            _count(counts, "epochs_trained"),
            f" {columns.say(columns.budget or 'trainings')}",
        ]
    if counts["epochs_saved"]:
        few = columns.say(" fewer than one training per trial")
        parts += [", ", _count(counts, "epochs_saved"), few]
    return tuple(parts[1:])


def _count(counts: Mapping[str, Any], name: str) -> Number:
    return Number(f"{counts[name]:,}", counts[name])


def _listed(values: Mapping[str, Any]) -> str:
    """`python 3.11.2, numpy 2.4.0`."""
    return ", ".join(f"{name} {level(value)}" for name, value in values.items())


def asked(sweep: SweepData) -> Mapping[str, tuple[Scalar, ...]]:
    """What was asked for beyond the defaults: the values of each axis, and of other settings.

    Nothing where the grid points are not every combination of their values.
    """
    points = grid_points(sweep.table, sweep.swept, sweep.columns)
    axes = {name: tuple(dict.fromkeys(point[name] for point in points)) for name in sweep.swept}
    return {**axes, **constant(sweep)} if len(points) == math.prod(map(len, axes.values())) else {}


def constant(sweep: SweepData) -> Mapping[str, tuple[Scalar]]:
    """Settings of a sweep as a whole that are not the defaults."""
    usual = {**sweep.columns.defaults, **flatten(SweepSettings())}
    return {
        name: (value,)
        for name, value in sweep.record.settings.items()
        if level(value) != level(usual.get(name))
    }


def grid_points(
    table: pd.DataFrame, names: Sequence[str], columns: Columns
) -> list[dict[str, Scalar]]:
    """Every combination of values that some settings have in a table."""
    if not names:
        return [{}]
    rows = table[list(names)].drop_duplicates().to_dict("records")
    return [setting_of(row, columns) for row in rows]
