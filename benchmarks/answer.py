"""How long after a command its answer stands in the terminal, and how long until it ends.

Told in units of Y, the time that Python takes to import what any tool of this kind imports,
measured in the same turn: a slow minute slows both. From a sweep's time the trainings are taken
off: as long as two threads that do nothing else need for them.
"""

from __future__ import annotations

import dataclasses
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import arguments, command
from benchmarks.measurement import Measurement, from_turns
from benchmarks.trainings import material, trial_seconds
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.book.trainable import Book
from nnexp.trainables.outcome import never

YARDSTICK = "import hydra, joblib, rich, numpy, numba, pandas, pyarrow"
RATES, EPOCHS, REPEATS, WORKERS = (0.01, 0.1, 0.3), (1, 5, 10), 5, 2
MAIN = [
    "-m",
    f"lr={','.join(map(str, RATES))}",
    f"epochs={','.join(map(str, EPOCHS))}",
    f"repeats={REPEATS}",
    f"engine.workers={WORKERS}",
]
# What is printed after the answer, once the files are there.
_FILES = ("Plots ", "Report ")
# Python does not import from sources again what is installed with its bytecode.
_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": ""}

SECOND_SWEEP = """
import sys, time
import nnexp
import nnexp.trainables.book.trainable as book
original, began = book.train, []
def first(*args, **kwargs):
    began.append(time.perf_counter())
    return original(*args, **kwargs)
book.train = first
nnexp.sweep(lr=0.1, epochs=1, repeats=1, quiet=True)
began.clear()
called = time.perf_counter()
nnexp.sweep(lr=0.2, epochs=1, repeats=1, quiet=True)
print(1e3 * (began[0] - called))
"""


@dataclasses.dataclass(frozen=True)
class Shape:
    """A grid of tiny trials: its axes, how many points it has, and one of a usual width."""

    axes: tuple[str, ...]
    points: int
    usual: GridPoint

    @property
    def trials(self) -> int:
        return self.points * REPEATS


def _tiny(nodes: int) -> GridPoint:
    return GridPoint(epochs=1, hidden_nodes=(nodes,))


SHAPES = {
    "1,000 lr x 2 hidden_nodes": Shape(
        ("lr=range(0.001,1.0005,0.001)", "hidden_nodes=4,6"), 2_000, _tiny(5)
    ),
    "45 lr x 45 hidden_nodes": Shape(
        ("lr=range(0.01,0.455,0.01)", "hidden_nodes=range(1,46)"), 2_025, _tiny(23)
    ),
    "2 lr x 1,000 init_scale": Shape(
        ("lr=0.1,0.3", "network.init_scale=range(0.01,10.005,0.01)", "hidden_nodes=5"),
        2_000,
        _tiny(5),
    ),
    "5 axes of 4 to 5": Shape(
        (
            "lr=0.05,0.1,0.2,0.3,0.5",
            "hidden_nodes=3,4,5,6,7",
            "network.init_scale=0.5,0.7,1,1.4,2",
            "network.init=fan_in,fan_out,uniform,constant",
            "network.activation=sigmoid,tanh,relu,linear",
        ),
        2_000,
        _tiny(5),
    ),
    "2,000 lr": Shape(("lr=range(0.0005,1.0003,0.0005)", "hidden_nodes=5"), 2_000, _tiny(5)),
}


def measure(quick: bool) -> list[Measurement]:
    """The yardstick, and how the answer's times compare with it."""
    turns = 1 if quick else 5
    found = [*_main_job(turns), *_mission(turns), *_python(turns)]
    for name, shape in SHAPES.items():
        found += _shape(name, shape, turns)
    return found


def _main_job(turns: int) -> list[Measurement]:
    trainings = _trainings("digits")
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        _answered(MAIN, Path(name))
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            turn = {"yardstick": _yardstick(), "training": trainings()}
            answer, end = _answered(MAIN, folder)
            again_answer, again_end = _answered(MAIN, folder)
        turn |= {
            "main job, answer": answer - turn["training"],
            "main job, end": end - turn["training"],
            "nothing to train, answer": again_answer,
            "nothing to train, end": again_end,
        }
        for case, value in turn.items():
            seconds.setdefault(case, []).append(value)
    yards = seconds.pop("yardstick")
    found = [from_turns("answer", "yardstick", "python", yards, "s", YARDSTICK)]
    for case, values in seconds.items():
        found.append(_in_yards(case, values, yards))
    return found


