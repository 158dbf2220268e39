"""Which columns of a table from elsewhere are settings, metrics, repeats, and which are neither."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from nnexp.foreign.asked import ToldRoles
from nnexp.foreign.dialects import REPEATS, TUNED, Dialect, among, dialect_of
from nnexp.foreign.rows import FileRows, ForeignTableError
from nnexp.metrics import Better, Metric, Part
from nnexp.settings import shown
from nnexp.settings.suggestion import nearest
from nnexp.trainables.function.metrics import apart, metric_of
from nnexp.trainables.function.signature import COLUMNS, OF_CURVES

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 8
_PARTS = ("train", "training", "val", "valid", "validation", "dev", "eval", "test")


@dataclasses.dataclass(frozen=True)
class Roles:
    """What each column of a file is; names of columns are those of the file."""

    dialect: str
    """The tool that it comes from; empty where nothing tells."""
    settings: dict[str, str]
    """Columns of settings, and what they are called."""
    metrics: dict[str, Metric]
    """Columns of metrics; one of them chooses."""
    chooser: str
    """The column that chooses."""
    repeat: tuple[str, ...]
    ids: str
    """The column that names trials; empty where there is none."""
    status: str
    budget: str
    seconds: str
    doubts: tuple[str, ...]
    """What may not be meant, a line each."""


def roles_of(rows: FileRows, asked: ToldRoles, label: str) -> Roles:
    """What each column is: as it was said, else as its tool or its name tells.

    Args:
        rows: of the file.
        asked: what was said of them.
        label: what messages call the file.

    Raises:
        ForeignTableError: a column that was named is not there or cannot be what was said, or
            nothing says which metric chooses, or in which direction.
    """
    frame = rows.frame
    names = [str(name) for name in frame.columns]
    dialect = dialect_of([*names, *rows.left_out])
    said = _Said(asked, names, dialect, label)
    doubts: list[str] = []
    chooser, metric = _chooser(said, frame)
    if not asked.part and _metric(said.bare(chooser)).part is None:
        doubts.append(
            f"{said.bare(chooser)}: does not say of which data it is; taken for {metric.part} data "
            "(part=test says otherwise)"
        )
    budget = said.column("budget", asked.budget) or _budget(dialect, frame)
    repeat = tuple(said.column("repeat", one) for one in asked.repeat)
    if not repeat:
        repeat = tuple(
            name for name in names if _bare(name, dialect).lower() in REPEATS and name != budget
        )[:1]
    status = _first(dialect.status, names)
    seconds = _first(dialect.seconds, names)
    ids = next((one for one in _all(dialect.ids, names) if frame[one].notna().all()), "")
    taken = {chooser, budget, *repeat, status, seconds, ids}
    wanted = [said.column("settings", one) for one in asked.settings]
    for name in wanted:
        if name in taken - {""}:
            raise ForeignTableError(
                f"settings={shown(said.bare(name))}: is the "
                f"{_role(name, chooser, budget, repeat)}; a column is one thing"
            )
    settings, metrics = _sorted_out(frame, dialect, wanted, taken, doubts)
    if rows.left_out and not dialect.name:
        doubts.append(f"{_listed(rows.left_out)}: hold neither numbers nor text and are left out")
    if not settings:
        raise ForeignTableError(
            f"{label}: no column is a setting; name them, for example "
            f"settings={_some(said.bare(one) for one in names if one not in taken)}"
        )
    metrics = {chooser: metric, **_tested(metrics, metric)}
    called = _called([*settings, *metrics], dialect, doubts)
    return Roles(
        dialect=dialect.name,
        settings={name: called[name] for name in settings},
        metrics={
            name: dataclasses.replace(one, name=called[name]) for name, one in metrics.items()
        },
        chooser=chooser,
        repeat=repeat,
        ids=ids,
        status=status,
        budget=budget,
        seconds=seconds,
        doubts=tuple(doubts),
    )


@dataclasses.dataclass(frozen=True)
class _Said:
    """Names as people say them, against those that a file has."""

    asked: ToldRoles
    names: Sequence[str]
    dialect: Dialect
    label: str

    def bare(self, name: str) -> str:
        return _bare(name, self.dialect)

    def column(self, word: str, name: str) -> str:
        """The column that a word names, with or without its tool's mark; nothing for nothing.

        Raises:
            ForeignTableError: there is none, or there are several.
        """
        if not name or name in self.names:
            return name
        alike = [one for one in self.names if self.bare(one) == name]
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise ForeignTableError(
                f"{word}={shown(name)}: may be {' or '.join(alike)} in {self.label}; write it whole"
            )
        bare = [self.bare(one) for one in self.names]
        raise ForeignTableError(
            f"{word}={shown(name)}: {self.label} has no such column{nearest(name, bare)}; "
            f"it has {_listed(bare)}"
        )


def _chooser(said: _Said, frame: pd.DataFrame) -> tuple[str, Metric]:
    """The column that chooses, and what it measures."""
    asked = said.asked
    named = said.column("metric", asked.metric) or _usual_chooser(said, frame)
    numbers = [one for one in said.names if _is_number(frame[one])]
    if not named:
        raise ForeignTableError(
            f"{said.label}: nothing says which column chooses the best setting; name it and its "
            f"better direction: metric={said.bare(numbers[-1]) if numbers else 'val_acc'} "
            f"better=higher (it has {_listed([said.bare(one) for one in said.names])})"
        )
    if named not in numbers:
        raise ForeignTableError(
            f"metric={shown(said.bare(named))}: this column of {said.label} holds text, "
            f"'{shown(str(frame[named].dropna().iloc[0]) if frame[named].notna().any() else '')}' "
            "for one; a metric is a number"
        )
    if not frame[named].notna().any():
        raise ForeignTableError(f"metric={shown(said.bare(named))}: this column has no value")
    known = _metric(said.bare(named))
    better: Better | None = "higher" if asked.better == "higher" else known.better
    better = "lower" if asked.better == "lower" else better
    if better is None:
        raise ForeignTableError(
            f"metric={shown(said.bare(named))}: nobody knows in which direction it is better; "
            "say better=higher or better=lower"
        )
    part: Part = "test" if asked.part == "test" else "validation"
    if not asked.part and known.part == "test":
        part = "test"
    if known.part == "train" and not asked.part:
        raise ForeignTableError(
            f"metric={shown(said.bare(named))}: is of training data, by which no setting can be "
            "chosen; name one of other data, or say part=validation if it is"
        )
    found = dataclasses.replace(known, part=part, better=better, chooses=True)
    return named, _in_percent(found, frame[named])


def _usual_chooser(said: _Said, frame: pd.DataFrame) -> str:
    """The metric of held-out data that choices are usually made by; nothing where there is none."""
    marked = said.dialect.measured
    values = [one for one in said.names if marked and among(one, marked)]
    if len(values) == 1 and "_" not in values[0]:
        return values[0]
    candidates = []
    for name in said.names:
        if any(name.startswith(mark) for mark in said.dialect.settings) or not _is_number(
            frame[name]
        ):
            continue
        known = _metric(said.bare(name))
        if known.better and known.part in ("validation", "test"):
            candidates.append((known.part == "test", "loss" in name.lower(), name))
    return min(candidates, default=(False, False, ""), key=lambda one: one[:2])[2]


def _sorted_out(
    frame: pd.DataFrame,
    dialect: Dialect,
    wanted: Sequence[str],
    taken: Iterable[str],
    doubts: list[str],
) -> tuple[list[str], dict[str, Metric]]:
    """Settings, and metrics beside the one that chooses; of what is neither, why."""
    settings, metrics, unlike = list(wanted), {}, []
    for name in frame.columns:
        column = frame[name]
        if name in taken or name in wanted:
            continue
        marked = any(name.startswith(one) for one in dialect.settings)
        if marked or among(name, dialect.ignored):
            if marked and not wanted and column.notna().any():
                settings.append(name)
            continue
        bare = _bare(name, dialect)
        known = _metric(bare)
        metric = known.better or known.part or name != bare or among(name, dialect.measured)
        if metric and _is_number(column):
            metrics[name] = _in_percent(known, column)
        elif dialect.settings or wanted:
            continue
        elif _recurs(column) or bare.lower() in TUNED:
            settings.append(name)
        else:
            unlike.append(name)
    if unlike:
        doubts.append(
            f"{_listed(unlike)}: no two rows have the same value, so it is taken for measured or "
            f"a name, not for a setting; settings={_some([*settings, *unlike])} says otherwise"
        )
    return settings, metrics


def _tested(metrics: dict[str, Metric], chooser: Metric) -> dict[str, Metric]:
    """The same, with the one that says on other data what the one that chooses says on its own."""
    kind = _kind(chooser.name)
    other: Part = "test" if chooser.part == "validation" else "validation"
    same = [name for name, one in metrics.items() if one.part == other and _kind(one.name) == kind]
    return {
        name: dataclasses.replace(one, better=chooser.better, chooses=True)
        if same[:1] == [name]
        else one
        for name, one in metrics.items()
    }


def _kind(bare: str) -> str:
    """What is measured, whichever the data: `acc` for `val/acc` and `acc_test`."""
    words = re.split(r"[^a-z0-9]+", bare.lower())
    return "_".join(word for word in words if word and word not in _PARTS)


def _metric(bare: str) -> Metric:
    """A metric by its name as other tools write it: `val/acc`, `eval.loss`, `accuracy_test`."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", bare) if word]
    if len(words) > 1 and words[-1].lower() in _PARTS and words[0].lower() not in _PARTS:
        words = [words[-1], *words[:-1]]
    if words and words[0].lower() == "eval":
        words[0] = "validation"
    found = metric_of("_".join(words)) if words else Metric(bare)
    if found.better is None and words:
        # `val_top1_acc` is an accuracy, `valid_ce_loss` a loss.
        last = metric_of("_".join([*(words[:1] if found.part else []), words[-1].lower()]))
        found = dataclasses.replace(last, doc=found.doc)
    part, kind = apart(found.name)
    named = f"{part}_{kind}" if part else found.name
    return dataclasses.replace(found, name=bare, doc=f"{found.doc or named}, column {bare}")


