"""The same strokes are ink under any light, on paper and on a board."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets.handwriting import like_mnist
from nnexp.datasets.ink import ink_of

SIDE = 120
ROWS, COLUMNS = np.mgrid[0:SIDE, 0:SIDE] / SIDE


def strokes():
    """(120, 120) 1 where a four is written, else 0."""
    ink = np.zeros((SIDE, SIDE))
    ink[20:70, 30:38] = ink[62:70, 30:90] = ink[20:100, 72:80] = 1
    return ink


def photograph(light, paper, ink):
    """Strokes of one brightness on paper of another, from 0 to 255, under some light."""
    noise = np.random.default_rng(3).normal(0, 1.5, (SIDE, SIDE))
    reflected = paper + (ink - paper) * strokes()
    return np.clip(255 * reflected * light + noise, 0, 255)


def edge(distance, width):
    return 1 / (1 + np.exp(-distance / width))


LIGHTS = {
    "even": np.ones((SIDE, SIDE)),
    "from the left": 1 - 0.7 * COLUMNS,
    "from a corner": 0.3 + 0.35 * (ROWS + COLUMNS),
    "a lamp": 1 - 0.9 * ((ROWS - 0.4) ** 2 + (COLUMNS - 0.6) ** 2),
    "a soft shadow": 0.45 + 0.55 * edge(ROWS - 0.8 * COLUMNS, 0.03),
    "a hard shadow": 0.4 + 0.6 * edge(COLUMNS - 0.6, 0.002),
}


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize(
    ("paper", "ink"), [(0.9, 0.2), (0.2, 0.85)], ids=["ink on paper", "chalk on a board"]
)
def test_light_and_shadow_are_no_ink(light, paper, ink):
    grey = photograph(LIGHTS[light], paper, ink)
    assert np.corrcoef(ink_of(grey).ravel(), strokes().ravel())[0, 1] > 0.9
    if "shadow" not in light:
        found = like_mnist(grey).astype(float)
        wanted = like_mnist(255 * (1 - strokes())).astype(float)
        assert np.corrcoef(found.ravel(), wanted.ravel())[0, 1] > 0.98


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.integers(1, 70), st.integers(1, 70)), st.integers(0, 2**32 - 1))
def test_any_picture_has_ink_from_0(shape, seed):
    grey = np.random.default_rng(seed).integers(0, 256, shape).astype(float)
    ink = ink_of(grey)
    assert ink.shape == shape
    assert np.isfinite(ink).all()
    assert ink.min() >= 0
