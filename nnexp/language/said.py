"""English texts that know how they were made, so that they can be told in another language.

What a claim says is a text of the frame that it was judged by: by the time a page asks for another
language, the numbers and names in it are known nowhere else. A `Said` carries them along. It is the
English text, and is stored, compared and printed as that.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from nnexp.language import ENGLISH, WIDE, phrase
from nnexp.language.chinese_charts import CHARTS
from nnexp.language.chinese_measured import MEASURED

# Apart from what all pages say: a short name, as `step`, is another thing elsewhere.
_CATALOGUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"zh": MappingProxyType({**MEASURED, **CHARTS})}
)

_BETWEEN_WIDE = re.compile(rf"(?<={WIDE}) +(?={WIDE})")

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Said(str):
    """An English text, the template and the parts that it was made of."""

    __slots__ = ("others", "parts", "template")

    template: str
    """By which catalogues have it."""
    parts: Mapping[str, Any]
    """What stands in the template's places."""
    others: Mapping[str, str]
    """The whole text in languages that made it themselves, as those of findings do."""

    def __new__(
        cls,
        english: str,
        template: str,
        parts: Mapping[str, Any] = _NOTHING,
        others: Mapping[str, str] = _NOTHING,
    ) -> Said:
        text = super().__new__(cls, english)
        text.template, text.parts, text.others = template, dict(parts), dict(others)
        return text

    def __getnewargs__(self) -> tuple[str, str, Mapping[str, Any], Mapping[str, str]]:  # type: ignore[override]
        return str(self), self.template, self.parts, self.others


def said(template: str, /, **parts: Any) -> Said:
    """A text that can be told in other languages.

    Args:
        template: in English, with places as `str.format` has them; a text as it is without parts.
        parts: what stands in the places; texts among them are told in the language as well.
    """
    return Said(template.format(**parts) if parts else template, template, parts)


def meant(english: str, meaning: str) -> Said:
    """A word of several meanings, which catalogues have by what is meant."""
    return Said(english, meaning)


def in_each(english: str, others: Mapping[str, str]) -> Said:
    """A text that each language has made by itself."""
    return Said(english, english, others=others)


def in_english(change: Callable[[str], str], text: str) -> str:
    """A text of which only the English is changed, as by a capital letter."""
    if not isinstance(text, Said):
        return change(text)
    return Said(change(str(text)), text.template, text.parts, text.others)


def joined(between: str, texts: Iterable[str]) -> str:
    """Texts in a row; nothing for none.

    Args:
        between: a template for two, as `{one}, {more}`.
        texts: in their order.
    """
    found = list(texts)
    return functools.reduce(lambda one, more: said(between, one=one, more=more), found or [""])


def told_in(language: str, text: str) -> str:
    """A text in a language; what its catalogue lacks stays English.

    Args:
        language: one of `nnexp.language.LANGUAGES`.
        text: said with its parts, or a text that the catalogue has as it is.
    """
    if language == ENGLISH:
        return str(text)
    if not isinstance(text, Said):
        return _words(language, text) or text
    if language in text.others:
        return text.others[language]
    words = _words(language, text.template)
    if words is None:
        return str(text)
    if not text.parts:
        return words
    parts = {
        name: told_in(language, part) if isinstance(part, str) else part
        for name, part in text.parts.items()
    }
    # Whether a part begins or ends in Chinese, which has no spaces, the template cannot know.
    return _BETWEEN_WIDE.sub("", words.format(**parts))


def is_known(language: str, english: str) -> bool:
    """Whether a language has a text or a template."""
    return _words(language, english) is not None


def _words(language: str, english: str) -> str | None:
    known = _CATALOGUES.get(language, {}).get(english)
    if known is not None:
        return known
    words = phrase(language, english)
    return None if words == english else words
