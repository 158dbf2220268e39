"""The short way to read `name=number` against Hydra's parser, which defines what it means."""

import dataclasses

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import OverrideParseException
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnexp.cli.overrides import number_override

WORDS = st.text("aZ_9.é-", min_size=1, max_size=8)
NUMBERS = st.one_of(
    st.integers().map(str),
    st.floats().map(repr),
    st.decimals().map(str),
    st.text("0123456789.eE+-_", max_size=12),
)


def as_hydra_reads(text: str):
    return dataclasses.replace(
        OverridesParser.create().parse_overrides([text])[0], config_loader=None
    )


@given(name=WORDS, number=NUMBERS)
@example(name="lr", number="0.1")
@example(name="lr", number="1e5")
@example(name="lr", number="1e-05")
@example(name="lr", number="1e400")
@example(name="epochs", number="007")
@example(name="epochs", number="-0")
@example(name="null", number="1")
@example(name="data.null", number="1")
@settings(deadline=None, max_examples=300)
def test_what_it_reads_it_reads_as_hydra_does(name, number):
    text = f"{name}={number}"
    found = number_override(text)
    if found is None:
        return
    try:
        expected = as_hydra_reads(text)
    except OverrideParseException:
        pytest.fail(f"Hydra does not take {text}")
    assert found == expected
    assert type(found.value()) is type(expected.value())


@pytest.mark.parametrize("text", ["lr=0.3", "epochs=12", "network.init_scale=2.5e-3", "seed=-1"])
def test_usual_grid_points_take_it(text):
    assert number_override(text) is not None


@pytest.mark.parametrize("text", ["lr=0.1,0.3", "data=mnist", "+x=1", "lr=01", "lr=.5", "a/b=1"])
def test_the_rest_is_left_to_hydra(text):
    assert number_override(text) is None
