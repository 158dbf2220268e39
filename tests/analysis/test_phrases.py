"""Values as sentences print them."""

import pytest
from of_book import BOOK

from nnexp.analysis.english.phrases import known, listed
from nnexp.analysis.sentence import plain


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([0.3], "0.3"),
        ([0.3, 1.0], "0.3 and 1"),
        ([0.3, 1.0, 3.0, 10.0], "0.3, 1, 3 and 10"),
        ([1, 5, True, "mnist"], "1, 5, true and mnist"),
        ([1e20, 1e-05], "1e+20 and 1e-05"),
        ([float(n) for n in range(1, 8)], "7 values from 1 to 7"),
    ],
)
def test_values_are_listed_as_people_type_them(values, text):
    assert plain(listed(values)) == text


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((0.00512, 0.0151), ["0.8", "0.5", "1.5"]),
        ((0.000421, 0.0124), ["0.8", "0.04", "1.2"]),
        ((0.00801, 0.00807), ["0.803", "0.801", "0.807"]),
        ((-0.1, 0.3), ["1", "-10", "30"]),
    ],
)
def test_a_difference_is_rounded_to_what_is_known(ends, told):
    accuracy = BOOK.metric("validation_accuracy")
    assert [one.text for one in known(accuracy, *ends, 0.00803, *ends)] == told
    assert [one.value for one in known(accuracy, *ends, *ends)] == list(ends)
