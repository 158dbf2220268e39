"""Values as sentences print them."""

import pytest

from nnexp.analysis.words import listed


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
    assert listed(values) == text
