"""A picture of a handwritten digit, made to look as MNIST's do."""

from __future__ import annotations

import numpy as np

SIDE = 28
"""MNIST's pictures are 28×28 pixels, …"""
_DIGIT = 20
"""… in which the digit fills a square of 20×20."""

# Ink is what stands out from the paper by at least this share of what the darkest spot does.
_INK = 0.25
# Less contrast than this, of 255, is paper and nothing else.
_FAINTEST = 16


def like_mnist(grey: np.ndarray) -> np.ndarray | None:
    """Dark ink on bright paper as bright ink on black, 28×28.

    A picture of 28×28 pixels is inverted and otherwise left alone, as in the book. In any other,
    the paper (the median) becomes black and the darkest spot white; what is inked is cut out,
    scaled to fill 20×20 with its proportions kept, and placed with its centre of mass in the
    middle, as MNIST's digits were.

    Args:
        grey: (rows, columns) from 0, black, to 255, white.

    Returns:
        (28, 28) uint8, or None if there is nothing but paper.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Your Own Handwriting"; LeCun, Cortes and
        Burges, The MNIST Database of Handwritten Digits.
    """
    bright = 255.0 - grey
    if grey.shape == (SIDE, SIDE):
        return _whole_numbers(bright) if np.ptp(bright) >= _FAINTEST else None
    above = np.maximum(bright - np.median(bright), 0.0)
    brightest = above.max(initial=0.0)
    if brightest < _FAINTEST:
        return None
    above *= 255.0 / brightest
    ys, xs = np.nonzero(above >= 255.0 * _INK)
    digit = above[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return _whole_numbers(_centred(_fitted(digit)))


def _fitted(digit: np.ndarray) -> np.ndarray:
    """Scaled so that the longer side has 20 pixels."""
    from PIL import Image

    rows, columns = digit.shape
    factor = _DIGIT / max(rows, columns)
    size = (max(1, round(columns * factor)), max(1, round(rows * factor)))
    picture = Image.fromarray(digit.astype(np.float32))
    # Pillow's bilinear filter widens as it shrinks, so that no pixel is passed over.
    return np.asarray(picture.resize(size, Image.Resampling.BILINEAR), dtype=np.float64)


def _centred(digit: np.ndarray) -> np.ndarray:
    """In the middle of 28×28, by its centre of mass as far as whole pixels allow."""
    frame = np.zeros((SIDE, SIDE))
    places = []
    for axis, length in enumerate(digit.shape):
        mass = digit.sum(axis=1 - axis)
        centre = float((np.arange(length) * mass).sum() / mass.sum())
        start = round((SIDE - 1) / 2 - centre)
        places.append(min(max(start, 0), SIDE - length))
    top, left = places
    frame[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return frame


def _whole_numbers(values: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
