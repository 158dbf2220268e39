"""The languages that answers, plots and pages are told in.

Texts stand in English where they are used. A catalogue has them in another language, by their
English; what it lacks stays English. A text that goes a long way before it is told knows its
template and its parts (`said`). How findings read is a package of templates for each language
(`nnexp.analysis.english`, `nnexp.analysis.chinese`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from nnexp.language.chinese import CHINESE
from nnexp.plural import counted as counted_in_english

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh")

WIDE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
"""A sign of Chinese, as a pattern."""

_CATALOGUES: Mapping[str, Mapping[str, str]] = MappingProxyType({"zh": CHINESE})


def phrase(language: str, english: str, /, **parts: object) -> str:
    """A text in a language, and in English where the language does not have it.

    Args:
        language: one of `LANGUAGES`.
        english: the text, or a template of it.
        parts: what stands in the template's places.
    """
    text = _CATALOGUES.get(language, {}).get(english, english)
    return text.format(**parts) if parts else text


def counted(language: str, number: int, one: str, many: str = "") -> str:
    """`1 repeat`, `5 repeats`, `5 次重复`."""
    if language == ENGLISH:
        return counted_in_english(number, one, many)
    return phrase(language, f"{{count}} {one}", count=f"{number:,}")


def listed(language: str, names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; `学习率、世代和批大小`, `0.1、0.2 和 0.3`."""
    if len(names) < 2:
        return "".join(names)
    *others, last = names
    if language != "zh":
        return f"{', '.join(others)} and {last}"
    # Spaces stand beside what is not Chinese.
    chinese = re.search(f"{WIDE}$", others[-1]) and re.match(WIDE, last)
    return f"{'、'.join(others)}{'和' if chinese else ' 和 '}{last}"


def sentences(language: str, *texts: str) -> str:
    """Sentences in a row."""
    return gap(language).join(text for text in texts if text)


def gap(language: str) -> str:
    """What stands between two sentences: nothing in Chinese."""
    return "" if language == "zh" else " "
