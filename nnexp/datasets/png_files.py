"""A data set from the user's own pictures: a folder of PNGs, each named by its digit."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nnexp.datasets.dataset import DataError, Dataset, dataset
from nnexp.datasets.handwriting import SIDE, like_mnist

if TYPE_CHECKING:
    from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Signature, length and name of the first chunk, width, height.
_HEADER = struct.Struct(">8s4s4sII")

_LARGEST_FILE = 64 << 20
_MOST_PIXELS = 50_000_000
_MOST_FILES = 100_000


def load_png(train: Path, test: Path | None) -> Dataset:
    """Read folders of PNGs whose names end in the digit that they show, such as `my_own_3.png`.

    Args:
        train: folder of training pictures.
        test: folder of test pictures, or None.

    Returns:
        Inputs (n, 784) uint8 from 0 to 255, bright ink on black (see `like_mnist`), training
        pictures first, each folder in the order of its names; ten classes.

    Raises:
        DataError: a folder or a file is wrong.
    """
    parts = [_read_folder(path) for path in ([train] if test is None else [train, test])]
    return dataset(
        "png",
        np.concatenate([inputs for inputs, _ in parts]),
        np.concatenate([labels for _, labels in parts]),
        train_rows=len(parts[0][1]),
        classes=10,
        low=0,
        high=255,
        image_shape=(SIDE, SIDE),
    )


def _read_folder(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    paths = _pictures(folder)
    # Names first: nothing is decoded for a folder in which one is wrong.
    labels = np.array([_digit_of(path) for path in paths])
    images = [_picture(path).reshape(-1) for path in paths]
    return np.array(images), labels


def _pictures(folder: Path) -> list[Path]:
    try:
        if not folder.is_dir():
            here = "" if folder.is_absolute() else f" in {Path.cwd()}"
            what = "is a file" if folder.exists() else f"there is no such folder{here}"
            raise DataError(f"{folder}: {what}; name a folder of PNGs such as my_own_3.png")
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".png")
    except OSError as error:
        raise DataError(f"{folder}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise DataError(f"{folder}: cannot be read: {error}") from None
    if not paths:
        raise DataError(f"{folder}: has no PNGs; it needs pictures such as my_own_3.png")
    if len(paths) > _MOST_FILES:
        raise DataError(f"{folder}: has {len(paths):,} PNGs; at most {_MOST_FILES:,} can be read")
    return paths


def _digit_of(path: Path) -> int:
    last = path.stem[-1:]
    if last not in tuple("0123456789"):
        raise DataError(
            f"{_shown(path)}: its name must end in the digit that it shows, as my_own_3.png "
            "does; rename it or move it elsewhere"
        )
    return int(last)


def _picture(path: Path) -> np.ndarray:
    """(28, 28) uint8."""
    content = _content(path)
    if len(content) < _HEADER.size or not content.startswith(_SIGNATURE):
        raise DataError(f"{_shown(path)}: is not a PNG; save the picture as one")
    *_, width, height = _HEADER.unpack_from(content)
    _see_size(path, width, height)
    try:
        grey = _grey(content, path)
    except DataError:
        raise
    except Exception as error:
        # Damage takes the library in many ways: IndexError, SyntaxError, struct.error and more.
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise DataError(f"{_shown(path)}: is a damaged PNG ({reason}); save it again") from None
    found = like_mnist(grey)
    if found is None:
        raise DataError(f"{_shown(path)}: shows nothing that stands out from its background")
    return found


def _see_size(path: Path, width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise DataError(
            f"{_shown(path)}: claims {width:,}×{height:,} pixels; at most "
            f"{_MOST_PIXELS // 1_000_000} million are read: scale the picture down"
        )


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise DataError(f"{_shown(path)}: is not a file; rename it or move it elsewhere")
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise DataError(
                f"{_shown(path)}: has {size:,} bytes; at most {_LARGEST_FILE:,} are read: "
                "scale the picture down"
            )
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{_shown(path)}: cannot be read: {error.strerror or error}") from None


def _grey(content: bytes, path: Path) -> np.ndarray:
    """(rows, columns) float64 from 0, black, to 255, white; transparent is white."""
    from PIL import Image

    with _opened(content) as picture:
        # A second header may claim more than the first.
        _see_size(path, *picture.size)
        picture.load()
        if picture.mode.startswith("I"):
            return np.asarray(picture, dtype=np.float64) * (255 / 65535)
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture.convert("RGBA"))
        return np.asarray(paper.convert("L"), dtype=np.float64)


def _opened(content: bytes) -> Image.Image:
    """The picture, its pixels not decoded yet."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(content), formats=("PNG",))
        except Image.DecompressionBombError as error:
            raise OSError(str(error)) from error


def _shown(path: Path) -> str:
    """A path on one line, whatever its name is made of."""
    return "".join(one if one.isprintable() else "?" for one in str(path))
