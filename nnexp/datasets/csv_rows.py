"""Rows `label,p1,…,pN` of a CSV file: the form in which the book reads its digits.

Values are whole numbers, labels from 0 and inputs from 0 to 255, separated by commas. A first
line that starts with the word `label` is a header and is skipped; so are empty lines. Spaces
around numbers, CR LF line ends and a byte order mark are accepted.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from nnexp.datasets.dataset import DataError

MOST_CLASSES = 65_536

_BRIGHTEST = 255
_BLOCK = 1 << 19
_LONGEST_LINE = 1 << 22
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COMMA, _NEWLINE, _ZERO = b",\n0"


@dataclasses.dataclass(frozen=True)
class Rows:
    """The decoded rows of one file."""

    labels: np.ndarray
    """(n,) int64."""
    inputs: np.ndarray
    """(n, d) uint8."""
    digest: str
    """SHA-256 (hex) of the file."""


def read_rows(file: BinaryIO, path: Path) -> Rows:
    """Read all rows of a file, which must be of equal width.

    Args:
        file: the file, open for reading bytes.
        path: its path, for messages.

    Returns:
        At least one row, in the order of the file.

    Raises:
        DataError: a row is wrong, or there is none; the text names file, line and fault.
    """
    digest = hashlib.sha256()
    labels, inputs = [], []
    width: int | None = None
    number = 1
    for block in _blocks(file, path):
        digest.update(block)
        lines = _tidied(block, first=number == 1)
        if number > 1 or not _is_header(lines):
            table = None if width is None else _parsed(lines, width)
            if table is None:
                table = _diagnosed(lines, width, path, number)
            if len(table):
                width = table.shape[1]
                labels.append(table[:, 0].astype(np.int64))
                inputs.append(table[:, 1:].astype(np.uint8))
        number += lines.count(b"\n")
    if not labels:
        raise DataError(f"{path}: has no rows; it needs lines of label,p1,p2,…")
    return Rows(np.concatenate(labels), np.concatenate(inputs), digest.hexdigest())


def _blocks(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """The file in pieces of whole lines; the first piece is the first line alone."""
    piece = file.readline(_LONGEST_LINE)
    while piece:
        if not piece.endswith(b"\n"):
            piece += file.readline(_LONGEST_LINE)
            if len(piece) >= _LONGEST_LINE:
                raise DataError(
                    f"{path}: has a line of more than {_LONGEST_LINE >> 20} MB; "
                    "it needs lines of label,p1,p2,…"
                )
        yield piece
        piece = file.read(_BLOCK)


def _tidied(block: bytes, *, first: bool) -> bytes:
    if first:
        block = block.removeprefix(_BYTE_ORDER_MARK)
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    if b", " in block:
        block = block.replace(b", ", b",")
    return block if block.endswith(b"\n") else block.rstrip(b" \t\r") + b"\n"


def _is_header(line: bytes) -> bool:
    return line.split(b",")[0].strip().strip(b"\"'").lower() == b"label"


def _parsed(lines: bytes, width: int) -> np.ndarray | None:
    """(rows, width) uint16, or None unless every value has one to three digits and is in range."""
    codes = np.frombuffer(lines, dtype=np.uint8)
    digits = codes - np.uint8(_ZERO)
    ends = np.flatnonzero(digits > 9)
    if len(ends) % width:
        return None
    separators = codes[ends].reshape(-1, width)
    if (separators[:, -1] != _NEWLINE).any() or (separators[:, :-1] != _COMMA).any():
        return None
    lengths = np.diff(ends, prepend=-1) - 1
    if lengths.min() < 1 or lengths.max() > 3:
        return None
    values = digits[ends - 1].astype(np.uint16)
    for place, factor in ((2, 10), (3, 100)):
        longer = np.flatnonzero(lengths >= place)
        values[longer] += np.uint16(factor) * digits[ends[longer] - place]
    table = values.reshape(-1, width)
    return None if table[:, 1:].max(initial=0) > _BRIGHTEST else table


def _diagnosed(lines: bytes, width: int | None, path: Path, number: int) -> np.ndarray:
    """(rows, width) uint16, one line at a time, so that a fault can be named."""
    rows = []
    for offset, line in enumerate(lines.split(b"\n")):
        if line.strip():
            row = _row(line, f"{path}, line {number + offset}", width)
            width = len(row)
            rows.append(row)
    return np.array(rows, dtype=np.uint16).reshape(len(rows), -1 if rows else 0)


def _row(line: bytes, place: str, width: int | None) -> list[int]:
    try:
        fields = line.decode("utf-8").split(",")
    except UnicodeDecodeError:
        raise DataError(f"{place}: is not text in UTF-8; save the file as plain CSV") from None
    if len(fields) < 2:
        raise DataError(
            f"{place}: is {_shown(fields[0])}; it must be label,p1,p2,… separated by commas"
        )
    if width is not None and len(fields) != width:
        raise DataError(
            f"{place}: ends at value p{len(fields) - 1}, "
            f"where the rows before end at value p{width - 1}"
        )
    label = _number(fields[0], "the label", MOST_CLASSES - 1, place)
    return [
        label,
        *(
            _number(field, f"value p{position}", _BRIGHTEST, place)
            for position, field in enumerate(fields[1:], start=1)
        ),
    ]


def _number(field: str, what: str, most: int, place: str) -> int:
    text = field.strip(" \t")
    digits = text.lstrip("0") or text[-1:]
    # Bounded before conversion: Python refuses, and is slow at, numbers of thousands of digits.
    if text.isascii() and text.isdecimal() and len(digits) <= 5 and int(digits) <= most:
        return int(digits)
    raise DataError(
        f"{place}: {what} is {_shown(text)}; it must be a whole number from 0 to {most:,}"
    )


def _shown(text: str) -> str:
    if not text:
        return "empty"
    if len(text) > 20:
        return f"{_shown(text[:20])}…"
    return text if text.isprintable() else ascii(text)
