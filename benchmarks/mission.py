"""The mission at book scale: a full MNIST sweep from command to report, wall time.

Beside it the time that the book's procedure would take for the 45 separate trainings that the
grid asks for, *extrapolated* from a measured slice of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import arguments, command, timing
from benchmarks.measurement import Measurement, from_turns
from benchmarks.peers import book
from benchmarks.trainings import material, task

GRID = ["-m", "data=mnist", "lr=0.01,0.1,0.3", "epochs=1,5,10", "repeats=5"]
# Each of three learning rates and five repeats trained for 1, for 5 and for 10 epochs.
SEPARATE_EPOCHS = 3 * 5 * (1 + 5 + 10)
SLICE = 2_000


def measure(quick: bool) -> list[Measurement]:
    """Seconds of wall time from a warm cache and an empty store."""
    with tempfile.TemporaryDirectory() as name:
        command.nnexp(["-m", "data=mnist", "lr=0.1", "epochs=1", "repeats=1"], Path(name))
    walls = []
    for _ in range(1 if quick else 3):
        with tempfile.TemporaryDirectory() as name:
            walls.append(command.nnexp(GRID, Path(name)).seconds)
    work = book.prepare(task(material("mnist"), 100, SLICE))
    slice_seconds = sorted(timing.seconds(work) for _ in range(3))[1]
    whole = slice_seconds / SLICE * 60_000 * SEPARATE_EPOCHS
    note = f"extrapolated from {SLICE} samples, one core, training alone"
    return [
        from_turns("mission", "wall time", "nnexp", walls, "s"),
        Measurement("mission", "wall time", "book", whole, "s", 3, note=note),
    ]


if __name__ == "__main__":
    arguments.run(measure)
