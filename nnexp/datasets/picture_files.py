"""A data set from the user's own pictures: a folder of them, each known by its digit."""

from __future__ import annotations

import dataclasses
import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nnexp.datasets.dataset import DataError, Dataset, dataset
from nnexp.datasets.handwriting import SIDE, like_mnist
from nnexp.datasets.ink import border_of
from nnexp.datasets.locations import own_files
from nnexp.datasets.picture_names import PictureFile, counting, pictures_of, shown
from nnexp.settings import DataSettings

if TYPE_CHECKING:
    from PIL import Image

CLASSES = 10

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
_LARGEST_FILE = 64 << 20
_MOST_PIXELS = 50_000_000
# Of 255: pixels that differ by less have the same tone, and pixels below this are not seen.
_SAME_TONE = 64
_SEEN = 128
_SOME = 0.01


def load_folders(settings: DataSettings) -> Dataset:
    """The folders that the settings name; see `load_pictures`."""
    return load_pictures(*own_files(settings))


def load_pictures(train: Path, test: Path | None) -> Dataset:
    """Read folders of pictures that are known by their digits (see `picture_names`).

    Args:
        train: folder of training pictures.
        test: folder of test pictures, or None.

    Returns:
        Inputs (n, 784) uint8 from 0 to 255, bright ink on black (see `like_mnist`), training
        pictures first, each folder in the order of its names; ten classes.

    Raises:
        DataError: a folder or a file is wrong.
    """
    folders = [train] if test is None else [train, test]
    parts = [read_pictures(path) for path in folders]
    made = dataset(
        "png",
        np.concatenate([inputs for inputs, _ in parts]),
        np.concatenate([labels for _, labels in parts]),
        train_rows=len(parts[0][1]),
        classes=CLASSES,
        low=0,
        high=255,
        image_shape=(SIDE, SIDE),
    )
    cautions = [line for path in folders for line in name_cautions(path)]
    return dataclasses.replace(made, cautions=(*made.cautions, *cautions))


def name_cautions(folder: Path) -> tuple[str, ...]:
    """Why the names in a folder of pictures may not tell their digits."""
    counted = counting(pictures_of(folder))
    if counted is None:
        return ()
    return (
        f"{shown(folder)}: the names count, {counted}: their last digits are taken for what the "
        "pictures show; put them into folders 0 to 9 if they are not",
    )


def read_pictures(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The pictures of one folder.

    Returns:
        (n, 784) uint8, bright ink on black, and (n,) their digits, in the order of the names.

    Raises:
        DataError: the folder or a file in it is wrong.
    """
    # Names first: nothing is decoded for a folder in which one is wrong.
    pictures = pictures_of(folder)
    return _inputs(pictures), np.array([one.digit for one in pictures])


def _inputs(pictures: Sequence[PictureFile]) -> np.ndarray:
    inputs = np.empty((len(pictures), SIDE * SIDE), dtype=np.uint8)
    for row, one in enumerate(pictures):
        inputs[row] = _as_mnist(one.path).reshape(-1)
    return inputs


def _as_mnist(path: Path) -> np.ndarray:
    """(28, 28) uint8."""
    content = _content(path)
    try:
        grey = _grey(content, path)
    except DataError:
        raise
    except Exception as error:
        # Damage takes the library in many ways: IndexError, SyntaxError, struct.error and more.
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise DataError(f"{shown(path)}: is a damaged picture ({reason}); save it again") from None
    found = like_mnist(grey)
    if found is None:
        raise DataError(f"{shown(path)}: shows nothing that stands out from its background")
    return found


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise DataError(f"{shown(path)}: is not a file; rename it or move it elsewhere")
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise DataError(
                f"{shown(path)}: has {size:,} bytes; at most {_LARGEST_FILE:,} are read: "
                "scale the picture down"
            )
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{shown(path)}: cannot be read: {error.strerror or error}") from None


def _grey(content: bytes, path: Path) -> np.ndarray:
    """(rows, columns) float64 from 0, black, to 255, white, the right way up."""
    from PIL import ImageOps

    with _opened(content, path) as picture:
        _see_size(path, *picture.size)
        frames = getattr(picture, "n_frames", 1)
        # A camera's picture may carry a second one for screens of three dimensions.
        if frames > 1 and picture.format != "MPO":
            raise DataError(f"{shown(path)}: holds {frames:,} pictures; save each by itself")
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith("I"):
            return np.asarray(upright, dtype=np.float64) * (255 / 65535)
        if upright.mode == "F":
            raise DataError(f"{shown(path)}: has pixels of floating point; save it as a PNG")
        if not upright.has_transparency_data:
            return np.asarray(upright.convert("RGB").convert("L"), dtype=np.float64)
        return _on_paper(upright.convert("RGBA"))


def _on_paper(picture: Image.Image) -> np.ndarray:
    """(rows, columns) float64 of a picture with transparent parts, laid on what is its paper."""
    from PIL import Image

    seen = np.asarray(picture.getchannel("A")) >= _SEEN
    tones = np.asarray(picture.convert("RGB").convert("L"), dtype=np.float64)
    paper = Image.new("RGBA", picture.size, (_paper_under(tones, seen),) * 3 + (255,))
    paper.alpha_composite(picture)
    return np.asarray(paper.convert("L"), dtype=np.float64)


def _paper_under(tones: np.ndarray, seen: np.ndarray) -> int:
    """The brightness of the paper, 0 to 255, of a picture of which only some is seen.

    Ink alone, all of one tone, is on what it stands out from; else the paper is in the picture.
    """
    there = tones[seen]
    if not there.size:
        return 255
    border = border_of(seen)
    if border.mean() > 0.5:
        return round(float(np.median(border_of(tones)[border])))
    tone = float(np.median(there))
    if (np.abs(there - tone) > _SAME_TONE).mean() > _SOME:
        return round(tone)
    return 0 if tone > 127 else 255


def _see_size(path: Path, width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise DataError(
            f"{shown(path)}: claims {width:,}×{height:,} pixels; at most "
            f"{_MOST_PIXELS // 1_000_000} million are read: scale the picture down"
        )


def _opened(content: bytes, path: Path) -> Image.Image:
    """The picture, its pixels not decoded yet."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(content), formats=_FORMATS)
        except UnidentifiedImageError:
            raise DataError(
                f"{shown(path)}: is no picture that can be read; save it as a PNG or JPEG"
            ) from None
        except Image.DecompressionBombError:
            raise DataError(
                f"{shown(path)}: claims too many pixels; at most "
                f"{_MOST_PIXELS // 1_000_000} million are read: scale the picture down"
            ) from None
