"""Rows `label,p1,…,pN` of a CSV file: the form in which the book reads its digits.

Values are whole numbers of up to three digits, inputs from 0 to 255, separated by commas; empty
lines are skipped. Spaces after commas, CR LF line ends and a byte order mark are accepted. It is
a fraction of the work that any other form takes (see `csv_table`).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from nnexp.datasets.text_files import LONGEST_LINE

_BRIGHTEST = 255
_BLOCK = 1 << 19
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COMMA, _NEWLINE, _ZERO = b",\n0"


@dataclasses.dataclass(frozen=True)
class CsvRows:
    """The decoded rows of one file."""

    labels: np.ndarray
    """(n,) int64."""
    inputs: np.ndarray
    """(n, d) uint8."""
    digest: str
    """SHA-256 (hex) of the file."""


def read_rows(file: BinaryIO, width: int, skipped: int = 0) -> CsvRows | None:
    """Read all rows of a file that has them in this form throughout.

    Args:
        file: the file, open for reading bytes.
        width: values of a row, the label included.
        skipped: lines before the first row.

    Returns:
        At least one row, in the order of the file; None where there is none, or one in another
        form.
    """
    digest = hashlib.sha256()
    labels, inputs = [], []
    for number, block in enumerate(_blocks(file, skipped)):
        digest.update(block)
        if len(block) >= LONGEST_LINE and not block.endswith(b"\n"):
            return None
        if number < skipped:
            continue
        lines = _tidied(block, first=number == 0)
        if not lines.strip():
            continue
        table = _parsed(lines, width)
        if table is None:
            return None
        labels.append(table[:, 0].astype(np.int64))
        inputs.append(table[:, 1:].astype(np.uint8))
    if not labels:
        return None
    return CsvRows(np.concatenate(labels), np.concatenate(inputs), digest.hexdigest())


def _blocks(file: BinaryIO, skipped: int) -> Iterator[bytes]:
    """Each of the skipped lines, then the first row alone, then pieces of whole lines."""
    piece, alone = file.readline(LONGEST_LINE), skipped
    while piece:
        if not piece.endswith(b"\n"):
            piece += file.readline(LONGEST_LINE)
        yield piece
        piece = file.readline(LONGEST_LINE) if alone > 0 else file.read(_BLOCK)
        alone -= 1


def _tidied(block: bytes, *, first: bool) -> bytes:
    if first:
        block = block.removeprefix(_BYTE_ORDER_MARK)
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    if b", " in block:
        block = block.replace(b", ", b",")
    while b"\n\n" in block:
        block = block.replace(b"\n\n", b"\n")
    block = block.removeprefix(b"\n")
    return block if block.endswith(b"\n") else block.rstrip(b" \t\r") + b"\n"


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
