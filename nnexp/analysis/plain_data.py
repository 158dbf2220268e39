"""Findings as plain data and back: what `findings.json` holds of each.

Numbers keep every digit. JSON has no words for what is not finite: a missing number is null, an
open end `"inf"` or `"-inf"`.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nnexp.analysis.finding import Caution, Finding, Value
from nnexp.analysis.next_step import Extend, More, Next, Train
from nnexp.analysis.study import Analysis
from nnexp.columns import Columns

_STEPS: Mapping[str, type[Next]] = {"more": More, "extend": Extend, "train": Train}


def data_of(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    low, high = finding.interval
    return {
        "analysis": finding.analysis,
        "over": list(finding.over),
        "where": dict(finding.where),
        "metric": finding.metric,
        "verdict": finding.verdict.value,
        "state": finding.verdict.state,
        "estimate": written(finding.estimate),
        "low": written(low),
        "high": written(high),
        "numbers": {name: _listed(value) for name, value in finding.numbers.items()},
        "may_be_best": list(finding.confidence_set),
        "repeats": finding.repeats,
        "rows": [list(span) for span in _spans(finding.rows)],
        "next": [
            {"step": name, **dataclasses.asdict(step)}
            for step in finding.next
            for name, kind in _STEPS.items()
            if isinstance(step, kind)
        ],
        "cautions": [
            {"kind": one.kind, **{name: _listed(value) for name, value in one.numbers.items()}}
            for one in finding.cautions
        ],
        "method": finding.method,
        "source": finding.source,
    }


def finding_from(
    data: Mapping[str, Any], analyses: Mapping[str, Analysis], columns: Columns
) -> Finding:
    """The finding that `data_of` made this of.

    Args:
        data: one member of `findings` in `findings.json`.
        analyses: those that there are, by name.
        columns: the metrics that there are.

    Raises:
        KeyError, TypeError, ValueError: it is not one.
        ColumnsError: its metric is unknown.
    """
    analysis = analyses[data["analysis"]]
    return Finding(
        analysis=analysis.name,
        over=tuple(data["over"]),
        where=tuple(data["where"].items()),
        measured=columns.metric(data["metric"]),
        estimate=read(data["estimate"]),
        interval=(read(data["low"]), read(data["high"])),
        verdict=analysis.verdicts(data["verdict"]),  # type: ignore[call-arg]  # of a subclass
        repeats=data["repeats"],
        rows=tuple(row for first, last in data["rows"] for row in range(first, last + 1)),
        method=data["method"],
        source=data["source"],
        words=analysis.words,
        numbers={name: tupled(value) for name, value in data["numbers"].items()},
        confidence_set=tuple(data["may_be_best"]),
        next=tuple(_step(one) for one in data["next"]),
        cautions=tuple(_caution(one) for one in data["cautions"]),
    )


def written(value: float) -> float | str | None:
    """A number as JSON has it."""
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def read(value: float | str | None) -> float:
    """The number that `written` made this of."""
    return math.nan if value is None else float(value)


def _spans(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive rows."""
    for _, run in itertools.groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        members = [row for _, row in run]
        yield members[0], members[-1]


def _listed(value: Value) -> Any:
    if isinstance(value, tuple):
        return [_listed(one) for one in value]
    return written(value) if isinstance(value, float) else value


def tupled(value: Any) -> Value:
    """A value as findings have it: JSON has lists alone."""
    return tuple(value) if isinstance(value, list) else value


def _step(data: Mapping[str, Any]) -> Next:
    fields = {name: value for name, value in data.items() if name != "step"}
    return _STEPS[data["step"]](**fields)


def _caution(data: Mapping[str, Any]) -> Caution:
    numbers = {name: tupled(value) for name, value in data.items() if name != "kind"}
    return Caution(data["kind"], numbers)
