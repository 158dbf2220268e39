"""How long a user waits: `--help`, and the first training step on digits with a warm cache."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import arguments, command
from benchmarks.measurement import Measurement, from_turns

# Ends the process as soon as the first epoch of the first run is trained.
FIRST_STEP = """
import os, sys
import nnexp.trainables.book.trainable as book
original = book.train
def first(*args, **kwargs):
    original(*args, **kwargs)
    os._exit(0)
book.train = first
from nnexp.cli.main import main
main(["-m", "lr=0.1", "epochs=1", "repeats=1", "engine.workers=1"])
"""


def measure(quick: bool) -> list[Measurement]:
    """Median wall times of fresh processes."""
    turns = 3 if quick else 9
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command.nnexp(["--help"], folder)
        first = [sys.executable, "-c", FIRST_STEP]
        command.run(first, folder)
        help_turns = [command.nnexp(["--help"], folder).seconds for _ in range(turns)]
        first_turns = [command.run(first, folder).seconds for _ in range(turns)]
    return [
        from_turns("startup", "--help", "nnexp", help_turns, "s"),
        from_turns(
            "startup", "first training step", "nnexp", first_turns, "s", "digits, one epoch, warm"
        ),
    ]


if __name__ == "__main__":
    arguments.run(measure)
