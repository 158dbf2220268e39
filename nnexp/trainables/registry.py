"""The trainables there are: a new one is a module and a line here."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from nnexp.columns import Columns
from nnexp.trainables.pictures import Picturing
from nnexp.trainables.trainable import Trainable

DEFAULT = "book"
"""What is trained unless something else is named: its settings are those of the command line."""

TRAINABLES = {"book": "nnexp.trainables.book.trainable:BOOK"}
"""By name, where each is found; imported when asked for."""

COLUMNS = {"book": "nnexp.trainables.book.columns:BOOK"}
"""Of those whose settings and metrics can be read without what trains them."""


PICTURES = {"book": "nnexp.trainables.book.pictures:PICTURES"}
"""Of those whose models can be looked into: how."""


def trainable(name: str = DEFAULT) -> Trainable:
    """The trainable of this name.

    Raises:
        KeyError: there is none.
    """
    found: Trainable = _at(TRAINABLES[name])
    return found


def columns_of(name: str = DEFAULT) -> Columns:
    """The settings and metrics of the trainable of this name.

    Raises:
        KeyError: there is none.
    """
    found: Columns = _at(COLUMNS[name]) if name in COLUMNS else trainable(name).columns
    return found


def pictures(name: str = DEFAULT) -> Picturing | None:
    """How models of the trainable of this name are looked into; None where they cannot be."""
    found: Picturing | None = _at(PICTURES[name]) if name in PICTURES else None
    return found


def _at(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)