def _in_percent(metric: Metric, column: pd.Series) -> Metric:
    """A share that was written in percent keeps its numbers, and has their unit."""
    values = column.dropna()
    low, high = metric.bounds
    if metric.printed == "percent" and len(values) and float(values.max()) > 1:
        within = float(values.min()) >= 0 and float(values.max()) <= 100
        ends = (0.0, 100.0) if within else (float("-inf"), float("inf"))
        return dataclasses.replace(
            metric, printed="number", bounds=ends, unit="%" if within else ""
        )
    if len(values) and (float(values.min()) < low or float(values.max()) > high):
        return dataclasses.replace(metric, bounds=(float("-inf"), float("inf")))
    return metric


def _called(names: Sequence[str], dialect: Dialect, doubts: list[str]) -> dict[str, str]:
    """What columns are called in the sweep: without marks, and as no column of every table is."""
    reserved = {*COLUMNS, *OF_CURVES, "repeat", "seed"}
    called: dict[str, str] = {}
    for name in names:
        bare = re.sub(r"[^\w.-]+", "_", _bare(name, dialect)).strip("_") or "column"
        bare = f"{bare}_" if bare in reserved else bare
        while bare in called.values():
            bare += "_"
        if bare != _bare(name, dialect) and not re.search(r"[^\w.-]|^_", _bare(name, dialect)):
            doubts.append(f"{name}: is called {bare} here, for {_bare(name, dialect)} is taken")
        called[name] = bare
    return called


