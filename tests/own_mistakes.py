"""Functions with which something is wrong, one thing each; see `test_own_mistakes.py`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Literal

import nnexp

GOOD = {"validation_accuracy": 0.5}


def stars(*values: float, seed: int):
    yield GOOD


def keywords(lr: float, **more):
    yield GOOD


def by_place(lr: float, /, *, seed: int):
    yield GOOD


def reserved(lr: float, repeats: int = 3):
    yield GOOD


def column(lr: float, status: str = "x"):
    yield GOOD


def untyped(lr):
    yield GOOD


def no_type(lr=None):
    yield GOOD


def path_setting(folder: Path):
    yield GOOD


def two_types(lr: float | str):
    yield GOOD


def numbers_to_choose(width: Literal[16, 32]):
    yield GOOD


def maybe_flag(bias: bool | None = None):
    yield GOOD


def unknown_name(lr: Flaot):  # noqa: F821
    yield GOOD


def wrong_default(lr: Annotated[float, nnexp.Setting(low=0, above=True)] = 0.0):
    yield GOOD


def wrong_epochs(epochs: float = 3.0):
    yield GOOD


async def asynchronous(lr: float):
    yield GOOD


shortened = functools.partial(stars, seed=1)

unnamed = lambda lr: {"validation_accuracy": lr}  # noqa: E731


def good(lr: float, width: int = 32, kind: Literal["wide", "deep"] = "wide", bias: bool = False):
    while True:
        yield GOOD


def told(epochs: int = 3):
    yield from [GOOD] * epochs


def returns_nothing(lr: float = 0.1):
    pass


def returns_number(lr: float = 0.1):
    return 0.5


def returns_generator(lr: float = 0.1):
    return (GOOD for _ in range(3))


def yields_nothing():
    yield from ()


def yields_number():
    yield 0.5


def yields_three():
    yield GOOD, {}, 1


def ends_early():
    yield from [GOOD, GOOD]


def goes_on(epochs: int = 3):
    while True:
        yield GOOD


def loses_a_metric():
    yield {**GOOD, "test_accuracy": 0.5}
    yield GOOD


def gains_a_metric():
    yield GOOD
    yield {**GOOD, "test_accuracy": 0.5}


def no_metrics():
    yield {}


def no_name():
    yield {1: 0.5}


def no_number():
    yield {"validation_accuracy": "high"}


def many_numbers():
    import numpy as np

    yield {"validation_accuracy": np.ones(10)}


def a_list():
    yield {"validation_accuracy": [0.5, 0.6]}


def percents():
    yield {"validation_accuracy": 93.2}


def negative_error():
    yield {"validation_rmse": -1.0}


def turns_nan():
    yield {"validation_loss": 1.0}
    yield {"validation_loss": float("nan")}


def turns_infinite():
    yield {"validation_loss": 1.0}
    yield {"validation_loss": float("inf")}


def measures_time():
    yield {**GOOD, "seconds": 1.0}


def state_of_objects(state=None):
    yield GOOD, {"optimizer": object()}


def state_of_texts(state=None):
    yield GOOD, {"name": "adam"}


def state_is_a_list(state=None):
    yield GOOD, [1, 2, 3]


def state_without_name(state=None):
    yield GOOD, {3: 1.0}


def state_not_taken():
    yield GOOD, {"w": 1.0}


def raises():
    yield GOOD
    raise ValueError("two\nlines")


def exits():
    yield GOOD
    raise SystemExit(3)


def interrupts():
    yield GOOD
    raise KeyboardInterrupt


def asks():
    yield GOOD
    input("what now? ")


def bad_direction():
    yield {"validation_bleu": 0.5}


def no_part():
    yield {"accuracy": 0.5}


def only_trains():
    yield {"train_loss": 0.5}


def measures_nothing_of_data():
    yield {"nodes": 3}
