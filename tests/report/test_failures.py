from __future__ import annotations

import pandas as pd

from nnexp.report.failures import Failure, failures
from nnexp.trainables.book.columns import BOOK


def _table(*trials: tuple[float, int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(trials, columns=["lr", "epochs", "status", "reason"])


def test_what_differs_in_numbers_only_is_one_failure() -> None:
    table = _table(
        (0.1, 1, "ok", ""),
        (10, 1, "diverged", "not finite after sample 17 of epoch 1"),
        (10, 5, "diverged", "not finite after sample 301 of epoch 4"),
        (0.1, 5, "timeout", "took over 1.5 s"),
        (0.2, 5, "not_run", ""),
    )
    assert failures(table, ("lr", "epochs"), BOOK) == [
        Failure(2, "diverged", "not finite after sample 17 of epoch 1", False, ("lr=10",)),
        Failure(1, "timeout", "took over 1.5 s", True, ("lr=0.1", "epochs=5")),
    ]


def test_the_most_frequent_comes_first_and_words_tell_failures_apart() -> None:
    table = _table(
        (1, 1, "error", "disk full"), (2, 1, "error", "no memory"), (3, 1, "error", "no memory")
    )
    assert [(f.trials, f.reason) for f in failures(table, ("lr",), BOOK)] == [
        (2, "no memory"),
        (1, "disk full"),
    ]


def test_settings_of_many_values_or_of_all_say_nothing() -> None:
    table = _table(*((lr, 1, "error", "boom") for lr in (1, 2, 3, 4)), (5, 2, "ok", ""))
    assert failures(table, ("lr", "epochs"), BOOK)[0].settings == ("epochs=1",)


def test_no_failure_gives_nothing() -> None:
    assert failures(_table((0.1, 1, "ok", "")), ("lr",), BOOK) == []
