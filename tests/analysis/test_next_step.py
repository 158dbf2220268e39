"""What a message says to sweep is legal, of the setting's type, and in the grid's own steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.analysis.next_step import Train, extending, lasting, wider
from nnexp.settings import Spec, coerce, is_last


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


@pytest.mark.parametrize(
    ("grid", "side", "spec", "to"),
    [
        ([2, 8], "below", whole(low=1, scale="log"), 1),
        ([1, 4], "below", whole(low=1, scale="log"), None),
        ([2, 8], "below", whole(scale="log"), 1),
        ([0.1, 0.3], "below", number(low=0, scale="linear"), 0),
        ([0.0, 0.3], "below", number(low=0, scale="linear"), None),
        ([60, 120], "above", number(low=0, high=150, scale="linear"), 150),
        ([100, 1000], "above", number(low=0, above=True, high=1000, scale="log"), None),
        ([0.5, 0.9], "above", number(low=0, high=1, below=True, scale="linear"), None),
        ([4, 8], "above", whole(low=1, high=10, scale="log"), 10),
    ],
)
def test_a_grid_goes_on_to_the_last_legal_value(grid, side, spec, to) -> None:
    assert extending("x", grid, spec)(side).to == to


@given(st.data())
def test_what_a_grid_goes_on_with_is_legal_and_beyond_it(data) -> None:
    kind = data.draw(st.sampled_from(["number", "integer", "layers"]))
    scale = data.draw(st.sampled_from(["log", "linear"]))
    low, high = sorted(data.draw(st.tuples(*[st.integers(-20, 40)] * 2)))
    ends = {"above": data.draw(st.booleans()), "below": data.draw(st.booleans())}
    spec = Spec("any", kind, "x=1", low=low, high=high, scale=scale, **ends)
    values = st.integers(low, high) if kind != "number" else st.floats(low, high)
    drawn = data.draw(st.lists(values, min_size=2, max_size=4))
    grid = sorted({v for v in drawn if v > 0 or scale == "linear"})
    grid = [v for v in grid if v and coerce("x", v, spec)[1] is None]
    for side in ("below", "above") if len(grid) > 1 else ():
        to, end = extending("x", grid, spec)(side).to, grid[0 if side == "below" else -1]
        if to is None:
            continue
        assert coerce("x", to, spec)[1] is None
        assert to < end if side == "below" else to > end
        assert not is_last(end, spec, side)


def test_training_on_ends_where_the_budget_does() -> None:
    spec = whole(low=1, high=30)
    assert [lasting(last, spec) for last in (10, 20, 30)] == [(Train(20),), (Train(30),), ()]
    assert lasting(20, None) == (Train(40),)


def test_what_is_no_number_has_its_example() -> None:
    assert wider("width", ["wide"], whole(), 3) == "width=32"
