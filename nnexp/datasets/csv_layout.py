"""How a CSV file is laid out: what separates values, which line names them, where the labels are.

Read off its first lines, in the ways that pandas, NumPy, R and spreadsheets write tables.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Sequence

from nnexp.datasets.dataset import DataError

FIRST, LAST = "first", "last"
"""What `data.label` says where no header names the columns."""

LABEL_NAMES = ("label", "labels", "class", "classes", "target", "targets", "y")
"""Headers that say by themselves that labels stand below them."""

SHOWN_NAMES = 8

_INDEX_NAMES = ("", "index", "id", "unnamed: 0")
_DELIMITERS = ";\t,|"
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_WHOLE = re.compile(r"\s*[+-]?\d+(\.0*)?([eE]\+?0+)?\s*", re.ASCII)
# Shorter rows of 0, 1, 2, … may well be values.
_LEAST_NUMBERED = 5


@dataclasses.dataclass(frozen=True)
class Layout:
    """Where the values of a CSV file are."""

    delimiter: str
    """One character; a space stands for any white space."""
    decimal: str
    skipped: int
    """Lines before the first row."""
    header: str
    """The line that names the columns, which may come again further down; else empty."""
    width: int
    """Fields of a row."""
    label: int
    """Column of the labels, from 0."""
    left_out: tuple[int, ...]
    """Columns that are neither labels nor inputs: an index, or nothing after a last comma."""
    names: tuple[str, ...]
    """Of all columns; empty where no line names them."""

    @property
    def inputs(self) -> tuple[int, ...]:
        """Columns of the inputs."""
        apart = {self.label, *self.left_out}
        return tuple(column for column in range(self.width) if column not in apart)

    @property
    def is_the_books(self) -> bool:
        """Whether rows are `label,p1,p2,…`."""
        return self.delimiter == "," and not self.left_out and self.label == 0

    def column_text(self, column: int) -> str:
        """`value p3 (column 'width')`: a column as messages call it."""
        named = f" (column '{shown(self.names[column])}')" if self.names else ""
        if column == self.label:
            return f"the label{named}"
        place = self.inputs.index(column) + 1 if column in self.inputs else column
        return f"value p{place}{named}"


def layout_of(lines: Sequence[str], wanted: str | None, place: str) -> Layout:
    """The layout of a file.

    Args:
        lines: its first lines, each with its newline, as many as there are up to twenty or so.
        wanted: `data.label`: name of a column, `first`, `last`, or None to find the labels.
        place: what the file is called in messages.

    Raises:
        DataError: there is no row, or the column of labels is not there or not to be told.
    """
    skipped, known = _past_remarks(lines)
    if not known:
        raise DataError(f"{place}: has no rows; it needs lines of label,p1,p2,…")
    delimiter = _delimiter_of(known)
    rows = [fields_of(line, delimiter, place) for line in known]
    # Of a German spreadsheet: 0;0,5;1.
    decimal = "," if delimiter != "," and _has_decimal_commas(rows[1:] or rows) else "."
    rows = [[field.replace(decimal, ".") for field in row] for row in rows]
    named = _names_columns(rows)
    names, body = (rows[0], rows[1:]) if named else ([], rows)
    if not body:
        raise DataError(f"{place}: has no rows; it needs lines of label,p1,p2,…")
    width = len(body[0])
    if named and len(names) == width - 1:
        # R writes the names of rows without a name of their own.
        names = ["", *names]
    if named and len(names) != width:
        raise DataError(
            f"{place}: its header names {len(names):,} columns, but its rows have {width:,} values"
        )
    if width < 2:
        raise DataError(
            f"{place}: its first row is {shown(body[0][0])}; it must be label,p1,p2,… "
            "separated by commas"
        )
    names = [_bare(name) for name in names]
    left_out = _left_out(names, body, width, wanted)
    columns = [column for column in range(width) if column not in left_out]
    label = _label_column(columns, names, body, wanted, place)
    header = known[0] if named else ""
    return Layout(delimiter, decimal, skipped + named, header, width, label, left_out, tuple(names))


def fields_of(line: str, delimiter: str, place: str) -> list[str]:
    """The fields of a line."""
    if delimiter == " ":
        return line.split()
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error as error:
        raise DataError(f"{place}: cannot be divided into values ({error})") from None


def is_number(text: str) -> bool:
    """Whether a field is a finite number in digits, with a point where it has a fraction."""
    return _NUMBER.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Whether a field is a whole number: `3`, `3.0` or `3.000e+00`."""
    return _WHOLE.fullmatch(text) is not None or (is_number(text) and float(text).is_integer())


