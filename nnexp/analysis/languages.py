"""Findings in the language of a sweep: English, which they are made with, or another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.registry import ANALYSES
from nnexp.language import ENGLISH


def told_in(language: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with the words of a language; with their own where it has none for them."""
    words: Mapping[str, Words] = {one.name: one.words for one in ANALYSES.values()}
    if language != ENGLISH:
        from nnexp.analysis.chinese import WORDS

        words = {**words, **WORDS}
    return [dataclasses.replace(one, words=words.get(one.analysis, one.words)) for one in findings]
