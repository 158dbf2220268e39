"""Pictures made to look as MNIST's do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnexp.datasets.handwriting import like_mnist


def paper(rows, columns, bright=255.0):
    return np.full((rows, columns), bright)


def test_a_picture_of_28_by_28_is_left_alone_but_for_its_ink_to_be_bright():
    ink = np.zeros((28, 28))
    ink[6:22, 8:20] = np.random.default_rng(1).integers(0, 256, (16, 12))
    np.testing.assert_array_equal(like_mnist(255 - ink), ink)
    np.testing.assert_array_equal(like_mnist(ink), ink)


def test_dust_is_not_part_of_a_digit():
    grey = paper(200, 200)
    grey[60:140, 96:104] = 0
    clean = like_mnist(grey)
    for place in (3, 190):
        grey[place : place + 3, place : place + 3] = 40
    np.testing.assert_array_equal(like_mnist(grey), clean)


def test_a_stroke_that_reaches_the_border_is_ink():
    grey = paper(100, 120, 200.0)
    grey[:80, 50:58] = 30
    image = like_mnist(grey)
    assert np.nonzero(image.max(axis=1) > 127)[0].size == 20
    assert np.nonzero(image.max(axis=0) > 127)[0].size == 2


@settings(max_examples=60)
@given(
    size=st.tuples(st.integers(40, 300), st.integers(40, 300)),
    bright=st.integers(120, 255),
    data=st.data(),
)
def test_a_stroke_fills_20_pixels_and_its_mass_is_in_the_middle(size, bright, data):
    rows, columns = size
    height = data.draw(st.integers(10, rows - 24))
    width = data.draw(st.integers(10, columns - 24))
    # The outermost part is paper.
    top = data.draw(st.integers(12, max(12, rows - height - 12)))
    left = data.draw(st.integers(12, max(12, columns - width - 12)))
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
