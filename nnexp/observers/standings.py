"""What is there of a running sweep: means over the repeats that have finished, the best first."""

from __future__ import annotations

import collections
import dataclasses
import heapq
import math
from collections.abc import Sequence

import numpy as np

from nnexp.execution.observing import Event, Failed, Finished, Measured, ObservedRun, Planned
from nnexp.metrics import Metric, Part
from nnexp.observers.progress import WorkLeft, work_of
from nnexp.planning.plan import swept_names
from nnexp.settings import Scalar, as_typed

# Points of a curve that are kept: a line of a few hundred pixels shows no more.
_POINTS = 100

_COLOURS = ("#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc", "#ca9161")


@dataclasses.dataclass
class Group:
    """Runs that differ in their repeat only."""

    settings: tuple[Scalar, ...]
    """Values of the swept settings."""
    asked: int = 0
    finished: int = 0
    failed: int = 0
    epochs: np.ndarray = dataclasses.field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Those of the curve's points, ascending."""
    sums: np.ndarray = dataclasses.field(default_factory=lambda: np.empty(0))
    """Of the metric at these epochs, over the runs that finished."""

    @property
    def curve(self) -> np.ndarray:
        """The mean at each of `epochs`."""
        return self.sums / self.finished if self.finished else self.sums


@dataclasses.dataclass(frozen=True)
class DrawnCurve:
    """A learning curve as it is drawn."""

    label: str
    colour: str
    points: str
    """`x,y` pairs."""
    x: float
    """Of the last point, as y."""
    y: float


@dataclasses.dataclass(frozen=True)
class CurveChart:
    """Learning curves, in units of the picture."""

    lines: tuple[DrawnCurve, ...]
    low: str
    """What its axes reach, in words."""
    high: str
    last: int
    width: int = 760
    height: int = 260
    left: int = 60
    top: int = 12
    right: int = 520
    bottom: int = 230


