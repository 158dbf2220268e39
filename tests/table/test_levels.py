from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.table.levels import few, level, number, ordered


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (np.float64(0.30000000000000004), "0.3"),
        (1e-05, "1e-05"),
        (5.0, "5"),
        (np.int64(5), "5"),
        ("100", "100"),
        (True, "true"),
        (np.bool_(False), "false"),
        (None, "null"),
        (math.nan, "null"),
        (pd.NA, "null"),
        ("[100,50]", "[100,50]"),
        ((100, 50), "[100,50]"),
        ("$x_1$", "$x_1$"),
    ],
)
def test_cells_read_as_they_are_typed(value: Any, text: str) -> None:
    assert level(value) == text


def test_words_stand_in_the_order_typed_and_numbers_by_size() -> None:
    typed = ("sigmoid", "tanh", "relu")
    assert ordered(["relu", "tanh", "sigmoid"], typed) == typed
    assert ordered(["10", "2", "relu"], ["relu", "10", "2"]) == ("2", "10", "relu")
    assert ordered(["b", "a"]) == ("a", "b")


def test_levels_stand_in_the_order_a_reader_expects() -> None:
    given_ = ["uniform", "null", "[100,50]", "1e-05", "100", "20", "[9,9]", "3", "fan_in"]
    assert ordered(given_) == (
        "1e-05",
        "3",
        "20",
        "100",
        "[9,9]",
        "[100,50]",
        "fan_in",
        "null",
        "uniform",
    )


@pytest.mark.parametrize("text", ["nan", "inf", "[1]", "", "true"])
def test_words_are_no_numbers(text: str) -> None:
    assert number(text) is None


@given(st.lists(st.integers(0, 10_000), unique=True, min_size=1), st.integers(3, 9), st.data())
def test_a_few_of_many_keep_both_ends_and_the_one_asked_for(
    values: list[int], limit: int, data: st.DataObject
) -> None:
    levels = ordered(str(value) for value in values)
    keep = data.draw(st.sampled_from(levels))
    chosen = few(levels, limit, keep)
    assert len(chosen) == min(limit, len(levels))
    assert list(chosen) == [text for text in levels if text in chosen]
    assert {levels[0], levels[-1], keep} <= set(chosen)
