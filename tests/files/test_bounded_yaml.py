"""YAML bombs are refused before they go off; all that people write is read as ever."""

import pytest
import yaml

from nnexp.files.bounded_yaml import YamlBombError, parse_yaml, read_yaml, see_yaml


def laughs(levels: int, width: int = 2) -> str:
    names = "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]\n"
        for level in range(1, levels)
    )
    return "a0: &a0 [ha, ha]\n" + names


def merges(levels: int) -> str:
    lines = (f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, levels))
    return "a0: &a0 {x: 1}\n" + "".join(lines)


BOMBS = {
    "anchors 60 deep": laughs(60),
    "anchors five deep, each a hundred times": laughs(6, 100),
    "merges": merges(60),
    "a chain of anchors": "a0: &a0 [1]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 5000)),
    "a number in base 60": "x: 1" + ":1" * 200_000,
    "a fraction in base 60": "x: 1" + ":1" * 200_000 + ".5",
    "a number of a million digits": "x: 0x" + "f" * 1_000_000,
    "in itself": "x: &x [*x]",
    "in itself, further down": "x: &x {y: {z: *x}}",
    "brackets": "[" * 100_000,
    "brackets that close": "[" * 500 + "]" * 500,
    "blocks": "".join(" " * depth + "a:\n" for depth in range(500)),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_bombs_are_refused_by_both_ways_to_read(text: str) -> None:
    for read in (parse_yaml, see_yaml):
        with pytest.raises((YamlBombError, yaml.YAMLError)):
            read(text)


def test_what_people_write_is_read_as_ever() -> None:
    text = """
    base: &base {lr: [0.1, 0.3], epochs: 5}
    first: {<<: *base, data: mnist}
    second: {<<: *base, name: 学习率, started: 2026-03-01T10:00:00, time: 1:30, long: "%s"}
    """ % ("9" * 5000)
    assert parse_yaml(text) == yaml.safe_load(text)
    see_yaml(text)
    assert parse_yaml("") is None
    see_yaml("")


def test_the_bound_counts_an_anchor_wherever_it_is_named() -> None:
    text = "x: &x [1, 2, 3]\ny: [*x, *x]"
    # The mapping, two names, three lists beside y's own, and three numbers in each.
    assert parse_yaml(text, most_values=16)["y"] == [[1, 2, 3]] * 2
    with pytest.raises(YamlBombError, match=r"^stands for more than 15 values$"):
        parse_yaml(text, most_values=15)


def test_a_number_too_long_says_where() -> None:
    with pytest.raises(YamlBombError, match=r"^line 2: a number of 801 characters$"):
        parse_yaml("a: 1\nb: 1" + ":1" * 400)


def test_a_file_is_no_larger_than_asked(tmp_path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\r\nb: 2\r\n", encoding="utf-8", newline="")
    assert read_yaml(path, most_bytes=12) == {"a": 1, "b": 2}
    with pytest.raises(OSError, match="has 12 bytes, and no more than 11 are read"):
        read_yaml(path, most_bytes=11)
