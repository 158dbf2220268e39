"""Values in override words read back as the same values."""

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st

from nnexp.cli.writing import quoted, written

PARSER = OverridesParser.create()

# Interpolation starts at `${`, which stands for itself in no override.
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))).filter(
    lambda text: "${" not in text
)
numbers = st.integers(-(10**12), 10**12) | st.floats(
    allow_nan=False, allow_infinity=False, width=64
)
scalars = st.none() | st.booleans() | numbers | texts
names = st.from_regex(r"[a-z]+(\.[a-z_]+)?", fullmatch=True).filter(
    lambda name: name not in ("null", "true", "false", "nan", "inf")
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


@given(values)
def test_what_is_written_reads_back(value):
    override = PARSER.parse_overrides([f"x={written(value)}"])[0]
    assert not override.is_sweep_override()
    back = override.value()
    assert repr(back) == repr(value)


def test_words_stay_words_and_lookalikes_are_quoted():
    assert written("mnist") == "mnist"
    assert written("null") == "'null'"
    assert written("1e-3") == "'1e-3'"
    assert written({"lr": 0.1, "hidden_nodes": (100, 50)}) == "{lr:0.1,hidden_nodes:[100,50]}"


@given(
    st.lists(
        texts.filter(lambda text: text.isprintable() and not set(text) & set(",()[]{}'\"\\$:= ")),
        min_size=1,
    )
)
def test_words_of_any_alphabet_are_read_as_they_stand(words):
    # With one that needs quotes, as the values of an axis.
    words = ["数据/t.csv", *(word for word in words if word)]
    override = PARSER.parse_overrides([quoted(f"x={','.join(words)}")])[0]
    read = (
        [override._convert_value(value) for value in override.value().list]
        if (override.is_sweep_override())
        else [override.value()]
    )
    foreign = [word for word in words if not word.isascii()]
    assert [value for value in read if value in foreign] == foreign


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("x=学习率", "学习率"),
        ("x=~/t.csv", "~/t.csv"),
        ("x=R&D#2/t.csv", "R&D#2/t.csv"),
        ("x=C:\\数据\\t.csv", "C:\\数据\\t.csv"),
        ("x= 数 据 ", "数 据"),
        ("x=数\\,据", "数,据"),
        ("x={train:数据/t.csv,rows:3}", {"train": "数据/t.csv", "rows": 3}),
        ("x=[学,[0.1,'习']]", ["学", [0.1, "习"]]),
        ("x='学,习'", "学,习"),
        ("x=学${lr}", "学${lr}"),
    ],
)
def test_what_needs_quotes_gets_them(typed, value):
    assert PARSER.parse_overrides([quoted(typed)])[0].value() == value


@pytest.mark.parametrize("typed", ["x=1,2", "x='学'", "x=a b", "x=l'été", "学=1", "x", ""])
def test_what_needs_no_quotes_or_cannot_be_mended_stays(typed):
    assert quoted(typed) == typed
