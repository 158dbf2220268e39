"""A picture of a handwritten digit, made to look as MNIST's do."""

from __future__ import annotations

import numpy as np

from nnexp.datasets.ink import border_of, ink_of, is_bright

SIDE = 28
"""MNIST's pictures are 28×28 pixels, …"""
_DIGIT = 20
"""… in which the digit fills a square of 20×20."""

# Ink is what stands out from the paper by at least this share of what the darkest spot does.
_INK = 0.25
# Less contrast than this, of 255, is paper and nothing else.
_FAINTEST = 16
# A spot is dust if it has less than this share of the pixels of the largest.
_DUST = 0.04


def like_mnist(grey: np.ndarray) -> np.ndarray | None:
    """Ink on paper, or chalk on a board, as bright ink on black, 28×28.

    A picture of 28×28 pixels is left alone, as in the book, or inverted where its ink is darker
    than its border. In any other, the paper becomes black and what stands out most from it white;
    what is inked, dust aside, is cut out, scaled to fill 20×20 with its proportions kept, and
    placed with its centre of mass in the middle, as MNIST's digits were.

    Args:
        grey: (rows, columns) from 0, black, to 255, white.

    Returns:
        (28, 28) uint8, or None if there is nothing but paper.

    Reference:
        T. Rashid, Make Your Own Neural Network, "Your Own Handwriting"; LeCun, Cortes and
        Burges, The MNIST Database of Handwritten Digits.
    """
    if np.ptp(grey) < _FAINTEST:
        return None
    if grey.shape == (SIDE, SIDE):
        bright = is_bright(grey - np.median(border_of(grey)))
        return _whole_numbers(grey if bright else 255.0 - grey)
    ink = ink_of(grey)
    most = ink.max()
    if most < _FAINTEST:
        return None
    ink *= 255.0 / most
    ys, xs = np.nonzero(_without_dust(ink >= 255.0 * _INK))
    return _whole_numbers(_centred(_fitted(ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])))


def _without_dust(inked: np.ndarray) -> np.ndarray:
    """What is inked, (rows, columns) of truth values, without its small spots."""
    from scipy import ndimage

    spots, count = ndimage.label(inked, np.ones((3, 3)))
    if count == 1:
        return inked
    sizes = np.bincount(spots.ravel())
    sizes[0] = 0
    kept: np.ndarray = (sizes >= _DUST * sizes.max())[spots] & inked
    return kept


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