def _budget(dialect: Dialect, frame: pd.DataFrame) -> str:
    """What training is counted in, where a column of a usual name differs between rows."""
    marks = (*dialect.settings, "")
    for known in dialect.budgets:
        for name in frame.columns:
            if name.lower() in {f"{mark}{known}" for mark in marks} and _differs(frame[name]):
                return str(name)
    return ""


def _bare(name: str, dialect: Dialect) -> str:
    for mark in (*dialect.settings, *dialect.metrics):
        if name.startswith(mark) and name != mark:
            return name[len(mark) :]
    return name


def _differs(column: pd.Series) -> bool:
    return len(column.dropna().unique()) > 1


def _recurs(column: pd.Series) -> bool:
    """Whether values are those of a grid: some of them are in several rows."""
    known = column.dropna()
    return bool(len(known)) and known.nunique() <= max(1, len(known) // 2)


def _is_number(column: pd.Series) -> bool:
    return column.dtype.kind in "fiu" or str(column.dtype) == "Int64"


def _first(signs: Sequence[str], names: Sequence[str]) -> str:
    return next(_all(signs, names), "")


def _all(signs: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    for sign in signs:
        yield from (name for name in names if name.lower() == sign)


def _role(name: str, chooser: str, budget: str, repeat: Sequence[str]) -> str:
    known = {chooser: "metric", budget: "budget", **dict.fromkeys(repeat, "repeat")}
    return known.get(name, "name, state or time of a trial")


def _listed(names: Iterable[str]) -> str:
    some = [shown(one) for one in names if one]
    more = len(some) - _MOST_NAMED
    return ", ".join(some[:_MOST_NAMED]) + (f" and {more:,} others" if more > 0 else "")


def _some(names: Iterable[str]) -> str:
    return ",".join(list(names)[:3]) or "lr"
