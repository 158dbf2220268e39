"""Pieces of what claims say that are made elsewhere or by several: answers, counts of epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnexp.analysis.chinese.phrases import spent as spent_in_chinese
from nnexp.analysis.english.phrases import spent
from nnexp.analysis.finding import Finding
from nnexp.analysis.languages import told_in
from nnexp.analysis.sentence import Sentence, plain
from nnexp.language import ENGLISH, LANGUAGES
from nnexp.language.said import Said, in_each, said


def sentence_of(finding: Finding) -> Said:
    """The answer of an analysis, without its stop."""
    return _in_each(finding, lambda one: one.words.sentence(one))


def verdict_of(finding: Finding) -> Said:
    """The answer of an analysis in a few words."""
    return _in_each(finding, lambda one: one.words.verdict(one))


def cautions_of(finding: Finding) -> tuple[Said, ...]:
    """What a reader of an analysis must know besides."""

    def caution(place: int) -> Said:
        return _in_each(finding, lambda one: one.words.caution(one.cautions[place]))

    return tuple(map(caution, range(len(finding.cautions))))


def among(epochs: Sequence[int]) -> Said:
    """`epoch 7`, `epochs 5 to 9`, or with gaps `3 of the epochs 5 to 9`."""
    return in_each(
        plain(spent("epochs", epochs)), {"zh": plain(spent_in_chinese("epochs", epochs))}
    )


def passes(epochs: int) -> Said:
    """`1 epoch`, `5 epochs`."""
    return said("{count} epoch" if epochs == 1 else "{count} epochs", count=epochs)


def _in_each(finding: Finding, tell: Callable[[Finding], Sentence]) -> Said:
    texts = {
        language: plain(tell(one)).removesuffix(".").removesuffix("。")
        for language in LANGUAGES
        for one in told_in(language, [finding])
    }
    return in_each(texts.pop(ENGLISH), texts)
