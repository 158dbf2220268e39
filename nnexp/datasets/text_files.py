"""Text in whatever wrapping a file has: packed with gzip or not, UTF-8 or UTF-16, any line end.

What is no text is named for what it is, from its first bytes: nothing is read to find out.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from nnexp.datasets.dataset import DataError

LONGEST_LINE = 1 << 22
"""Characters of a line, and bytes in files of plain rows; more is refused unread."""

_HEAD = 4096
_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or a workbook", "unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "a workbook", "save the sheet as CSV"),
    (b"BZh", "packed with bzip2", "unpack it"),
    (b"\xfd7zXZ\0", "packed with xz", "unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard", "unpack it"),
    (b"PAR1", "a Parquet file", "save it as CSV"),
    (b"ARROW1", "an Arrow file", "save it as CSV"),
    (b"\x93NUMPY", "a NumPy array", "write it with numpy.savetxt(…, delimiter=',')"),
    (b"\x89HDF", "an HDF5 file", "save it as CSV"),
    (b"SQLite format 3", "a SQLite database", "save the table as CSV"),
    (b"\x89PNG", "a picture", "data=png reads folders of them"),
    (b"\xff\xd8\xff", "a picture", "data=png reads folders of PNGs"),
    (b"\0\0\x08", "an IDX file", "data=mnist reads MNIST's four files"),
    (b"%PDF", "a PDF document", "save its table as CSV"),
    (b"\x80", "not text but perhaps a pickle", "save it as CSV"),
    (b"<", "a page of HTML or XML", "get the file itself"),
    (b"{", "JSON", "save it as CSV"),
    (b"[", "JSON", "save it as CSV"),
    (b"@relation", "an ARFF file", "save it as CSV"),
    (b"version https://git-lfs", "a placeholder of Git LFS", "fetch the file itself: git lfs pull"),
)


@dataclasses.dataclass(frozen=True)
class Wrapping:
    """How the text of a file is stored."""

    packed: bool
    """With gzip."""
    encoding: str
    """Name of a codec; `utf-8` may be read as bytes."""

    @property
    def plain(self) -> bool:
        """Whether the bytes of the file are its text."""
        return not self.packed and self.encoding in ("utf-8", "utf-8-sig")


def wrapping_of(path: Path) -> Wrapping:
    """How a file stores its text.

    Args:
        path: of the file.

    Raises:
        DataError: it cannot be opened, or is something else than text.
    """
    with opened(path) as file:
        head = file.read(_HEAD)
        packed = head.startswith(_GZIP)
        if packed:
            file.seek(0)
            with _unpacking(path):
                head = gzip.GzipFile(fileobj=file).read(_HEAD)
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, what, remedy in _OTHERS:
        if head.startswith(magic) or (magic.isascii() and lower.startswith(magic)):
            raise DataError(f"{path}: is {what}, not CSV; {remedy}")
    return Wrapping(packed, _encoding_of(head, path))


def digest_of(path: Path, wrapping: Wrapping) -> str:
    """SHA-256 (hex) of the bytes of a file, as far as they can be text.

    Raises:
        DataError: it cannot be read, or holds zero bytes, which text in one-byte codes never does.
    """
    digest = hashlib.sha256()
    with opened(path) as file:
        while piece := file.read(_PIECE):
            if wrapping.plain and b"\0" in piece:
                raise _no_text(path, "it holds bytes of value 0")
            digest.update(piece)
    return digest.hexdigest()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """A file for reading bytes.

    Raises:
        DataError: there is no such file, or it cannot be read.
    """
    try:
        if path.is_dir():
            raise DataError(f"{path}: is a folder; name a CSV file in it")
        if path.exists() and not path.is_file():
            raise DataError(f"{path}: is not a file that can be read twice; name a CSV file")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        where = "" if path.is_absolute() else f" in {Path.cwd()}"
        raise DataError(f"{path}: there is no such file{where}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path}: cannot be read: {reason}") from None


@contextlib.contextmanager
def opened_text(path: Path, wrapping: Wrapping) -> Iterator[TextIO]:
    """The text of a file; every line ends in a newline, whatever ends it in the file.

    Raises:
        DataError: it cannot be read or unpacked, or is not text in its encoding.
    """
    with opened(path) as file, _unpacking(path):
        stream: BinaryIO = gzip.GzipFile(fileobj=file) if wrapping.packed else file  # type: ignore[assignment]
        with io.TextIOWrapper(stream, encoding=wrapping.encoding, newline=None) as text:
            try:
                yield text
            except UnicodeDecodeError as error:
                raise _no_text(path, f"it does not read as {wrapping.encoding.upper()}") from error


@contextlib.contextmanager
def _unpacking(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: is damaged or cut short: gzip cannot unpack it ({error}); get the file again"
        ) from None


def _encoding_of(head: bytes, path: Path) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # Of plain text in UTF-16, every other byte is 0.
    zeros = head[::2].count(0), head[1::2].count(0)
    if not any(zeros):
        return "utf-8"
    if zeros[1] > len(head) // 4 and not zeros[0]:
        return "utf-16-le"
    if zeros[0] > len(head) // 4 and not zeros[1]:
        return "utf-16-be"
    raise _no_text(path, "it holds bytes of value 0")


def _no_text(path: Path, why: str) -> DataError:
    return DataError(f"{path}: is not text in UTF-8 or UTF-16: {why}; save the file as plain CSV")
