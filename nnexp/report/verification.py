"""Whether a report says what its table says: its data, made again on a second way."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.analysis.plain_data import data_of
from nnexp.columns import Columns, ColumnsError
from nnexp.deciding.plain_data import data_of as decision_data
from nnexp.files.bounded import read_text
from nnexp.report.content import FINDINGS, ReportContent, content_from
from nnexp.report.curve_agreement import compared, curve_problems, read_both
from nnexp.report.figures import PLOTS
from nnexp.report.html import REPORT, report_page
from nnexp.report.islands import ReadPage, make_again, read_page
from nnexp.report.main_findings import main_findings
from nnexp.report.networks import stored_pictures
from nnexp.report.next_sweep import data_of_next, next_sweep
from nnexp.report.recomputed import recomputed, rows_at
from nnexp.report.stored import ReportError, read_sweep
from nnexp.report.trials import column_from
from nnexp.settings import as_typed
from nnexp.sweeps.data import SweepData
from nnexp.table import TableError, canonical_hash, load

if TYPE_CHECKING:
    import pandas as pd

    from nnexp.trainables.pictures import Pictures

TABLE_CSV = "table.csv"
_CLOSE = 1e-9
_SHOWN = 60
# Bytes that a page may have, pictures above all, and those of a trial in its table.
_PAGE, _PER_TRIAL = 50_000_000, 1_000

Row = Mapping[str, Any]
Rows = Sequence[Row]


def verify(directory: Path) -> tuple[int, tuple[str, ...]]:
    """Make the data of a sweep's report again from its stored files, and compare.

    Counts, means and intervals are made by plain pandas, findings by the analyses; then the page
    is rendered from the data that it carries, and must be the page that is there.

    Args:
        directory: the folder of one sweep.

    Returns:
        How many values were checked, and a line for each that differs.

    Raises:
        ReportError: there is no report, or it is damaged.
        RecordError: the record is damaged, or says that the sweep was not finished.
        NnexpError: the files of a chosen model are damaged.
        TableError: the table is missing or damaged.
    """
    sweep = read_sweep(directory)
    page = read_page(directory / REPORT, _PAGE + _PER_TRIAL * len(sweep.table))
    rows = _rows(directory / "table.parquet")
    try:
        content = content_from(page.data, sweep.columns)
        problems = list(data_problems(page.data, truth_of(sweep, page.data)))
    except (KeyError, TypeError, ValueError, AttributeError, ColumnsError) as error:
        path = directory / REPORT
        raise ReportError(
            f"{path}: its data are damaged ({error!r}); {make_again(path)}"
        ) from error
    problems += cell_problems(page.columns, rows, sweep.columns)
    problems += page_problems(page, sweep, content)
    problems += _files(page, sweep)
    table, curves = read_both(directory, sweep.columns)
    problems += curve_problems(table, curves, sweep.columns)
    pictured = stored_pictures(sweep)
    for task, pictures in pictured:
        rows_of_task = rows_at(sweep.table, task.problem)
        problems += picture_problems(pictures, rows_of_task, sweep.columns)
    read = sum(len(pictures.measured) for _, pictures in pictured)
    cells = sum(len(column["cells"]) for column in page.columns)
    return _leaves(page.data) + cells + compared(table, sweep.columns) + read, tuple(problems)


def truth_of(sweep: SweepData, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a report's data must be, made without what made them wherever there is another way.

    Args:
        sweep: what its folder holds.
        data: what the report says.
    """
    findings = main_findings(sweep)
    # What is left to train is asked of the store, where there may be more by now.
    after = data_of_next(next_sweep(sweep, findings, costed=False))
    again = recomputed(data, sweep.table, sweep.columns, sweep.same_test)
    again["table"]["hash"] = canonical_hash(sweep.table)
    return {
        **again,
        "name": sweep.name,
        "select_on": sweep.select_on,
        "findings": [data_of(finding) for finding in findings],
        "decided": sweep.decided and decision_data(sweep.decided[1]),
        "next": after and {**after, "cost": (data.get("next") or {}).get("cost")},
    }


def data_problems(ours: Any, truth: Any, where: str = "") -> Iterator[str]:
    """A line for each value that differs.

    Args:
        ours: what a report says.
        truth: what it must say.
        where: the way to both, as `best[0].selection.mean`.
    """
    if isinstance(ours, Mapping) and isinstance(truth, Mapping) and ours.keys() == truth.keys():
        for name in ours:
            yield from data_problems(ours[name], truth[name], f"{where}.{name}".lstrip("."))
    elif isinstance(ours, list) and isinstance(truth, list) and len(ours) == len(truth):
        for place, (one, other) in enumerate(zip(ours, truth, strict=True)):
            yield from data_problems(one, other, f"{where}[{place}]{_about(other)}")
    elif not _same(ours, truth):
        yield f"{where}: the page says {_short(ours)}, the table {_short(truth)}"


