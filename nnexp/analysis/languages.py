"""Findings in the language of a sweep: English, which they are made with, or another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from nnexp.analysis.finding import Finding, Words
from nnexp.analysis.registry import ANALYSES
from nnexp.analysis.wording import words_in


def told_in(language: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with the words of a language; with their own where it has none for them."""
    return [dataclasses.replace(one, words=_words(language, one)) for one in findings]


def _words(language: str, finding: Finding) -> Words:
    known = ANALYSES.get(finding.analysis)
    return words_in(language, finding.analysis, known.words if known else finding.words)
