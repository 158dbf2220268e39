"""Values in override words read back as the same values."""

from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st

from nnexp.cli.writing import written

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
