"""Turned copies of training images, for `data.rotation`.

Beside each image that trains stand two copies, one turned anticlockwise and one clockwise.
Turning is the same linear map of the pixels for every image, so that a whole data set is turned
at once. Nothing is drawn: which images train decides which copies do, and copies of images held
out for validation or testing are never visited.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnexp.datasets.dataset import DataError, Dataset
from nnexp.plural import counted
from nnexp.settings import DataSettings

BLOCK = 1 << 18
"""Rows are worked through in blocks of about this many inputs: temporaries stay in cache."""

# Coordinates are rounded to this many decimals, lest an edge be missed by a rounding error.
_DECIMALS = 9


def copies(settings: DataSettings) -> int:
    """How many samples train for each training image: itself, and its copies where it has some."""
    return 3 if settings.rotation else 1


def check_rotation(data: Dataset, settings: DataSettings) -> None:
    """Refuse to turn what is no image.

    Args:
        data: the data set.
        settings: `rotation` is read.

    Raises:
        DataError: `rotation` is not 0 and the data have no image shape.
    """
    if settings.rotation and data.image_shape is None:
        features = data.inputs.shape[1]
        raise DataError(
            f"data.rotation={settings.rotation:g}: {data.name} has no images to turn (its rows of "
            f"{counted(features, 'value')} are not known to be pictures); "
            "leave data.rotation out, or take data with images, such as data=digits"
        )


def turned_blocks(data: Dataset, degrees: float) -> Iterator[np.ndarray]:
    """All turned copies of the rows outside the official test set, block by block.

    Args:
        data: a data set of images.
        degrees: how far; every image is turned anticlockwise first, then clockwise.

    Yields:
        (rows, d) float64 raw values less `data.low`: what is turned in from beyond the edge is
        0, the background.
    """
    if data.image_shape is None:
        raise ValueError("only images can be turned")
    rows = max(1, BLOCK // data.inputs.shape[1])
    for angle in (degrees, -degrees):
        sources, weights = turning(data.image_shape, angle)
        for start in range(0, data.train_rows, rows):
            block = data.inputs[start : min(start + rows, data.train_rows)]
            # Pixel by pixel: each is a whole row of memory for all images of the block.
            pixels = np.ascontiguousarray(block.T).astype(np.float64) - data.low
            copies = weights[0][:, None] * pixels[sources[0]]
            for source, weight in zip(sources[1:], weights[1:], strict=True):
                copies += weight[:, None] * pixels[source]
            yield np.ascontiguousarray(copies.T)


def turning(shape: tuple[int, int], degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """How a turned image follows from the pixels of an image.

    Args:
        shape: rows and columns of the image.
        degrees: anticlockwise, about the middle of the image.

    Returns:
        Sources (4, pixels) int64 and weights (4, pixels) float64: pixel i of the copy is the sum
        of `weights[k, i]` times pixel `sources[k, i]` (linear interpolation). Weights are 0 where
        the pixel comes from beyond the edge.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Creating New Training Data: Rotations", which
        calls `scipy.ndimage.rotate(…, order=1, reshape=False)`.
    """
    rows, columns = shape
    middle = np.array([[(rows - 1) / 2], [(columns - 1) / 2]])
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    back = np.array([[cosine, sine], [-sine, cosine]])
    places = np.indices(shape).reshape(2, -1)
    at = np.round(back @ (places - middle) + middle, _DECIMALS)
    last = np.array([[rows - 1], [columns - 1]])
    inside = ((at >= 0) & (at <= last)).all(axis=0)
    first = np.clip(np.floor(at).astype(np.int64), 0, np.maximum(last - 1, 0))
    share = at - first
    second = np.minimum(first + 1, last)
    sources, weights = [], []
    for y, along_y in ((first[0], 1 - share[0]), (second[0], share[0])):
        for x, along_x in ((first[1], 1 - share[1]), (second[1], share[1])):
            sources.append(y * columns + x)
            weights.append(np.where(inside, along_y * along_x, 0.0))
    return np.array(sources), np.array(weights)


def with_copies(values: np.ndarray, train_rows: int) -> np.ndarray:
    """What holds for each row of a data set, followed by the same for its turned copies.

    Args:
        values: (n, …), such as labels.
        train_rows: rows outside the official test set, of which there are copies.
    """
    own = values[:train_rows]
    return np.concatenate([values, own, own])


def beside_copies(rows: np.ndarray, data: Dataset) -> np.ndarray:
    """Row numbers, each followed by those of its two turned copies.

    Args:
        rows: (k,) row numbers below `data.train_rows`.
        data: the data set.

    Returns:
        (3k,) int64: image, copy turned anticlockwise, copy turned clockwise, next image, …, the
        order in which the book trains.
    """
    copies = len(data.labels) + rows
    together: np.ndarray = np.stack([rows, copies, copies + data.train_rows], axis=1).reshape(-1)
    together.setflags(write=False)
    return together
