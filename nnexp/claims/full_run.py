"""The verdicts of the committed run on all data, which a quick look is held beside."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from importlib.resources import files


@functools.cache
def full_verdicts() -> Mapping[str, str]:
    """The verdict of each claim by its id, as `results/reference/claims` has it."""
    text = (files("nnexp.claims") / "data" / "verdicts.csv").read_text(encoding="utf-8")
    return {row["id"]: row["verdict"] for row in csv.DictReader(text.splitlines())}
