"""What a message says to sweep is legal, of the setting's type, and in the grid's own steps."""

import pytest

from nnexp.analysis.next_step import wider
from nnexp.settings import Spec


def whole(**more) -> Spec:
    return Spec("nodes", "integer", "width=32", **more)


def number(**more) -> Spec:
    return Spec("a number", "number", "lr=0.1", **more)


@pytest.mark.parametrize(
    ("tried", "spec", "count", "values"),
    [
        ([32], whole(scale="log"), 3, "16,32,64"),
        ([32, 16], whole(scale="linear"), 4, "16,32,48,64"),
        ([1], whole(low=1, scale="log"), 4, "1,2,4,8"),
        ([8], whole(low=1, high=8, scale="log"), 4, "1,2,4,8"),
        ([0], whole(scale="linear"), 3, "0,1,2"),
        ([0.1], number(low=0, above=True, scale="log"), 3, "0.03,0.1,0.3"),
        ([0.1, 0.3], number(low=0, above=True, scale="log"), 4, "0.0333,0.1,0.3,0.9"),
        ([0.5], number(low=0, high=1, below=True, scale="linear"), 4, "0.25,0.5,0.75"),
        ([0.0], number(low=0, high=1, scale="linear"), 3, "0,0.1,0.2"),
        ([0.1], None, 3, "0.03,0.1,0.3"),
    ],
)
def test_a_wider_grid(tried, spec, count, values) -> None:
    assert wider("x", tried, spec, count) == f"x={values}"


def test_what_is_no_number_has_its_example() -> None:
    assert wider("width", ["wide"], whole(), 3) == "width=32"
