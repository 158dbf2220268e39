"""Sweeps as they are typed: what is written reads back as it was meant."""

from __future__ import annotations

import shlex

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st

from nnexp.cli.ranges import spell_out
from nnexp.sweeps.typed import changed, command_line, override

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(1e-300, 1e300),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1),
    st.sampled_from(
        ["null", "True", "nan", "1e5", "007", "-inf", "a b", "it's", "\\", "\\'", "$x"]
    ),
)


@given(VALUES)
def test_a_value_reads_back_as_it_was(value):
    words = shlex.split(command_line([override("name", [value])]))
    assert words[:4] == ["python", "-m", "nnexp", "-m"]
    (read,) = OverridesParser.create().parse_overrides(words[4:])
    assert read.value() == value
    assert isinstance(read.value(), type(value)) or isinstance(value, float)


@given(st.lists(st.floats(1e-9, 1e9), min_size=2, max_size=5, unique=True))
def test_values_of_an_axis_read_back_in_order(values):
    (read,) = OverridesParser.create().parse_overrides([override("lr", values)])
    assert [float(one) for one in read.sweep_iterator()] == values


@given(
    st.integers(-500, 500),
    st.integers(-50, 50).filter(bool),
    st.integers(2, 40),
    st.sampled_from([1, 10, 1000, 10**7]),
)
def test_many_evenly_spaced_values_are_a_range_with_the_same_values(first, step, count, parts):
    values = [(first + place * step) / parts for place in range(count)]
    word = shlex.split(command_line([override("x", values)]))[-1]
    assert ("range(" in word) == (count > 12)
    (read,) = OverridesParser.create().parse_overrides([spell_out(word)])
    assert [float(one) for one in read.sweep_iterator()] == values


@pytest.mark.parametrize(
    "word",
    [
        "lr=" + ",".join(["0.1"] * 13),
        "lr=" + ",".join(map(str, [*range(13), 20])),
        "hidden_nodes=" + ",".join(["[2,3]", *map(str, range(4, 17))]),
        "name=" + ",".join("abcdefghijklmnop"),
    ],
)
def test_other_lists_stay_as_they_are(word):
    assert shlex.split(command_line([word]))[-1] == word


def test_layers_and_pairs_stand_in_brackets():
    assert override("hidden_nodes", ["[100,50]", 30]) == "hidden_nodes=[100,50],30"
    assert override("data.input_range", ["[0.01,1.0]"]) == "data.input_range=[0.01,1.0]"


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        (["lr=0.1,0.3", "name=mine"], ["lr=0.1,0.3,0.9", "name=mine"]),
        (["lr=0.5", "lr=0.1,0.3"], ["lr=0.1,0.3,0.9"]),
        (["+sweep=lr_by_epochs"], ["+sweep=lr_by_epochs", "lr=0.1,0.3,0.9"]),
        (["lr=0.1,0.3", "hydra.sweep.dir=here"], ["lr=0.1,0.3,0.9"]),
        (["hydra.sweep.dir=a/${now:%d}"], ["hydra.sweep.dir=a/${now:%d}", "lr=0.1,0.3,0.9"]),
    ],
)
def test_what_changes_stands_where_it_was_typed_last(typed, becomes):
    assert changed(typed, {"lr": (0.1, 0.3, 0.9)}) == becomes
