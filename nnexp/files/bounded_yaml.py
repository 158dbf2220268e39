"""YAML that others wrote: refused where reading it would take memory or time without bound.

A few lines can stand for more values than any memory holds (anchors inside anchors), contain
themselves, or hold a number of which each further digit takes longer (`1:1:1:…`, base 60).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnexp.files.bounded import read_text

if TYPE_CHECKING:
    import yaml

# The record of the largest grid, a million seeds, has 11 million bytes and a million values.
_MOST_BYTES, _MOST_VALUES = 16_000_000, 4_000_000
_DEEPEST, _LONGEST_NUMBER = 100, 400


class YamlBombError(ValueError):
    """A text stands for more than may be read from it."""


def read_yaml(path: Path, most_bytes: int = _MOST_BYTES, most_values: int = _MOST_VALUES) -> Any:
    """The content of a YAML file, as plain Python values.

    Args:
        path: a file.
        most_bytes: that it may have.
        most_values: that it may stand for, with each anchor counted wherever it is named.

    Raises:
        OSError: it cannot be read, is no file, or is larger.
        YamlBombError: it stands for more.
        ValueError, yaml.YAMLError: it is not YAML.
    """
    return parse_yaml(read_text(path, most_bytes), most_values)


def parse_yaml(text: str, most_values: int = _MOST_VALUES) -> Any:
    """The content of a text in YAML; see `read_yaml`."""
    with _composed(text, most_values) as (loader, node):
        return None if node is None else loader.construct_document(node)


def see_yaml(text: str, most_values: int = _MOST_VALUES) -> None:
    """Refuse what `parse_yaml` would, for those who read the text with a loader of their own."""
    with _composed(text, most_values):
        pass


@contextlib.contextmanager
def _composed(text: str, most_values: int) -> Iterator[tuple[Any, yaml.Node | None]]:
    """A loader of a text, and what it is about to read, which is not too much."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            _measure(node, {}, most_values)
        yield loader, node
    finally:
        loader.dispose()


def _measure(
    node: yaml.Node, known: dict[int, tuple[int, int] | None], most: int
) -> tuple[int, int]:
    """How many values a node stands for and how deep they are nested; refuse too many."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        if len(node.value) > _LONGEST_NUMBER and node.tag.endswith((":int", ":float")):
            where = f"line {node.start_mark.line + 1}"
            raise YamlBombError(f"{where}: a number of {len(node.value):,} characters")
        return 1, 0
    name = id(node)
    if name in known:
        if (measured := known[name]) is None:
            raise YamlBombError(f"line {node.start_mark.line + 1}: contains itself")
        return measured
    known[name] = None
    values, depth = 1, 0
    members = [part for pair in node.value for part in (pair if type(pair) is tuple else (pair,))]
    for member in members:
        below, height = _measure(member, known, most)
        values, depth = values + below, max(depth, height + 1)
        if values > most:
            raise YamlBombError(f"stands for more than {most:,} values")
        if depth > _DEEPEST:
            raise YamlBombError(f"is nested more than {_DEEPEST} deep")
    known[name] = values, depth
    return values, depth
