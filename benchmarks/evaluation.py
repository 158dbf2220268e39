"""What measuring after every epoch costs, as a share of that epoch's training time.

The default settings on MNIST: 48,000 training samples; loss and accuracy on 2,000 of them, on
12,000 validation and 10,000 test samples. A second case measures all 48,000 training samples.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from benchmarks import arguments, timing
from benchmarks.measurement import Measurement, from_turns
from benchmarks.trainings import Material, material
from nnexp.settings import DataSettings, GridPoint, TrainingSettings
from nnexp.trainables.book.columns import METRICS
from nnexp.trainables.book.run import train

EPOCHS = 3
SECONDS = METRICS.index("seconds")


def measure(quick: bool) -> list[Measurement]:
    """Percent of the training time, one core."""
    timing.pin_to_one_core()
    mnist = material("mnist")
    default = GridPoint(data=DataSettings(name="mnist"), epochs=EPOCHS)
    every = dataclasses.replace(default, training=TrainingSettings(train_metrics_size=None))
    turned = timing.alternate(
        {
            "share of training time": _share(default, mnist),
            "share, all training samples measured": _share(every, mnist),
        },
        3 if quick else 7,
    )
    return [
        from_turns("evaluation", case, "nnexp", turns, "% of training time")
        for case, turns in turned.items()
    ]


def _share(point: GridPoint, stuff: Material) -> Callable[[], float]:
    def work() -> float:
        # What comes before the first epoch is the same in both calls and cancels.
        first, trained_first = _timed(dataclasses.replace(point, epochs=1), stuff)
        whole, trained_whole = _timed(point, stuff)
        trained = trained_whole - trained_first
        return ((whole - first) - trained) / trained * 100

    work()
    return work


def _timed(point: GridPoint, stuff: Material) -> tuple[float, float]:
    outcomes = []
    wall = timing.seconds(lambda: outcomes.append(train(point, 0, stuff.data, stuff.encoded)))
    return wall, float(outcomes[0].curve.values[:, SECONDS].sum())


if __name__ == "__main__":
    arguments.run(measure)
