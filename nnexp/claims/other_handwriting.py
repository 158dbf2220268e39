"""Digits that were not written for the training data: one's own, other writers', a program's."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nnexp.claims.pen_strokes import drawn_digits
from nnexp.datasets import load
from nnexp.datasets.handwriting import like_mnist
from nnexp.datasets.locations import data_folder
from nnexp.settings import DataSettings

OWN, OTHERS, DRAWN = "own pictures", "other writers' digits", "drawn digits"

FOLDER = "own_digits"

_DRAWN_EACH = 5
_MARGIN = 6

Pictures = tuple[np.ndarray, np.ndarray]
"""(n, 28, 28) uint8, bright ink on black as MNIST's, and (n,) labels."""


def pictures() -> Mapping[str, Pictures]:
    """Pictures by where they come from; one's own only where there are some.

    Raises:
        DataError: the folder of one's own pictures is not as it should be.
    """
    own = own_folder()
    return {
        **({} if own is None else {OWN: _own(own)}),
        OTHERS: _others(),
        DRAWN: _drawn(),
    }


def own_folder() -> Path | None:
    """The folder of one's own pictures, `own_digits` in NNEXP_DATA_DIR, or None."""
    named = data_folder()
    folder = None if named is None else named / FOLDER
    return folder if folder is not None and folder.is_dir() else None


def what_is_there() -> str:
    """Names the content of one's own pictures; empty where there are none."""
    own = own_folder()
    return "" if own is None else load(DataSettings("png", str(own))).fingerprint


def seen_as(images: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Pictures prepared as those of a data set.

    Args:
        images: (n, 28, 28) uint8.
        shape: of the images that a network was trained on; 8×8 is prepared as scikit-learn's
            digits are, which fill the height of their frame.

    Returns:
        (n, pixels) from 0, black, to 1.
    """
    if images.shape[1:] == shape:
        return images.reshape(len(images), -1) / 255.0
    return np.array([_fitted(image, shape).reshape(-1) for image in images])


@functools.cache
def _drawn() -> Pictures:
    return drawn_digits(_DRAWN_EACH)


def _fitted(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The inked part of a picture, as large as a frame allows."""
    from PIL import Image

    ys, xs = np.nonzero(image > 0)
    digit = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    rows, columns = shape
    factor = min(rows / digit.shape[0], columns / digit.shape[1])
    size = (max(1, round(digit.shape[1] * factor)), max(1, round(digit.shape[0] * factor)))
    picture = Image.fromarray(digit.astype(np.float32)).resize(size, Image.Resampling.BOX)
    frame = np.zeros(shape)
    top, left = (rows - size[1]) // 2, (columns - size[0]) // 2
    frame[top : top + size[1], left : left + size[0]] = np.asarray(picture)
    clipped: np.ndarray = np.clip(frame / max(float(frame.max()), 1.0), 0.0, 1.0)
    return clipped


def _own(folder: Path) -> Pictures:
    data = load(DataSettings("png", str(folder)))
    return data.inputs.reshape(-1, 28, 28), data.labels.astype(np.int64)


@functools.cache
def _others() -> Pictures:
    """scikit-learn's digits by writers who are not in MNIST, enlarged from 8×8."""
    data = load(DataSettings("digits"))
    found = []
    for row in data.inputs:
        ink = np.pad(row.reshape(8, 8).astype(np.float64), _MARGIN)
        found.append(like_mnist(255.0 - ink * (255.0 / data.high)))
    return np.array(found), data.labels.astype(np.int64)
