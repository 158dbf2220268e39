"""Whether a report says what its table says: every printed number, worked out again."""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from nnexp.report.figures import PLOTS
from nnexp.report.html import REPORT
from nnexp.report.networks import stored_readings
from nnexp.report.page_numbers import PageNumbers, PrintedNumber, read_page
from nnexp.report.recount import SETTING_NAMES, Row, Rows, limited, recount
from nnexp.report.stored import read_sweep
from nnexp.report.stored_findings import stored_findings
from nnexp.report.told import numbers_of
from nnexp.settings import as_typed
from nnexp.sweeping.reading import Reading
from nnexp.sweeping.reading_file import file_names
from nnexp.table import TableError, canonical_hash, load

TABLE_CSV = "table.csv"
_CLOSE = 1e-9
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")


def verify(directory: Path) -> tuple[int, tuple[str, ...]]:
    """Work out every number of a sweep's report again from its stored files.

    Args:
        directory: the folder of one sweep.

    Returns:
        How many numbers were checked, and a line for each that differs.

    Raises:
        ReportError: there is no report, or it or the record is damaged.
        ReadingError: the files of a chosen network are damaged.
        TableError: the table is missing or damaged.
    """
    page = read_page(directory / REPORT)
    rows = _rows(directory / "table.parquet")
    sweep = read_sweep(directory)
    truth = Truth(sweep.record, canonical_hash(sweep.table), numbers_of(stored_findings(sweep)))
    problems = list(number_problems(page.numbers, rows, truth))
    problems += cell_problems(page.columns, rows)
    problems += _files(page, directory, truth)
    readings = stored_readings(sweep)
    for task, reading in readings:
        _, file = file_names(task.name)
        problems += reading_problems(reading, limited(rows, task.problem), file)
    read = sum(len(reading.confusions) for _, reading in readings)
    cells = sum(len(column["cells"]) for column in page.columns)
    return len(page.numbers) + cells + read, tuple(problems)


@dataclasses.dataclass(frozen=True)
class Truth:
    """What numbers are compared with that rows alone do not tell."""

    record: Mapping[str, Any]
    """`sweep.yaml`."""
    digest: str
    """The table's canonical hash."""
    findings: Mapping[str, Any]
    """Numbers of the findings by what they are the number of, found anew."""


def _rows(path: Path) -> Rows:
    """The rows as plain values, read without what made the page."""
    import pyarrow.parquet as parquet

    try:
        rows: list[Row] = parquet.read_table(path).to_pylist()
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: cannot be read ({error})") from error
    return rows


def number_problems(numbers: Sequence[PrintedNumber], rows: Rows, truth: Truth) -> Iterator[str]:
    """A line for each number that is not what it claims to be, or does not read as it is.

    Args:
        numbers: as a page prints them.
        rows: of the table.
        truth: about the sweep.
    """
    groups: dict[str, Rows] = {}
    for number in numbers:
        key = json.dumps(number.where)
        try:
            if key not in groups:
                groups[key] = limited(rows, number.where) if number.where else rows
            right = _right(number, groups[key], truth)
        except KeyError as error:
            yield f"{_name(number)}: claims what cannot be checked ({error})"
            continue
        if not _equal(number.value, right):
            yield f"{_name(number)}: the page says {number.value}, the table {_said(right)}"
        elif not reads_as(number.text, number.value):
            yield f"{_name(number)}: the page reads {number.text!r} for {number.value}"


def _right(number: PrintedNumber, rows: Rows, truth: Truth) -> Any:
    match number.what:
        case "hash":
            return truth.digest
        case "recorded":
            return _recorded(truth.record, number.of)
        case "finding":
            return truth.findings[number.of]
        case _:
            return recount(number.what, number.of, rows)


def _recorded(record: Mapping[str, Any], name: str) -> Any:
    """A value of `sweep.yaml`; dots lead into its groups."""
    value: Any = record
    for part in name.split("."):
        value = value[part]
    return value


