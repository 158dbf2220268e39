"""Decoded data sets on disk, memory-mapped, so that all processes share one copy.

An entry is one file: a magic word, the length of a JSON header, the header, the labels, and
the inputs at a page boundary. It is found by a key made from the raw source files, and is
believed only when its content still has the fingerprint in its header. Whatever is damaged,
half-written or of another version counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnexp.datasets.dataset import Dataset, fingerprint
from nnexp.datasets.locations import cache_folder
from nnexp.files.replacement import replacement

_MAGIC = b"nnexp-data-2\n"
# 65,536 classes of 60 characters of four bytes.
_LONGEST_HEADER = 1 << 24
_PAGE = 4096
_TYPES = ("|u1", "<i8", "<f4")

_log = logging.getLogger(__name__)


def cache_key(name: str, digests: Sequence[str]) -> str:
    """The key of the data set `name` decoded from raw files with these SHA-256 digests."""
    return hashlib.sha256(json.dumps([_MAGIC.decode(), name, *digests]).encode()).hexdigest()


def recall(name: str, key: str) -> Dataset | None:
    """The data set kept under `key`, mapped read-only and verified, or None.

    Args:
        name: name of the data set.
        key: from `cache_key`.

    Returns:
        The data set, or None if there is no such entry or it is not intact.
    """
    path = _entry(name, key)
    try:
        if not path.is_file():
            return None
        data = _mapped(path, name, key)
    except PermissionError:
        _log.warning("%s is another user's and may not be read; it is decoded each time", path)
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        _log.warning("%s is damaged (%s) and will be built again", path, error)
        return None
    if fingerprint(data) != data.fingerprint:
        _log.warning("%s is damaged (its content has changed) and will be built again", path)
        return None
    return data


def find(wanted: str) -> Dataset | None:
    """The data set with this content, whatever files it was decoded from, or None.

    Args:
        wanted: fingerprint of the content.

    Returns:
        The data set, mapped read-only and verified, or None if no intact entry has it.
    """
    for path in sorted((cache_folder() / "decoded").glob("*.data")):
        name, _, _ = path.stem.rpartition("-")
        try:
            header = _header(path)
            data = _mapped(path, name, header["key"]) if header["fingerprint"] == wanted else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if data is not None and fingerprint(data) == wanted:
            return data
    return None


def keep(data: Dataset, key: str) -> Dataset:
    """Keep a data set under `key`, replacing what is there in one step.

    Args:
        data: decoded content.
        key: from `cache_key`.

    Returns:
        The mapped copy, or `data` itself when the cache folder cannot be written.
    """
    path = _entry(data.name, key)
    try:
        with replacement(path) as file:
            _write(file, data, key)
    except OSError as error:
        _log.warning("%s cannot be kept (%s); it is decoded each time", path, error)
        return data
    return recall(data.name, key) or data


def _entry(name: str, key: str) -> Path:
    return cache_folder() / "decoded" / f"{name}-{key[:32]}.data"


def _write(file: BinaryIO, data: Dataset, key: str) -> None:
    header = json.dumps(
        {
            "key": key,
            "fingerprint": data.fingerprint,
            "labels": [data.labels.dtype.str, *data.labels.shape],
            "inputs": [data.inputs.dtype.str, *data.inputs.shape],
            "train_rows": data.train_rows,
            "classes": data.classes,
            "low": data.low,
            "high": data.high,
            "image_shape": data.image_shape,
            "class_names": data.class_names,
            "notes": data.notes,
        }
    ).encode()
    file.write(_MAGIC + len(header).to_bytes(4, "little") + header)
    file.write(data.labels.data)
    file.write(bytes(-file.tell() % _PAGE))
    file.write(data.inputs.data)


def _header(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return _read_header(file)


def _read_header(file: BinaryIO) -> dict[str, Any]:
    if file.read(len(_MAGIC)) != _MAGIC:
        raise ValueError("it does not start as an entry does")
    length = int.from_bytes(file.read(4), "little")
    if length > _LONGEST_HEADER:
        raise ValueError("its header is too long")
    header: dict[str, Any] = json.loads(file.read(length))
    return header


def _mapped(path: Path, name: str, key: str) -> Dataset:
    """Map an entry whose sizes agree; its content is not verified yet."""
    with path.open("rb") as file:
        header = _read_header(file)
        if header["key"] != key:
            raise ValueError("it belongs to other files")
        labels_type, _, labels_bytes = _layout(header["labels"], dimensions=1)
        inputs_type, inputs_shape, inputs_bytes = _layout(header["inputs"], dimensions=2)
        start = file.tell()
        inputs_start = start + labels_bytes
        inputs_start += -inputs_start % _PAGE
        if os.fstat(file.fileno()).st_size != inputs_start + inputs_bytes:
            raise ValueError("its size is wrong")
        whole = np.asarray(np.memmap(file, dtype=np.uint8, mode="r"))
    shape = header["image_shape"]
    return Dataset(
        name=name,
        inputs=whole[inputs_start:].view(inputs_type).reshape(inputs_shape),
        # Copied out: a header of odd length would leave wide labels unaligned.
        labels=_read_only(whole[start : start + labels_bytes].copy().view(labels_type)),
        train_rows=int(header["train_rows"]),
        classes=int(header["classes"]),
        low=float(header["low"]),
        high=float(header["high"]),
        image_shape=None if shape is None else (int(shape[0]), int(shape[1])),
        fingerprint=str(header["fingerprint"]),
        class_names=tuple(map(str, header["class_names"])),
        notes=tuple(map(str, header["notes"])),
    )


def _layout(described: list[Any], dimensions: int) -> tuple[np.dtype, tuple[int, ...], int]:
    code, *shape = described
    if (
        code not in _TYPES
        or len(shape) != dimensions
        or not all(type(size) is int and size > 0 for size in shape)
    ):
        raise ValueError("its header describes no array")
    return np.dtype(code), tuple(shape), math.prod(shape) * np.dtype(code).itemsize


def _read_only(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array
