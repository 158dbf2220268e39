"""What is ink in a picture, whatever its paper and its light."""

from __future__ import annotations

import numpy as np

# The outermost part of a picture is its paper: one pixel in so many of its shorter side.
_BORDER = 25
# Paper is of one brightness if so much of its border is, within this share of the contrast; ink
# may reach the border.
_PLAIN, _LIKE = 0.85, 0.08
# Paper under uneven light is looked at in no more pixels than this a side, …
_LOOKED_AT = 128
# … smoothed by this many pixels, for noise, …
_SMOOTHED = 1.0
# … and strokes are narrower than this share of the shorter side.
_STROKE = 0.3
# What stands out less than this share of what does most may be light, and not ink.
_CLEAR = 0.25
# Of 255; below, the noise of a camera is as large as what is there.
_DARKEST_PAPER = 16.0


def ink_of(grey: np.ndarray) -> np.ndarray:
    """How much each pixel stands out from the paper, as pen does from paper or chalk from a board.

    Where the border is of one brightness, the paper is taken to be so. Elsewhere its brightness
    is found at every place: without what is narrower and darker (a closing) for dark ink, or
    narrower and brighter (an opening) for bright ink, whichever leaves the smoother paper. Ink in
    the shadow counts as in the light, since light multiplies both.

    Args:
        grey: (rows, columns) from 0, black, to 255, white.

    Returns:
        (rows, columns) from 0: levels of 255 between pixel and paper, 255 for a pixel that is
        black, or twice as bright as its paper, where the light is uneven.

    Reference:
        Serra (1982), Image Analysis and Mathematical Morphology, ch. XII: top-hat transformation.
    """
    border = border_of(grey)
    paper = float(np.median(border))
    contrast = max(float(grey.max()) - paper, paper - float(grey.min()))
    plain = (np.abs(border - paper) <= _LIKE * contrast).mean() >= _PLAIN
    out = grey - paper if plain else _under_uneven_light(grey)
    return np.maximum(out if is_bright(out) else -out, 0.0)


def is_bright(out: np.ndarray) -> bool:
    """Whether the ink is brighter than its paper, from what each pixel is above its paper."""
    least = _CLEAR * max(float(out.max()), -float(out.min()))
    return float(out[out >= least].sum()) > -float(out[out <= -least].sum())


def border_of(pixels: np.ndarray) -> np.ndarray:
    """(n,) The outermost pixels of (rows, columns)."""
    wide = max(1, round(min(pixels.shape) / _BORDER))
    inner = np.zeros(pixels.shape, dtype=bool)
    inner[wide:-wide, wide:-wide] = True
    found: np.ndarray = pixels[~inner]
    return found


def _under_uneven_light(grey: np.ndarray) -> np.ndarray:
    """(rows, columns) what each pixel is above its paper, in 255ths of the paper's brightness."""
    dark, bright = _papers(_smaller(grey))
    paper = _resized(dark if _roughness(dark) <= _roughness(bright) else bright, grey.shape)
    out = 255.0 * (grey - paper) / np.maximum(paper, _DARKEST_PAPER)
    above: np.ndarray = out - np.median(out)
    return above


def _papers(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The paper if the ink is darker, and if it is brighter."""
    from scipy import ndimage

    smooth = ndimage.gaussian_filter(grey, _SMOOTHED, mode="nearest")
    width = max(3, int(_STROKE * min(grey.shape)) | 1)
    # Light goes on beyond the border as it does within: a plain edge would look like a stroke.
    wide = np.pad(smooth, width, mode="reflect", reflect_type="odd")
    inside = (slice(width, -width),) * 2
    closed = ndimage.grey_closing(wide, size=(width, width))[inside]
    opened = ndimage.grey_opening(wide, size=(width, width))[inside]
    return closed, opened


def _roughness(paper: np.ndarray) -> float:
    return float(sum(np.abs(np.diff(paper, axis=axis)).sum() for axis in (0, 1)))


def _smaller(grey: np.ndarray) -> np.ndarray:
    factor = min(1.0, _LOOKED_AT / max(grey.shape))
    rows, columns = (max(1, round(length * factor)) for length in grey.shape)
    return _resized(grey, (rows, columns))


def _resized(grey: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A picture of this many rows and columns."""
    from PIL import Image

    picture = Image.fromarray(grey.astype(np.float32))
    resized = picture.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(resized, dtype=np.float64)
