"""The IDX format, in which MNIST and its relatives are published.

Reference: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits",
section "File formats".
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import math
import zlib
from pathlib import Path

import numpy as np

from nnexp.datasets.dataset import DataError

_UNSIGNED_BYTE = 0x08
_MOST_DIMENSIONS = 3
_PIECE = 1 << 20


@dataclasses.dataclass(frozen=True)
class IdxArray:
    """The values of an IDX file, and the SHA-256 (hex) of its unpacked bytes."""

    values: np.ndarray
    digest: str


def decode_idx(raw: bytes, path: Path, most: int) -> IdxArray:
    """Decode an IDX file of unsigned bytes, packed with gzip or plain.

    A header is believed only as far as bytes follow it, and no more than `most` values are
    unpacked, so neither a false header nor a gzip bomb can take memory.

    Args:
        raw: the bytes of the file as they stand on disk.
        path: where they came from, for messages.
        most: largest number of values to accept.

    Returns:
        Read-only uint8 values in the shape of the header, one to three dimensions.

    Raises:
        DataError: anything but a complete IDX file of unsigned bytes.
    """
    packed = raw[:2] == b"\x1f\x8b"
    stream: io.BufferedIOBase = (
        gzip.GzipFile(fileobj=io.BytesIO(raw)) if packed else io.BytesIO(raw)
    )
    try:
        header, shape = _header(stream, path)
        count = math.prod(shape)
        if count > most:
            raise DataError(
                f"{path}: its header claims {_product(shape)} values; at most {most:,} are expected"
            )
        body = _read_up_to(stream, count + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: is damaged or cut short: gzip cannot unpack it ({error}); get the file again"
        ) from None
    if len(body) < count:
        raise DataError(
            f"{path}: is cut short: its header claims {_product(shape)} values, "
            f"{len(body):,} follow; get the file again"
        )
    if len(body) > count:
        raise DataError(
            f"{path}: has bytes after the {_product(shape)} values that its header claims; "
            "get the file again"
        )
    digest = hashlib.sha256(header)
    digest.update(body)
    return IdxArray(np.frombuffer(body, dtype=np.uint8).reshape(shape), digest.hexdigest())


def _header(stream: io.BufferedIOBase, path: Path) -> tuple[bytes, tuple[int, ...]]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or not 1 <= magic[3] <= _MOST_DIMENSIONS:
        raise DataError(
            f"{path}: is not an IDX file: it starts with the bytes {magic.hex(' ') or '(none)'}, "
            "not 00 00 08 and the number of dimensions"
        )
    if magic[2] != _UNSIGNED_BYTE:
        raise DataError(
            f"{path}: is an IDX file of type 0x{magic[2]:02x}; only unsigned bytes (0x08) are read"
        )
    sizes = stream.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(f"{path}: is cut short within its header; get the file again")
    return magic + sizes, tuple(int(size) for size in np.frombuffer(sizes, dtype=">u4"))


def _read_up_to(stream: io.BufferedIOBase, count: int) -> bytes:
    # In pieces, since a single read of a claimed size would allocate it before any byte is there.
    pieces = []
    while count > 0 and (piece := stream.read(min(count, _PIECE))):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _product(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{size:,}" for size in shape)