def page_problems(page: ReadPage, sweep: SweepData, content: ReportContent) -> Iterator[str]:
    """A line for each line of a page that its own data do not make.

    Args:
        page: as it stands.
        sweep: what its folder holds.
        content: of the page's data.
    """
    if page.data["nnexp"] != version("nnexp"):
        yield (
            f"the page is one of nnexp {page.data['nnexp']}, which this one, {version('nnexp')}, "
            f"words in another way; {make_again(sweep.directory / REPORT)}"
        )
        return
    again = report_page(sweep, content, [column_from(one, sweep.columns) for one in page.columns])
    ours, theirs = page.text.split("\n"), again.split("\n")
    if len(ours) != len(theirs):
        yield f"the page has {len(ours):,} lines, its data make {len(theirs):,}"
        return
    pictures = 0
    for one, other in zip(ours, theirs, strict=True):
        picture = other.startswith("<img ")
        pictures += picture
        if one != other:
            read, made = _apart(one, other)
            yield (
                f"plot {pictures}: is not the one in {PLOTS}/"
                if picture
                else f"the page reads {read!r} where its data make {made!r}"
            )


def _rows(path: Path) -> Rows:
    """The rows as plain values, read without what made the page."""
    import pyarrow.parquet as parquet

    try:
        rows: list[Row] = parquet.read_table(path).to_pylist()
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: cannot be read ({error})") from error
    return rows


def cell_problems(
    shown_columns: Sequence[Mapping[str, Any]], rows: Rows, columns: Columns
) -> Iterator[str]:
    """A line for each cell of the page's table that is not what its trial has in the rows.

    Args:
        shown_columns: of the page's table: `name` and `cells`.
        rows: of the table.
        columns: what its columns mean.
    """
    names = [column["name"] for column in shown_columns]
    keys = [name for name in names if name == "repeat" or name in columns.settings]
    shown = list(zip(*(column["cells"] for column in shown_columns), strict=True))
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
            if name not in keys and not shows(name, cell, row[name], columns):
                yield f"trial {where}: {name} is {cell} on the page, {row[name]} in the table"


def picture_problems(pictures: Pictures, table: pd.DataFrame, columns: Columns) -> Iterator[str]:
    """A line for each trial of which the models' pictures say another value than the table.

    Args:
        pictures: of the models of one data set.
        table: the rows of that data set.
        columns: what its columns mean.
    """
    file = pictures.file
    metric, budget = pictures.metric, columns.budget
    spent = table[budget] if budget else [pictures.epochs] * len(table)
    known = dict(zip(zip(table["run_id"], spent, strict=True), table[metric].tolist(), strict=True))
    for run_id, value in zip(pictures.run_ids, pictures.measured, strict=False):
        right = known.get((run_id, pictures.epochs))
        if right is None:
            where = columns.spent(pictures.epochs)
            yield f"{file}: run {run_id} after {where} is not in the table"
        elif value != right:
            yield f"{file}: {metric} of run {run_id} is {value}, the table has {right}"


def _files(page: ReadPage, sweep: SweepData) -> Iterator[str]:
    """Whether the other files of the sweep are those that the page was made with."""
    digest = canonical_hash(sweep.table)
    if canonical_hash(load(sweep.directory / TABLE_CSV, sweep.columns)) != digest:
        yield f"{TABLE_CSV}: holds other numbers than table.parquet"
    recorded = sweep.outcome.table_hash
    if recorded != digest:
        yield f"table.parquet: its hash is {digest}, but sweep.yaml has {recorded}"
    try:
        beside = json.loads(read_text(sweep.directory / FINDINGS, _PAGE))
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        yield f"{FINDINGS}: cannot be read ({why})"
        return
    if beside != page.data:
        yield f"{FINDINGS}: says something else than the page"


def _same(ours: Any, truth: Any) -> bool:
    numbers = isinstance(ours, (int, float)) and isinstance(truth, (int, float))
    if numbers and not isinstance(ours, bool) and not isinstance(truth, bool):
        return math.isclose(ours, truth, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return type(ours) is type(truth) and bool(ours == truth)


def _about(member: Any) -> str:
    """What a member of a list is about, where it says so: ` (sweet_spot of lr epochs=5)`."""
    if not isinstance(member, Mapping) or "analysis" not in member:
        return ""
    where = "".join(f" {name}={as_typed(value)}" for name, value in member["where"].items())
    return f" ({member['analysis']} of {','.join(member['over'])}{where})"


def _short(value: Any) -> str:
    text = json.dumps(value) if isinstance(value, (list, dict)) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _apart(one: str, other: str) -> tuple[str, str]:
    """What two lines have between the tags around the first difference."""
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    first = max(one.rfind(">", 0, start) + 1, start - _SHOWN // 2)
    return _text(one, first), _text(other, first)


def _text(line: str, first: int) -> str:
    return line[first : first + _SHOWN].partition("<")[0]


def _leaves(data: Any) -> int:
    """How many values there are in data."""
    if isinstance(data, Mapping):
        return sum(map(_leaves, data.values()))
    return sum(map(_leaves, data)) if isinstance(data, list) else 1


def shows(name: str, cell: Any, right: Any, columns: Columns) -> bool:
    """Whether a cell of the page shows a value of the table, which may have more digits.

    Args:
        name: of the column.
        cell: as the page holds it: six decimals of a share, six digits of another number, the
            first characters of a run id.
        right: as the table holds it.
        columns: what its columns mean.
    """
    if right is None or right != right or right in (math.inf, -math.inf):
        return cell in (None, "")
    if isinstance(right, str):
        return cell == right or (name == "run_id" and bool(cell) and right.startswith(cell))
    metric = columns.metrics.get(name)
    close = 5e-7 if metric is not None and metric.printed == "percent" else 5e-6 * abs(right)
    return isinstance(cell, (int, float)) and abs(cell - right) <= close * (1 + _CLOSE)
