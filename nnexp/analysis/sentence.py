"""Sentences whose numbers can be told from their words.

A page marks each number with its full value; a terminal prints the text.
"""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Iterable

from nnexp.settings import Scalar


@dataclasses.dataclass(frozen=True)
class Number:
    """A number in a sentence: what is read, and its full value."""

    text: str
    value: Scalar

    def __str__(self) -> str:
        return self.text


Sentence = tuple[str | Number, ...]


def plain(sentence: Iterable[str | Number]) -> str:
    """A sentence as text."""
    return "".join(map(str, sentence))


def say(template: str, **parts: str | Number | Sentence) -> Sentence:
    """A sentence from a template with named places, as `str.format` has them.

    Args:
        template: `the best {setting} is {estimate}`.
        parts: what stands at each place; a sentence is put in part by part.
    """
    said: list[str | Number] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        said.append(literal)
        if name is not None:
            part = parts[name]
            said += part if isinstance(part, tuple) else (part,)
    return tuple(part for part in said if part != "")


def joined(separator: str, sentences: Iterable[Sentence]) -> Sentence:
    """Sentences in a row, with a text between any two."""
    said: list[str | Number] = []
    for place, sentence in enumerate(sentences):
        said += [separator, *sentence] if place and separator else sentence
    return tuple(said)
