"""What a single setting accepts, and what it says when it does not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.settings.spec import Spec, as_text, as_typed, coerce, is_last, last_legal
from nnexp.settings.suggestion import nearest

LR = Spec("step", "number", "lr=0.1", low=0, above=True, high=1000)
EPOCHS = Spec("passes", "integer", "epochs=5", low=1, high=1_000_000)
RANGE = Spec("range", "pair", "range=[0,1]", low=-10, high=10)
LAYERS = Spec("nodes", "layers", "hidden_nodes=[100,50]", high=10_000)
FLAG = Spec("flag", "flag", "x=true")
NAME = Spec("name", "text", "name=first", optional=True)
RULE = Spec("rule", "choice", "rule=book", choices=("book", "exact"))


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [
        (LR, 1, 1.0),
        (LR, 0.25, 0.25),
        (EPOCHS, 3.0, 3),
        (RANGE, [-1, 1], (-1.0, 1.0)),
        (LAYERS, 0, ()),
        (LAYERS, 30, (30,)),
        (LAYERS, [100, 50], (100, 50)),
        (FLAG, False, False),
        (NAME, 2024, "2024"),
        (NAME, None, None),
        (RULE, "exact", "exact"),
    ],
)
def test_legal_values_arrive_in_their_own_type(spec, value, expected):
    converted, problem = coerce("x", value, spec)
    assert problem is None
    assert converted == expected
    assert type(converted) is type(expected)


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (LR, 0),
        (LR, -1),
        (LR, 1000.1),
        (LR, "0.1"),
        (LR, True),
        (LR, float("nan")),
        (LR, float("inf")),
        (LR, None),
        (EPOCHS, 0),
        (EPOCHS, 2.5),
        (EPOCHS, 1_000_001),
        (EPOCHS, float("inf")),
        (RANGE, [1, 0]),
        (RANGE, [0, 0]),
        (RANGE, [0]),
        (RANGE, "0,1"),
        (RANGE, [0, 11]),
        (LAYERS, []),
        (LAYERS, [10, 0]),
        (LAYERS, -3),
        (LAYERS, "many"),
        (LAYERS, [10_001]),
        (FLAG, "yes"),
        (FLAG, 1),
        (NAME, ""),
        (NAME, "  "),
        (NAME, "a\nb"),
        (RULE, "bok"),
        (RULE, 3),
    ],
)
def test_illegal_values_are_refused_in_one_line_with_the_remedy(spec, value):
    _, problem = coerce("x", value, spec)
    assert problem is not None
    assert problem.startswith("x=")
    assert spec.example in problem
    assert "\n" not in problem


def test_message_names_range_and_example():
    assert coerce("lr", "abc", LR)[1] == (
        "lr=abc: must be a number above 0 and at most 1000; for example lr=0.1"
    )


def test_message_suggests_the_nearest_choice():
    assert "(did you mean 'book'?)" in str(coerce("rule", "bok", RULE)[1])
    assert nearest("zzz", ["book", "exact"]) == ""


@given(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())
    )
)
def test_no_value_raises_and_a_legal_one_is_stable(value):
    for spec in (LR, EPOCHS, RANGE, LAYERS, FLAG, NAME, RULE):
        converted, problem = coerce("x", value, spec)
        if problem is None:
            assert coerce("x", converted, spec) == (converted, None)
        else:
            assert problem.isprintable()


@pytest.mark.parametrize(
    ("kind", "bounds", "least", "most"),
    [
        ("number", {"low": 0, "high": 1000}, 0, 1000),
        ("number", {"low": 0, "above": True, "high": 1, "below": True}, None, None),
        ("integer", {"low": 1}, 1, None),
        ("integer", {"low": 0, "above": True, "high": 9, "below": True}, 1, 8),
        ("integer", {"low": 0.5, "high": 8.5}, 1, 8),
        ("layers", {"high": 100}, 1, 100),
        ("number", {}, None, None),
    ],
)
@pytest.mark.parametrize("scale", ["log", "linear"])
def test_the_last_legal_number_is_legal_and_none_beyond_it_is(kind, bounds, least, most, scale):
    spec = Spec("a number", kind, "x=1", scale=scale, **bounds)
    assert (last_legal(spec, "below"), last_legal(spec, "above")) == (least, most)
    for end, side, step in ((least, "below", -1), (most, "above", 1)):
        if end is None:
            assert not is_last(1e-9 if side == "below" else 1e9, spec, side)
            continue
        assert is_last(end, spec, side)
        assert not is_last(end - step, spec, side)
        assert coerce("x", end, spec)[1] is None
        # No layer is legal, and no size.
        assert (kind == "layers" and not end + step) or coerce("x", end + step, spec)[1]


def test_tables_keep_every_digit_of_lists():
    assert as_text((0.1 + 0.2, 1.0)) == "[0.30000000000000004,1.0]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1.0, "1"),
        (3e6, "3000000"),
        (1e-05, "1e-05"),
        (1e20, "1e+20"),
        (-0.0, "0"),
        (2**63 - 1, "9223372036854775807"),
        (True, "true"),
        (None, "null"),
        (math.nan, "null"),
        ("100", "100"),
        ("1e5", "1e5"),
        ((100, 50), "[100,50]"),
    ],
)
def test_values_read_as_people_type_them(value, text):
    assert as_typed(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_typed_is_the_value_to_twelve_digits(value):
    assert float(as_typed(value)) == pytest.approx(value, rel=1e-11, abs=0)
