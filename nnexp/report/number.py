"""Numbers as a report prints them, each with what it claims to be.

A sentence is a sequence of plain words and `Number`s. On a page a number becomes a `<data>`
element that carries its full value and its claim, so that `nnexp.report --verify` can work it
out again from the table and compare.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping

from nnexp.settings import Scalar

Sentence = tuple["str | Number", ...]

CLAIMS: dict[str, str] = {
    "trials": "rows",
    "points": "different combinations of settings",
    "runs": "different trainings",
    "status": "rows with the status `of`",
    "failures": "rows that neither are ok nor were not reached",
    "alike": "rows whose status and reason, numbers masked, are `of`",
    "levels": "different values of the setting `of`",
    "settings": "different combinations of settings, seed aside, with a value in the column `of`",
    "values": "rows that count in the mean of the column `of`",
    "mean": "mean of the column `of` over rows that are ok",
    "low": "lower end of the 95 % t interval of that mean",
    "high": "upper end of that interval",
    "best by validation": "value of the setting `of` where the validation accuracy is best",
    "best by test": "value of the setting `of` where the test accuracy is best",
    "hash": "canonical hash of the table",
    "recorded": "what `sweep.yaml` says of `of`",
    "finding": "a number in the sentence of a finding; `of` names it and the number's place",
}
"""What a number may claim to be; `where` limits the rows to those with these settings."""


@dataclasses.dataclass(frozen=True)
class Number:
    """A number in a sentence: what is read, its full value and what it claims to be."""

    text: str
    value: Scalar
    what: str
    of: str = ""
    where: Mapping[str, Scalar] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


def plain(sentence: Iterable[str | Number]) -> str:
    """A sentence as text."""
    return "".join(map(str, sentence))


def percent(value: float, *, digits: int = 2) -> str:
    """`97.31 %` for a share, or a dash where there is none."""
    return "–" if math.isnan(value) else f"{100 * value:.{digits}f} %"
