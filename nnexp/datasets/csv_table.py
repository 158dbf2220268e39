"""Rows of any CSV file that its layout describes: labels as text, inputs as numbers."""

from __future__ import annotations

import dataclasses
import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

from nnexp.datasets.csv_layout import Layout, fields_of, is_number, shown
from nnexp.datasets.dataset import DataError
from nnexp.datasets.text_files import LONGEST_LINE, Wrapping, opened_text
from nnexp.process.room import free_memory

MOST_COLUMNS = 100_000

# Characters that are parsed at once.
_BLOCK, _PER_COLUMN, _LARGEST_BLOCK = 1 << 22, 2000, 1 << 25
_HEAD, _HEAD_LINES = 1 << 20, 20
# Of the numbers: in blocks, and put together.
_COPIES = 2


@dataclasses.dataclass(frozen=True)
class Table:
    """The decoded rows of one file."""

    labels: np.ndarray
    """(n,) of text."""
    inputs: np.ndarray
    """(n, d) float64, finite."""


def head_of(path: Path, wrapping: Wrapping) -> list[str]:
    """The first lines of a file, some of them possibly empty: up to 20, fewer if they are long.

    Raises:
        DataError: it is no text, or its lines have no end.
    """
    with opened_text(path, wrapping) as text:
        lines: list[str] = []
        room = _HEAD
        while len(lines) < _HEAD_LINES and room > 0 and (line := text.readline(LONGEST_LINE)):
            _check_length(line, path)
            lines.append(line)
            room -= len(line)
        return lines


def read_table(path: Path, wrapping: Wrapping, layout: Layout) -> Table:
    """All rows of a file.

    Args:
        path: of the file.
        wrapping: how its text is stored.
        layout: of its rows.

    Returns:
        At least one row, in the order of the file.

    Raises:
        DataError: a row is wrong, or there is none; the text names file, line and fault.
    """
    if layout.width > MOST_COLUMNS:
        raise DataError(
            f"{path}: has rows of {layout.width:,} values; at most {MOST_COLUMNS:,} are read"
        )
    labels, inputs = [], []
    room, taken = free_memory(), 0
    with opened_text(path, wrapping) as text:
        number = 1
        for _ in range(layout.skipped):
            number += bool(text.readline(LONGEST_LINE))
        # What pandas does for each column counts where there are many.
        size = min(max(_BLOCK, _PER_COLUMN * layout.width), _LARGEST_BLOCK)
        for block in _blocks(text, path, size):
            part = _parsed(block, layout)
            if part is None:
                part = _diagnosed(block, layout, path, number)
            labels.append(part.labels)
            inputs.append(part.inputs)
            number += block.count("\n")
            taken += _COPIES * part.inputs.nbytes
            see_room(path, taken, room)
    if not sum(map(len, labels)):
        raise DataError(f"{path}: has no rows; it needs lines of label,p1,p2,…")
    return Table(np.concatenate(labels), np.concatenate(inputs))


def see_room(path: Path, need: int, room: int | None) -> None:
    """See that the numbers of a file fit into memory.

    Args:
        path: of the file.
        need: bytes that they take at least.
        room: bytes that were free; None is not known and refuses nothing.

    Raises:
        DataError: they do not.
    """
    if room is not None and need > room:
        raise DataError(
            f"{path}: its numbers need more than {need / 1e9:.2g} GB of memory, and "
            f"{room / 1e9:.2g} GB are free; use fewer rows"
        )


def _blocks(text: TextIO, path: Path, size: int) -> Iterator[str]:
    """The text in pieces of whole lines."""
    while piece := text.read(size):
        if not piece.endswith("\n"):
            piece += text.readline(LONGEST_LINE)
            _check_length(piece[piece.rfind("\n", 0, -1) + 1 :], path)
        yield piece


def _check_length(line: str, path: Path) -> None:
    if len(line) >= LONGEST_LINE:
        raise DataError(
            f"{path}: has a line of more than {LONGEST_LINE >> 20} MB; "
            "it needs lines of label,p1,p2,…"
        )


def _parsed(block: str, layout: Layout) -> Table | None:
    """The rows of a block, or None unless every line has all its values."""
    import pandas as pd

    if layout.header and layout.header.rstrip("\n") in block:
        # Files that were put together one after the other name their columns each time.
        lines = block.split("\n")
        block = "\n".join(line for line in lines if line != layout.header.rstrip("\n"))
    if not block.strip():
        return _no_rows(layout)
    spaced = layout.delimiter == " "
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(block),
                header=None,
                sep=r"\s+" if spaced else layout.delimiter,
                decimal=layout.decimal,
                skipinitialspace=True,
                dtype={layout.label: str},
                keep_default_na=False,
                na_values=[""],
                low_memory=False,
            )
    except (ValueError, pd.errors.ParserWarning):
        return None
    columns = list(layout.inputs)
    numeric = frame.shape[1] == layout.width and all(
        kind.kind in "iuf" for kind in frame.dtypes.iloc[columns]
    )
    if not numeric or frame[layout.label].isna().any():
        return None
    inputs = frame[columns].to_numpy(dtype=np.float64)
    if not np.isfinite(inputs).all():
        return None
    return Table(frame[layout.label].to_numpy(dtype=object), inputs)


def _diagnosed(block: str, layout: Layout, path: Path, number: int) -> Table:
    """The rows of a block, one line at a time, so that a fault can be named."""
    header, columns = layout.header.rstrip("\n"), layout.inputs
    labels, inputs = [], []
    for offset, line in enumerate(block.split("\n")):
        if line.strip() and line != header:
            place = f"{path}, line {number + offset}"
            fields = fields_of(line, layout.delimiter, place)
            _check_row(fields, columns, layout, place)
            labels.append(fields[layout.label].strip())
            inputs.append([_number(fields[column], layout) for column in columns])
    if not labels:
        return _no_rows(layout)
    return Table(np.array(labels, dtype=object), np.array(inputs, dtype=np.float64))


def _no_rows(layout: Layout) -> Table:
    return Table(np.empty(0, dtype=object), np.empty((0, len(layout.inputs))))


def _check_row(fields: list[str], columns: Sequence[int], layout: Layout, place: str) -> None:
    if len(fields) != layout.width:
        raise DataError(
            f"{place}: has {len(fields):,} values, where the rows before have {layout.width:,}"
        )
    if not fields[layout.label].strip():
        raise DataError(f"{place}: {layout.column_text(layout.label)} is empty; fill it in")
    for column in columns:
        text = fields[column]
        number = text.replace(layout.decimal, ".")
        if not text.strip():
            remedy = "fill it in, or leave the row out"
        elif is_number(number) and np.isfinite(float(number)):
            continue
        elif number.strip().lower().lstrip("+-") in (
            "nan",
            "na",
            "inf",
            "infinity",
            "null",
            "none",
        ):
            remedy = "put a number in its place, or leave the row out"
        else:
            remedy = (
                "it must be a number; write words as numbers, or say with data.label which "
                "column has the labels"
            )
        raise DataError(f"{place}: {layout.column_text(column)} is {shown(text)}; {remedy}")


def _number(text: str, layout: Layout) -> float:
    return float(text.replace(layout.decimal, "."))
