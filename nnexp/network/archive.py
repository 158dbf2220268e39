"""Networks on disk: NumPy's `.npz`, without pickle, checked when read.

A file for people, who open it with NumPy alone; with what networks read, which has texts too, it is
read by one piece of code. States in the store are safetensors instead, for the speed of many small
ones (`nnexp.store.records`).
"""

from __future__ import annotations

import io
import math
import os
import re
import zipfile
import zlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nnexp.files.bounded import file_size
from nnexp.network.architecture import Architecture, NetworkError
from nnexp.settings import shown_argument

FORMAT = "nnexp network 1"

_MOST_MEMBERS = 1000
_LONGEST_HEADER = 200

# The header of an array as NumPy writes it (NEP 1), for the types that a network is made of.
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<>|](?:f[48]|i8|b1|U[1-9]\d{0,2}))', "
    rb"'fortran_order': (False|True), 'shape': \(((?:\d{1,12},? ?){0,3})\), \} *\n",
    re.DOTALL,
)

UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    MemoryError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a file that is not ours, cut off or altered makes NumPy and zipfile raise."""

Parts = tuple[Architecture, tuple[np.ndarray, ...], tuple[np.ndarray, ...]]


def write(parts: Parts, target: Path | str | BinaryIO) -> None:
    """Write a network; equal networks give equal bytes.

    Args:
        parts: of any network: its architecture, weights and biases.
        target: where to; a path is written as it stands, without adding `.npz`.

    Raises:
        NetworkError: the path cannot be written.
    """
    _check_place(target, "write")
    architecture, weights, biases = parts
    arrays: dict[str, Any] = {
        "format": np.array(FORMAT),
        "layers": np.array(architecture.layers, dtype=np.int64),
        "activation": np.array(architecture.activation),
        "output_activation": np.array(architecture.output_activation),
        "bias": np.array(architecture.bias),
        **{f"weights_{layer}": array for layer, array in enumerate(weights, start=1)},
        **{f"biases_{layer}": array for layer, array in enumerate(biases, start=1)},
    }
    try:
        with _opened(target, "wb") as file:
            np.savez(file, **arrays)
    except OSError as error:
        raise NetworkError(f"{target}: cannot be written ({error.strerror})") from error
    except ValueError as error:
        raise NetworkError(f"{shown_argument(target)}: cannot be written ({error})") from error


def read(source: Path | str | BinaryIO) -> Parts:
    """The parts of the network that `write` wrote.

    Args:
        source: path or open binary file.

    Returns:
        Architecture, weights and biases.

    Raises:
        NetworkError: no such file, or not a network as `write` writes it.
    """
    _check_place(source, "read")
    name = source if isinstance(source, (str, Path)) else "network"
    try:
        if isinstance(source, (str, Path)):
            file_size(Path(source))
        with _opened(source, "rb") as file:
            return _parts(read_arrays(file))
    except FileNotFoundError as error:
        raise NetworkError(f"{name}: there is no such file") from error
    except NetworkError as error:
        raise NetworkError(f"{name}: {error}") from error
    except UNREADABLE as error:
        raise NetworkError(
            f"{name}: is damaged or not a saved network ({first_line(error)}); "
            "expected a file written by Network.save"
        ) from error


def read_arrays(file: BinaryIO, most: int = 0) -> dict[str, np.ndarray]:
    """Every array of an archive.

    Read without NumPy's own reader, which believes what headers claim, unpacks whatever it is
    given and parses headers as Python.

    Args:
        file: open for reading.
        most: bytes that may be unpacked; with 0 nothing may be packed, so that no more memory is
            taken than the file has bytes.

    Raises:
        Any of `UNREADABLE`: it is not an archive of plain arrays, or claims to be larger.
    """
    if file.read(6) == b"\x93NUMPY":
        raise ValueError("a single array")
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        _see_members(members, file.seek(0, os.SEEK_END), most)
        return {
            member.filename.removesuffix(".npy"): _array(member.filename, archive.read(member))
            for member in members
        }


def _see_members(members: list[zipfile.ZipInfo], length: int, most: int) -> None:
    names = {member.filename for member in members}
    if len(names) < len(members) or len(members) > _MOST_MEMBERS:
        raise ValueError(f"{len(members)} members of {len(names)} names")
    allowed = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) if most else (zipfile.ZIP_STORED,)
    if any(member.compress_type not in allowed for member in members):
        raise ValueError("its arrays are compressed")
    if sum(member.file_size for member in members) > max(length, most):
        raise ValueError("its arrays claim to be larger than they may be")


def _array(name: str, content: bytes) -> np.ndarray:
    header = _HEADER.match(content)
    if header is None:
        if b"|O" in content[:_LONGEST_HEADER]:
            raise ValueError("Object arrays cannot be loaded")
        raise ValueError(f"{name[:40]!r} is not an array")
    kind, fortran, sizes = (group.decode() for group in header.groups())
    shape = tuple(int(size) for size in sizes.replace(",", " ").split())
    dtype = np.dtype(kind)
    if math.prod(shape) * dtype.itemsize != len(content) - header.end():
        raise ValueError(f"{name[:40]!r} has another size than its header claims")
    if dtype.kind == "U":
        # Numbers that are no characters would stop the interpreter when they are shown.
        content[header.end() :].decode("utf-32-be" if kind.startswith(">") else "utf-32-le")
    values = np.frombuffer(content, dtype, offset=header.end())
    return values.reshape(shape, order="F" if fortran == "True" else "C")


def _parts(arrays: dict[str, np.ndarray]) -> Parts:
    if str(arrays["format"]) != FORMAT:
        raise ValueError(f"format {str(arrays['format'])[:40]!r} is not {FORMAT!r}")
    layers, bias = arrays["layers"], arrays["bias"]
    if layers.dtype != np.int64 or layers.ndim != 1 or bias.dtype != np.bool_ or bias.ndim:
        raise ValueError("layers must be whole numbers and bias true or false")
    architecture = Architecture(
        tuple(layers.tolist()),
        str(arrays["activation"]),
        str(arrays["output_activation"]),
        bool(bias),
    )
    numbers = range(1, len(architecture.layers))
    weights = tuple(arrays[f"weights_{layer}"] for layer in numbers)
    biases = tuple(arrays[f"biases_{layer}"] for layer in numbers) if architecture.bias else ()
    return architecture, weights, biases


def _check_place(place: Any, method: str) -> None:
    """Raise `NetworkError` unless it is a path or an open binary file with this method."""
    is_file = hasattr(place, method) and not isinstance(place, io.TextIOBase)
    if not isinstance(place, (str, Path)) and not is_file:
        raise NetworkError(f"{shown_argument(place)}: must be a path or an open binary file")


def _opened(place: Path | str | BinaryIO, mode: str):  # type: ignore[no-untyped-def]
    return Path(place).open(mode) if isinstance(place, (str, Path)) else nullcontext(place)


def first_line(error: BaseException) -> str:
    """What is wrong with a file, short enough for a message."""
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(told).splitlines()[0][:100]
