"""Steps and decisions in the language of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nnexp.columns import Columns
from nnexp.deciding import english
from nnexp.deciding.decision import Ended, Left
from nnexp.deciding.step import Kind, Reason


class Story(Protocol):
    """How the steps of a decision read in one language."""

    def step_text(self, kind: Kind, why: Sequence[Reason]) -> str:
        """What a step does and why, in one line."""

    def left_text(self, out: Sequence[Left]) -> str:
        """Who left at a look; nothing where nobody did."""

    def ended_text(
        self, ended: Ended, steps: int, trainings: int, units: int, columns: Columns
    ) -> str:
        """How it ended and what it took."""


def story_in(language: str) -> Story:
    """The words of a language; those of English where it has none."""
    if language == "zh":
        from nnexp.deciding import chinese

        return chinese
    return english