def shown(text: str) -> str:
    """A field as messages show it: short, printable, never nothing."""
    if not text.strip():
        return "empty"
    if len(text) > 20:
        return f"{shown(text[:20])}…"
    return text if text.isprintable() else ascii(text)


def _past_remarks(lines: Sequence[str]) -> tuple[int, list[str]]:
    """How many lines come before the first that counts, and that and all further ones."""
    for number, line in enumerate(lines):
        rest = [one for one in lines[number:] if one.strip()]
        if not line.strip():
            continue
        # NumPy writes headers as remarks.
        if line.startswith("#") and len(rest) > 1:
            delimiter = _delimiter_of(rest[1:])
            if line.count(delimiter) != rest[1].count(delimiter) or delimiter not in line:
                continue
        return number, rest
    return len(lines), []


def _delimiter_of(lines: Sequence[str]) -> str:
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
    for delimiter in _DELIMITERS:
        if all(delimiter in line for line in bare):
            return delimiter
    return " " if all(len(line.split()) > 1 for line in bare) and "," not in bare[0] else ","


def _has_decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    return any(
        "," in field and "." not in field and is_number(field.replace(",", "."))
        for row in rows
        for field in row
    )


def _is_word(field: str) -> bool:
    return bool(field.strip()) and not is_number(field)


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: words, or numbers that only count them."""
    first, body = rows[0], rows[1:]
    words = sum(map(_is_word, first))
    if not body:
        return words == len(first)
    places = [place for place, field in enumerate(first) if is_number(field)]
    beside = not places or places[-1] - places[0] + 1 == len(places)
    if not beside or not _counts_up([first[place] for place in places]):
        return False
    known = any(_bare(field).lower() in LABEL_NAMES for field in first)
    again = first[0] in {row[0] for row in body if row}
    if words > sum(map(_is_word, body[0])) or (known and not again):
        return True
    # pandas names columns 0, 1, 2, … and leaves the name of an index empty.
    indexed = not first[0].strip()
    fractions = any(is_number(field) and not is_whole(field) for field in body[0])
    least = 1 if indexed else 3 if fractions else _LEAST_NUMBERED
    return len(places) >= least and float(first[places[0]]) == 0


def _bare(name: str) -> str:
    return name.strip().lstrip("#").strip()


def _counts_up(numbers: Sequence[str]) -> bool:
    """Whether numbers are 0, 1, 2, … or 1, 2, 3, …."""
    if not all(field.strip().isdecimal() and len(field) < 9 for field in numbers):
        return False
    values = [int(field) for field in numbers]
    return values in (list(range(len(values))), list(range(1, len(values) + 1)))


def _left_out(
    names: Sequence[str], rows: Sequence[Sequence[str]], width: int, wanted: str | None
) -> tuple[int, ...]:
    index = bool(names) and names[0].lower() in _INDEX_NAMES and names[0] != wanted and width > 2
    nothing_last = all(len(row) == width and not row[-1].strip() for row in rows) and not (
        names and names[-1]
    )
    return (*([0] if index else []), *([width - 1] if nothing_last and width > 2 else []))


def _label_column(
    columns: Sequence[int],
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    wanted: str | None,
    place: str,
) -> int:
    if wanted is not None:
        return _wanted_column(columns, names, wanted, place)
    if names:
        known = [column for column in columns if names[column].lower() in LABEL_NAMES]
        for column in (columns[0], columns[-1], *known[:1]):
            if column in known:
                return column
    whole = [row for row in rows if len(row) > columns[-1]]
    worded = [column for column in columns if any(_is_word(row[column]) for row in whole)]
    if len(worded) == 1 and all(_is_word(row[worded[0]]) for row in whole):
        return worded[0]
    fractions = any(is_number(one) and not is_whole(one) for one in _column(whole, columns[0]))
    if not worded and fractions and all(map(is_whole, _column(whole, columns[-1]))):
        return columns[-1]
    return columns[0]


def _column(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column] for row in rows]


def _wanted_column(columns: Sequence[int], names: Sequence[str], wanted: str, place: str) -> int:
    exact = [column for column in columns if names and names[column] == wanted]
    alike = [column for column in columns if names and names[column].lower() == wanted.lower()]
    if exact or alike:
        return (exact or alike)[0]
    if wanted in (FIRST, LAST):
        return columns[0] if wanted == FIRST else columns[-1]
    if not names:
        raise DataError(
            f"data.label={wanted}: {place} has no line that names its columns; say "
            f"data.label={FIRST} or data.label={LAST}"
        )
    some = ", ".join(shown(names[column]) for column in columns[:SHOWN_NAMES])
    more = f" and {len(columns) - SHOWN_NAMES:,} more" if len(columns) > SHOWN_NAMES else ""
    raise DataError(f"data.label={wanted}: {place} has no such column; it has {some}{more}")
