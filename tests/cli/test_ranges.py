"""Ranges are counted and listed as decimals."""

from decimal import Decimal

import pytest
from hydra.core.override_parser.types import RangeSweep
from hypothesis import given
from hypothesis import strategies as st

from nnexp.cli.ranges import range_length, spell_out

cents = st.integers(-300, 300)


@given(start=cents, stop=cents, step=cents.filter(bool))
def test_a_range_of_cents_is_a_range_of_integers_scaled(start, stop, step):
    expected = [float(Decimal(i) / 100) for i in range(start, stop, step)]
    bounds = (start / 100, stop / 100, step / 100)
    assert range_length(RangeSweep(start=bounds[0], stop=bounds[1], step=bounds[2])) == len(
        expected
    )
    typed = f"x=range({bounds[0]!r},{bounds[1]!r},{bounds[2]!r})"
    if expected:
        assert spell_out(typed) == "x=" + ",".join(map(repr, expected))
    else:
        assert spell_out(typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["lr=0.1", "epochs=range(1,5)", "lr=[range", "name=range", "lr=range(0,1,0)", "lr=range(a,b)",
     "lr=tag(t,range(0.1,0.3,0.1))", "lr=range(0.0,1e9,0.5)"],
)  # fmt: skip
def test_the_rest_comes_back_as_it_is(typed):
    assert spell_out(typed) == typed


def test_the_sign_before_the_name_and_shuffling_are_kept():
    assert spell_out("++lr=range(0.1,0.3,0.1)") == "++lr=0.1,0.2"
    assert spell_out("lr=shuffle(range(0.1,0.3,0.1))") == "lr=shuffle(0.1,0.2)"