def _mission(turns: int) -> list[Measurement]:
    """Everything beside training of a MNIST sweep at book scale."""
    grid = [*MAIN, "data=mnist"]
    trainings = _trainings("mnist")
    beside, yards = [], []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as name:
            yards.append(_yardstick())
            # Before and after, since this takes long enough for the machine to change its mind.
            before = trainings()
            end = _answered(grid, Path(name))[1]
            beside.append(end - (before + trainings()) / 2)
    return [_in_yards("mnist mission beside training", beside, yards)]


def _python(turns: int) -> list[Measurement]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        imports = [
            command.run([sys.executable, "-c", "import nnexp"], folder, _ENVIRONMENT).seconds
            for _ in range(turns + 1)
        ][1:]
    seconds = []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as name:
            script = [sys.executable, "-c", SECOND_SWEEP]
            output = command.run(script, Path(name), _ENVIRONMENT).output
            seconds.append(float(output.split()[-1]))
    return [
        from_turns("answer", "import nnexp", "nnexp", imports, "s"),
        from_turns("answer", "second sweep, first training", "nnexp", seconds, "ms"),
    ]


def _shape(name: str, shape: Shape, turns: int) -> list[Measurement]:
    """Milliseconds a trial beyond the kernels, from the command to the page."""
    kernel = trial_seconds(shape.usual, material("digits"))
    words = ["-m", *shape.axes, "epochs=1", f"repeats={REPEATS}", f"engine.workers={WORKERS}"]
    beyond, answers = [], []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            answer, end = _answered(words, Path(folder))
        beyond.append((end / shape.trials - kernel / WORKERS) * 1e3)
        answers.append(answer)
    return [
        from_turns("answer", name, "nnexp", beyond, "ms per trial"),
        from_turns("answer", f"{name}, answer", "nnexp", answers, "s"),
    ]


def _in_yards(case: str, seconds: Sequence[float], yards: Sequence[float]) -> Measurement:
    """Ratios of each turn to the median yardstick, which one slow import must not move."""
    yard = statistics.median(yards)
    note = f"{statistics.median(seconds):.2f} s"
    return from_turns("answer", case, "nnexp", [value / yard for value in seconds], "Y", note)


def _yardstick() -> float:
    with tempfile.TemporaryDirectory() as name:
        return command.run([sys.executable, "-c", YARDSTICK], Path(name), _ENVIRONMENT).seconds


def _answered(words: Sequence[str], folder: Path) -> tuple[float, float]:
    """Seconds until the answer has reached whoever reads the terminal, and until the end."""
    environment: Mapping[str, str] = {**os.environ, **_ENVIRONMENT}
    log = folder / "errors.txt"
    start = time.perf_counter()
    answer = math.nan
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "nnexp", *words],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() and not line.decode().startswith(_FILES):
                answer = time.perf_counter() - start
        status = process.wait()
    end = time.perf_counter() - start
    if status or math.isnan(answer):
        raise RuntimeError(f"nnexp {' '.join(words)} ended with {status}:\n{log.read_text()}")
    return answer, end


def _trainings(data: str) -> Callable[[], float]:
    """The main job's trainings by as many threads as it has workers, and nothing else; seconds."""
    book = Book()
    points = [
        GridPoint(lr=rate, epochs=max(EPOCHS), data=DataSettings(name=data)) for rate in RATES
    ]
    content = book.load(points)[book.source(points[0])]
    prepared = book.prepare(points[0], content)

    def train(work: tuple[GridPoint, int]) -> None:
        point, repeat = work
        book.train(
            point, repeat, prepared, start=None, should_stop=never, memo=book.memo(several=True)
        )

    train((dataclasses.replace(points[0], epochs=1), 0))

    def all_of_them() -> float:
        start = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(train, [(point, r) for r in range(REPEATS) for point in points]))
        return time.perf_counter() - start

    return all_of_them


if __name__ == "__main__":
    arguments.run(measure)