def cell_problems(columns: Sequence[Mapping[str, Any]], rows: Rows) -> Iterator[str]:
    """A line for each cell of the page's table that is not what its trial has in the rows.

    Args:
        columns: of the page's table: `name` and `cells`.
        rows: of the table.
    """
    names = [column["name"] for column in columns]
    keys = [name for name in names if name == "repeat" or name in SETTING_NAMES]
    shown = list(zip(*(column["cells"] for column in columns), strict=True))
    if len(shown) != len(rows):
        yield f"trials: the page has {len(shown):,} rows, the table {len(rows):,}"
    trials = {tuple(as_typed(row[name]) for name in keys): row for row in rows}
    for line in shown:
        cells = dict(zip(names, line, strict=True))
        key = tuple(cells[name] for name in keys)
        where = " ".join(f"{name}={cells[name]}" for name in keys)
        row = trials.pop(key, None)
        if row is None:
            yield f"trial {where}: is on the page, but not in the table"
            continue
        for name, cell in cells.items():
            if name not in keys and not shows(name, cell, row[name]):
                yield f"trial {where}: {name} is {cell} on the page, {row[name]} in the table"


def reading_problems(reading: Reading, rows: Rows, file: str) -> Iterator[str]:
    """A line for each trial of which the networks' pictures say another accuracy than the table.

    Args:
        reading: what the pictures are of.
        rows: of the table.
        file: where the reading is.
    """
    column = f"{reading.part}_accuracy"
    known = {(row["run_id"], row["epochs"]): row[column] for row in rows}
    for run_id, counts in zip(reading.run_ids, reading.confusions, strict=False):
        right = known.get((run_id, reading.epochs))
        share = int(counts.trace()) / max(1, int(counts.sum()))
        if right is None:
            yield f"{file}: run {run_id} after {reading.epochs} epochs is not in the table"
        elif share != right:
            yield f"{file}: {column} of run {run_id} is {share}, the table has {right}"


def _files(page: PageNumbers, directory: Path, truth: Truth) -> Iterator[str]:
    """Whether the other files of the sweep are those that the page was made with."""
    if canonical_hash(load(directory / TABLE_CSV)) != truth.digest:
        yield f"{TABLE_CSV}: holds other numbers than table.parquet"
    recorded = truth.record["table_hash"]
    if recorded != truth.digest:
        yield f"table.parquet: its hash is {truth.digest}, but sweep.yaml has {recorded}"
    drawn = {path.read_bytes() for path in (directory / PLOTS).glob("*.*")}
    for place, picture in enumerate(page.pictures, start=1):
        content = base64.b64decode(picture.partition(",")[2])
        if content not in drawn:
            yield f"plot {place}: is not the one in {PLOTS}/"


def _equal(printed: str, right: Any) -> bool:
    if isinstance(right, set):
        return any(_equal(printed, one) for one in right)
    if isinstance(right, (int, float)) and not isinstance(right, bool):
        try:
            return math.isclose(float(printed), right, rel_tol=_CLOSE, abs_tol=_CLOSE)
        except ValueError:
            return False
    return printed == (right if isinstance(right, str) else as_typed(right))


def reads_as(text: str, value: str) -> bool:
    """Whether what is read is the value, rounded to the digits that are shown."""
    _, _, shown = text.replace("−", "-").rpartition("=")
    try:
        exact = float(value)
        found = _NUMBER.search(shown)
        digits = Decimal(found.group().replace(",", "")) if found else Decimal("NaN")
    except (ValueError, ArithmeticError):
        return value in text
    scale = 100 if "%" in shown else 1
    half = 0.5 * 10.0 ** int(digits.as_tuple().exponent) if digits.is_finite() else 0.0
    return abs(float(digits) - scale * exact) <= half * (1 + _CLOSE)


def shows(name: str, cell: Any, right: Any) -> bool:
    """Whether a cell of the page shows a value of the table, which may have more digits.

    Args:
        name: of the column.
        cell: as the page holds it: six decimals of a share, six digits of another number, the
            first characters of a run id.
        right: as the table holds it.
    """
    if right is None or right != right:
        return cell in (None, "")
    if isinstance(right, str):
        return cell == right or (name == "run_id" and bool(cell) and right.startswith(cell))
    close = 5e-7 if name.endswith("accuracy") else 5e-6 * abs(right)
    return isinstance(cell, (int, float)) and abs(cell - right) <= close * (1 + _CLOSE)


def _said(right: Any) -> str:
    return " or ".join(map(str, sorted(right, key=str))) if isinstance(right, set) else str(right)


def _name(number: PrintedNumber) -> str:
    where = "".join(f" {name}={as_typed(value)}" for name, value in number.where.items())
    of = f" of {number.of}" if number.of else ""
    return f"{number.what}{of}{f' at{where}' if where else ''}"
