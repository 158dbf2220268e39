"""The observers there are: a new one is a file and a line here."""

from __future__ import annotations

from nnexp.execution.observing import Observer, note_failure
from nnexp.observers.live_page import live_page
from nnexp.observers.terminal import terminal
from nnexp.observers.watched import Make, Watched

OBSERVERS: dict[str, Make] = {
    "terminal": terminal,
    "live page": live_page,
}
"""By name, what makes each for a sweep; None where the sweep does not ask for it."""


def observers_of(watched: Watched) -> dict[str, Observer]:
    """The observers that a sweep asks for, by name; one that cannot be made is logged."""
    made: dict[str, Observer] = {}
    for name, make in OBSERVERS.items():
        try:
            observer = make(watched)
        except Exception as error:
            note_failure(name, error)
        else:
            if observer is not None:
                made[name] = observer
    return made
