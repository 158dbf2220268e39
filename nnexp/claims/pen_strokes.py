"""Digits drawn by a program with a pen: the place-holder for pictures of one's own handwriting."""

from __future__ import annotations

import numpy as np

from nnexp.datasets.handwriting import like_mnist

# Points of each digit's strokes as a hand would draw them: x to the right, y down, both from 0
# to 1. Curves are smoothed through the points.
_STROKES: dict[int, tuple[tuple[tuple[float, float], ...], ...]] = {
    0: (((0.5, 0.0), (0.1, 0.2), (0.0, 0.6), (0.3, 1.0), (0.8, 0.9), (1.0, 0.4), (0.8, 0.1),
         (0.45, 0.0)),),
    1: (((0.5, 0.0), (0.48, 0.5), (0.45, 1.0)),),
    2: (((0.05, 0.25), (0.3, 0.0), (0.8, 0.05), (0.85, 0.35), (0.4, 0.75), (0.0, 1.0)),
        ((0.0, 1.0), (0.5, 0.97), (1.0, 0.98))),
    3: (((0.1, 0.1), (0.5, 0.0), (0.9, 0.15), (0.75, 0.4), (0.4, 0.48)),
        ((0.4, 0.48), (0.85, 0.55), (0.95, 0.8), (0.55, 1.0), (0.05, 0.9))),
    4: (((0.45, 0.0), (0.2, 0.35), (0.0, 0.65)), ((0.0, 0.65), (0.5, 0.63), (1.0, 0.62)),
        ((0.7, 0.25), (0.68, 0.6), (0.65, 1.0))),
    5: (((0.9, 0.0), (0.5, 0.02), (0.15, 0.03)), ((0.15, 0.03), (0.12, 0.2), (0.1, 0.42)),
        ((0.1, 0.42), (0.5, 0.36), (0.9, 0.55), (0.85, 0.85), (0.45, 1.0), (0.0, 0.9))),
    6: (((0.75, 0.0), (0.35, 0.2), (0.05, 0.65), (0.25, 0.98), (0.75, 0.95), (0.85, 0.65),
         (0.5, 0.5), (0.1, 0.68)),),
    7: (((0.0, 0.05), (0.5, 0.03), (0.95, 0.02)), ((0.95, 0.02), (0.65, 0.45), (0.4, 1.0))),
    8: (((0.8, 0.12), (0.4, 0.0), (0.15, 0.2), (0.45, 0.45), (0.85, 0.7), (0.6, 1.0), (0.15, 0.9),
         (0.25, 0.6), (0.7, 0.35), (0.85, 0.12), (0.6, 0.0)),),
    9: (((0.85, 0.15), (0.45, 0.0), (0.1, 0.2), (0.25, 0.5), (0.65, 0.45), (0.85, 0.2)),
        ((0.85, 0.2), (0.82, 0.6), (0.7, 1.0))),
}  # fmt: skip

_PAPER = 160
_HEIGHT, _WIDTH = 100.0, 65.0
_WOBBLE = 0.035
_SLANT, _TURN = 0.15, 6.0
_STRETCH = (0.8, 1.2)
_PEN = (5, 11)
# The pictures are the same whatever a sweep's seed is, as a folder of photographs would be.
_SEED = 20161


def drawn_digits(each: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of digits, and which digits they are.

    Args:
        each: pictures of each digit; hand, slant and pen differ from one to the next.

    Returns:
        (10·each, 28, 28) uint8, bright ink on black, and (10·each,) labels.
    """
    draw = np.random.Generator(np.random.PCG64(_SEED))
    labels = np.repeat(np.arange(10), each)
    found = [like_mnist(_photograph(int(digit), draw)) for digit in labels]
    return np.array(found), labels


def _photograph(digit: int, draw: np.random.Generator) -> np.ndarray:
    """(160, 160) from 0 to 255: dark ink on paper."""
    from PIL import Image, ImageDraw

    turn = np.radians(draw.normal(0, _TURN))
    slant, stretch = draw.normal(0, _SLANT), draw.uniform(*_STRETCH)
    pen = int(draw.integers(*_PEN, endpoint=True))
    back = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shape = back @ np.array([[_WIDTH * stretch, slant * -_HEIGHT], [0, _HEIGHT]])
    picture = Image.new("L", (_PAPER, _PAPER), 240)
    canvas = ImageDraw.Draw(picture)
    for stroke in _STROKES[digit]:
        points = np.array(stroke) + draw.normal(0, _WOBBLE, (len(stroke), 2))
        line = (_smooth(points) - 0.5) @ shape.T + _PAPER / 2
        for x, y in line:
            canvas.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=25)
    return np.asarray(picture, dtype=np.float64)


def _smooth(points: np.ndarray) -> np.ndarray:
    """Many places along a curve through the points (a Catmull-Rom spline)."""
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 40)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        bend = 2 * b + (c - a) * t
        bend = bend + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        pieces.append(bend / 2)
    curve: np.ndarray = np.vstack(pieces)
    return curve