class Standings:
    """Keeps count of a sweep that runs."""

    def __init__(self, planned: Planned, on_test: bool) -> None:
        """Begin with nothing.

        Args:
            planned: what is to come.
            on_test: whether settings are chosen on test data although there are others.
        """
        self.runs, self.columns = planned.runs, planned.columns
        self.total, self.done, self.ended = work_of(planned.runs.values()), WorkLeft(), 0
        self.failures: collections.Counter[tuple[str, str]] = collections.Counter()
        """Runs by status and reason."""
        self.metric: Metric | None = None
        """By which settings are ranked; known when the first run has finished."""
        self._on_test = on_test
        self._open: set[str] = set(planned.runs)
        self._parts: dict[str, list[Measured]] = collections.defaultdict(list)
        rows = [run.settings for run in planned.runs.values()]
        replicates = planned.columns.replicates
        self._swept = [name for name in swept_names(rows) if name not in replicates]
        self._groups: dict[tuple[Scalar, ...], Group] = {}
        self._group: dict[str, Group] = {}
        for run_id, run in planned.runs.items():
            settings = tuple(run.settings[name] for name in self._swept)
            group = self._groups.setdefault(settings, Group(settings))
            group.asked += 1
            self._group[run_id] = group

    def note(self, event: Event) -> None:
        """Take in what a sweep tells after its plan."""
        match event:
            case Measured():
                self._parts[event.run_id].append(event)
            case Finished() | Failed() if event.run_id in self._open:
                self._open.remove(event.run_id)
                run = self.runs[event.run_id]
                self.ended += 1
                self.done += work_of([run])
                parts = self._parts.pop(event.run_id, [])
                if isinstance(event, Failed):
                    self.failures[event.status, event.reason] += 1
                    self._group[event.run_id].failed += 1
                else:
                    self._add(self._group[event.run_id], run, parts)
            case _:
                pass

    def ranked(self) -> list[Group]:
        """Settings of which a run has ended, the best first; failed ones last."""
        seen = [one for one in self._groups.values() if one.finished or one.failed]
        return sorted(seen, key=self._rank)

    def head(self) -> list[str]:
        """The labels of the table's columns."""
        say = self.columns.say
        metric = [say(self.metric.label)] if self.metric else []
        return [*self._swept, say("finished"), say("failures"), *metric]

    def row(self, group: Group) -> list[str]:
        """The cells of a group."""
        done = self.columns.say(
            "{count} of {all}", count=f"{group.finished:,}", all=f"{group.asked:,}"
        )
        cells = [*map(as_typed, group.settings), done]
        cells.append(f"{group.failed:,}" if group.failed else "")
        if self.metric:
            cells.append(_printed(group.curve[-1], self.metric) if len(group.curve) else "")
        return cells

    def caption(self, seen: int, shown: int) -> str:
        """What the table holds."""
        say, unit = self.columns.say, self.columns.say(self.columns.unit)
        if seen <= shown:
            return say(
                "Settings of which a run has ended, at its last {unit}, the best first", unit=unit
            )
        return say(
            "The best {shown} of {seen} settings of which a run has ended, at its last {unit}, the "
            "best first",
            shown=f"{shown:,}",
            seen=f"{seen:,}",
            unit=unit,
        )

    def told_failures(self, most: int) -> list[str]:
        """The commonest failures, a line each."""
        kinds = heapq.nlargest(most, self.failures.items(), key=lambda kind: kind[1])
        lines = [f"{count:,}: {status}: {reason}" for (status, reason), count in kinds]
        left = sum(self.failures.values()) - sum(count for _, count in kinds)
        others = self.columns.say("{count} for other reasons", count=f"{left:,}")
        return [*lines, others] if left else lines

    def chart(self, groups: Sequence[Group]) -> CurveChart | None:
        """The learning curves of some groups; None where there is none."""
        drawn = [one for one in groups if len(one.curve) and np.isfinite(one.curve).all()]
        if not drawn or self.metric is None:
            return None
        last = max(int(one.epochs[-1]) for one in drawn)
        low = min(float(one.curve.min()) for one in drawn)
        high = max(float(one.curve.max()) for one in drawn)
        low, high = (low, high) if high > low else (low - 0.01, high + 0.01)
        frame = CurveChart((), _printed(low, self.metric), _printed(high, self.metric), last)
        lines = []
        for one, colour in zip(drawn, _COLOURS, strict=False):
            across = frame.left + (frame.right - frame.left) * (one.epochs - 1) / max(1, last - 1)
            up = frame.bottom - (frame.bottom - frame.top) * (one.curve - low) / (high - low)
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
            lines.append(
                DrawnCurve(self._label(one), colour, points, float(across[-1]), float(up[-1]))
            )
        return dataclasses.replace(frame, lines=tuple(lines))

    def _add(self, group: Group, run: ObservedRun, parts: Sequence[Measured]) -> None:
        """Add a finished run's curve to the mean of its group."""
        group.finished += 1
        if not parts:
            return
        self.metric = self.metric or self._telling(parts[-1].values[-1])
        if self.metric is None:
            return
        place = list(self.columns.metrics).index(self.metric.name)
        curve = np.full(run.epochs, np.nan)
        for part in parts:
            begin = part.first_epoch - 1
            curve[begin : begin + len(part.values)] = part.values[:, place]
        epochs = np.unique(np.linspace(1, run.epochs, min(_POINTS, run.epochs)).astype(np.int64))
        thinned = curve[epochs - 1]
        group.sums = group.sums + thinned if len(group.sums) else thinned
        group.epochs = epochs

    def _telling(self, last: np.ndarray) -> Metric | None:
        """The metric that chooses, on the first part of the data that a run was measured on."""
        parts: tuple[Part, ...] = ("test",) if self._on_test else ("validation", "test", "train")
        names = list(self.columns.metrics)
        choosing = [one for part in parts for one in self.columns.of_part(part) if one.chooses]
        return next((one for one in choosing if math.isfinite(last[names.index(one.name)])), None)

    def _rank(self, group: Group) -> tuple[bool, float]:
        if self.metric is None or not len(group.curve) or not math.isfinite(group.curve[-1]):
            return True, 0.0
        value = float(group.curve[-1])
        return False, -value if self.metric.better == "higher" else value

    def _label(self, group: Group) -> str:
        pairs = zip(self._swept, group.settings, strict=True)
        named = " ".join(f"{name}={as_typed(value)}" for name, value in pairs)
        return named or self.columns.say("all runs")


def _printed(value: float, metric: Metric) -> str:
    return f"{100 * value:.2f} %" if metric.printed == "percent" else f"{value:.4g}"
