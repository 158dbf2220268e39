"""Microseconds per training sample: nnexp's kernel, its variants, and its peers.

One core, float32, one sample at a time (batch 1), the book's network. Every contestant trains
on as many samples as it can in about a second.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from benchmarks import arguments, timing
from benchmarks.measurement import Measurement, from_turns, skipped
from benchmarks.peers import Prepare, book, jax_scan, sklearn_mlp, torch_eager
from benchmarks.trainings import Material, kernel_timed, material, point, task
from nnexp.settings import NetworkSettings

UNIT = "µs per sample"
WIDTHS = (10, 30, 50, 100, 200, 500)
# contestant: (how to prepare it, samples a turn)
PEERS: dict[str, tuple[Prepare, int]] = {
    "jax": (jax_scan.prepare, 20_000),
    "book": (book.prepare, 2_000),
    "numpy": (book.prepare_parsed, 2_000),
    "pytorch": (torch_eager.prepare, 2_000),
    "scikit-learn": (sklearn_mlp.prepare, 2_000),
}


def measure(quick: bool) -> list[Measurement]:
    """All peers at every width on MNIST; JAX and nnexp on digits and on dense data."""
    timing.pin_to_one_core()
    turns = 3 if quick else 7
    mnist = material("mnist")
    widths = (100,) if quick else WIDTHS
    found: list[Measurement] = []
    for width in widths:
        found += _case(f"mnist H={width}", mnist, "mnist", width, tuple(PEERS), turns)
    digits = material("digits")
    for width in (30, 100):
        found += _case(f"digits H={width}", digits, "digits", width, ("jax",), turns, epochs=20)
    found += _variants(mnist, turns)
    for name in ("half dense", "standardised"):
        found += _case(f"{name} H=100", material(name), "mnist", 100, ("jax",), turns)
    return found


def _case(
    case: str,
    stuff: Material,
    name: str,
    width: int,
    peers: tuple[str, ...],
    turns: int,
    epochs: int = 1,
) -> list[Measurement]:
    contestants: dict[str, Callable[[], float]] = {
        "nnexp": kernel_timed(point(name, (width,), epochs), stuff)
    }
    missing = []
    for peer in peers:
        prepare, samples = PEERS[peer]
        samples = min(samples, stuff.data.train_rows)
        try:
            work = prepare(task(stuff, width, samples))
        except ImportError as error:
            missing.append(skipped("kernel", case, peer, UNIT, str(error)))
            continue
        contestants[peer] = _per_sample(work, samples)
    return _alternated(case, contestants, turns) + missing


def _variants(mnist: Material, turns: int) -> list[Measurement]:
    plain = point("mnist", (100,))
    variants = {
        "two hidden layers": (point("mnist", (100, 100)), None),
        "bias": (plain, NetworkSettings(bias=True)),
        "tanh": (plain, NetworkSettings(activation="tanh")),
        "relu": (plain, NetworkSettings(activation="relu")),
        "exact": (point("mnist", (100,), backpropagation="exact"), None),
    }
    contestants = {
        name: kernel_timed(settings, mnist, network)
        for name, (settings, network) in variants.items()
    }
    turned = timing.alternate(contestants, turns)
    found = [
        from_turns("kernel", f"mnist H=100, {name}", "nnexp", values, UNIT)
        for name, values in turned.items()
    ]
    wide = kernel_timed(point("mnist", (100,), dtype="float64"), material("mnist", "float64"))
    double = timing.alternate({"nnexp": wide}, turns)
    return found + _measured("mnist H=100, float64", double)


def _per_sample(work: Callable[[], None], samples: int) -> Callable[[], float]:
    def timed() -> float:
        return timing.seconds(work) / samples * 1e6

    return timed


def _alternated(
    case: str, contestants: dict[str, Callable[[], float]], turns: int
) -> list[Measurement]:
    return _measured(case, timing.alternate(contestants, turns))


def _measured(case: str, turned: dict[str, list[float]]) -> list[Measurement]:
    return [from_turns("kernel", case, name, values, UNIT) for name, values in turned.items()]


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments.run(measure)
