"""Tasks have short names that are fit for files, no two the same."""

from __future__ import annotations

from typing import Any

import pytest
from of_book import best_settings
from simulated_sweep import simulate_points

from nnexp.analysis.tasks import tasks_of
from nnexp.trainables.book.columns import BOOK


def _names(*points: dict[str, Any]) -> list[str]:
    table, _, swept = simulate_points(points, repeats=1)
    return [task.name for task in tasks_of(best_settings(table, swept, "validation"), BOOK)]


def _csv(train: str, test: str | None = None, label: str | None = None) -> dict[str, Any]:
    return {"data": {"name": "csv", "train": train, "test": test, "label": label}}


@pytest.mark.parametrize(
    ("points", "names"),
    [
        ([{"lr": 0.1}, {"lr": 0.2}], [""]),
        ([{"data.train_size": 100}, {"data.train_size": 200}], [""]),
        ([{"data": {"name": "mnist"}}, {"data": {"name": "digits"}}], ["mnist", "digits"]),
        ([_csv("here/a.csv"), _csv("there/b c.csv")], ["a", "b_c"]),
        ([_csv("1/a.csv"), _csv("2/A.csv"), _csv("3/a.csv")], ["a", "A_2", "a_3"]),
        ([_csv("a.csv", "t.csv"), _csv("a.csv", None)], ["t", "null"]),
        ([_csv("a.csv", "t.csv"), _csv("b.csv", "u.csv")], ["a_t", "b_u"]),
        ([_csv("a.csv", label="kind"), _csv("a.csv", label="size")], ["kind", "size"]),
        ([_csv("手写.csv"), {"data": {"name": "digits"}}], ["手写", "digits"]),
        ([_csv(f"{'x' * 300}.csv"), _csv("y.csv")], ["x" * 40, "y"]),
    ],
)
def test_names(points: list[dict[str, Any]], names: list[str]) -> None:
    assert _names(*points) == names
