"""One measured figure, and the CSV files that keep them."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Measurement:
    """What one contestant did in one case, or why it did not run.

    `value` is the median of `repetitions` turns in `unit`; `lowest` and `highest` are the
    extreme turns. `note` says what a reader must know, and for a skipped contestant why.
    """

    benchmark: str
    case: str
    contestant: str
    value: float | None
    unit: str
    repetitions: int = 1
    lowest: float | None = None
    highest: float | None = None
    note: str = ""

    @property
    def skipped(self) -> bool:
        return self.value is None


def from_turns(
    benchmark: str,
    case: str,
    contestant: str,
    turns: Sequence[float],
    unit: str,
    note: str = "",
) -> Measurement:
    """The median turn, with its extremes."""
    ordered = sorted(turns)
    middle = len(ordered) // 2
    median = (ordered[middle] + ordered[~middle]) / 2
    return Measurement(
        benchmark, case, contestant, median, unit, len(ordered), ordered[0], ordered[-1], note
    )


def skipped(benchmark: str, case: str, contestant: str, unit: str, why: str) -> Measurement:
    """A contestant that could not run: reported, never counted as beaten."""
    return Measurement(benchmark, case, contestant, None, unit, 0, note=f"skipped: {why}")


def write(measurements: Iterable[Measurement], path: Path) -> None:
    """Write measurements as CSV with a header."""
    names = [field.name for field in dataclasses.fields(Measurement)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for measurement in measurements:
            writer.writerow([_cell(getattr(measurement, name)) for name in names])


def read(path: Path) -> list[Measurement]:
    """Read what `write` wrote."""
    with path.open(newline="") as file:
        return [
            Measurement(
                row["benchmark"],
                row["case"],
                row["contestant"],
                _number(row["value"]),
                row["unit"],
                int(row["repetitions"]),
                _number(row["lowest"]),
                _number(row["highest"]),
                row["note"],
            )
            for row in csv.DictReader(file)
        ]


def find(
    measurements: Iterable[Measurement], benchmark: str, case: str, contestant: str
) -> float | None:
    """The value of one contestant in one case; None when it was skipped or not run."""
    for m in measurements:
        if (m.benchmark, m.case, m.contestant) == (benchmark, case, contestant):
            return m.value
    return None


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)


def _number(text: str) -> float | None:
    return float(text) if text else None
