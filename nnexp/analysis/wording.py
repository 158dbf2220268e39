"""How the findings of one analysis read in the language of a sweep."""

from __future__ import annotations

from nnexp.analysis.finding import Words


def words_in(language: str, analysis: str, english: Words) -> Words:
    """The words of a language for an analysis; the English ones where it has none.

    Args:
        language: one of `nnexp.language.LANGUAGES`.
        analysis: its name.
        english: its words.
    """
    if language == "zh":
        from nnexp.analysis.chinese import WORDS

        return WORDS.get(analysis, english)
    return english
