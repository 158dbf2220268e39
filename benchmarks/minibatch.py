"""Mini-batches: microseconds per training sample beside PyTorch's, both on one thread."""

from __future__ import annotations

import os

from benchmarks import arguments, timing
from benchmarks.measurement import Measurement, from_turns, skipped
from benchmarks.peers import torch_eager
from benchmarks.trainings import kernel_timed, material, point, task

UNIT = "µs per sample"


def measure(quick: bool) -> list[Measurement]:
    """784-100-10, float32, batches of 16, 64 and 256."""
    timing.pin_to_one_core()
    mnist = material("mnist")
    samples = 60_000
    found = []
    for size in (16, 64, 256):
        case = f"batch {size}"
        contestants = {"nnexp": kernel_timed(point("mnist", (100,), batch_size=size), mnist)}
        try:
            work = torch_eager.prepare(task(mnist, 100, samples, size))
            contestants["pytorch"] = lambda work=work: timing.seconds(work) / samples * 1e6
        except ImportError as error:
            found.append(skipped("minibatch", case, "pytorch", UNIT, str(error)))
        turned = timing.alternate(contestants, 3 if quick else 7)
        found += [
            from_turns("minibatch", case, name, turns, UNIT) for name, turns in turned.items()
        ]
    return found


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    arguments.run(measure)
