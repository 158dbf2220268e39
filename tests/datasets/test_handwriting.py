"""Pictures made to look as MNIST's do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets.handwriting import like_mnist


def paper(rows, columns, bright=255.0):
    return np.full((rows, columns), bright)


def test_a_picture_of_28_by_28_is_inverted_and_left_alone():
    grey = np.random.default_rng(1).integers(0, 256, (28, 28)).astype(float)
    np.testing.assert_array_equal(like_mnist(grey), 255 - grey)


@settings(max_examples=60)
@given(
    size=st.tuples(st.integers(40, 300), st.integers(40, 300)),
    bright=st.integers(120, 255),
    data=st.data(),
)
def test_a_stroke_fills_20_pixels_and_its_mass_is_in_the_middle(size, bright, data):
    rows, columns = size
    height = data.draw(st.integers(10, rows - 1))
    width = data.draw(st.integers(10, columns - 1))
    top = data.draw(st.integers(0, rows - height))
    left = data.draw(st.integers(0, columns - width))
    if height * width * 2 >= rows * columns:
        return  # what covers half of it is the paper
    grey = paper(rows, columns, bright)
    grey[top : top + height, left : left + width] = bright - 100
    found = like_mnist(grey)
    assert found.shape == (28, 28)
    assert found.max() == 255
    ys, xs = np.nonzero(found > 127)
    spans = np.ptp(ys) + 1, np.ptp(xs) + 1
    assert max(spans) == 20
    assert min(spans) == pytest.approx(20 * min(height, width) / max(height, width), abs=1.1)
    for place in (ys, xs):
        assert place.mean() == pytest.approx(13.5, abs=0.51)
    # Nothing but the stroke: the paper is black, whatever its brightness was.
    assert found[0].max() == found[-1].max() == 0


def test_a_lopsided_digit_stays_within_the_frame():
    grey = paper(100, 100)
    grey[10:90, 20:23] = 0
    grey[80:90, 20:80] = 0
    found = like_mnist(grey)
    assert (found > 0).sum() > 20
    ys, xs = np.nonzero(found > 127)
    assert max(np.ptp(ys), np.ptp(xs)) + 1 == 20


@pytest.mark.parametrize("shape", [(28, 28), (50, 70), (1, 1)])
@pytest.mark.parametrize("bright", [0.0, 128.0, 255.0])
def test_paper_alone_shows_nothing(shape, bright):
    assert like_mnist(paper(*shape, bright)) is None
