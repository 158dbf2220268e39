from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from of_book import best_settings, rank
from scipy.stats import binomtest
from simulated_sweep import simulate

from nnexp.analysis.best import Best, Edge, with_same_samples


def _table(accuracies: Mapping[float, list[float]], **columns: Any) -> pd.DataFrame:
    """A table of one learning rate per key, its accuracies over the repeats as values."""
    rows = [
        {
            "lr": lr,
            "status": "ok",
            "validation_accuracy": accuracy,
            "validation_loss": 1 - accuracy,
            "test_accuracy": accuracy - 0.01,
            "test_loss": 1.01 - accuracy,
        }
        | columns
        for lr, values in accuracies.items()
        for accuracy in values
    ]
    return pd.DataFrame(rows)


def _only(table: pd.DataFrame, swept: tuple[str, ...] = ("lr",), on: str = "validation") -> Best:
    (best,) = best_settings(table, swept, on)
    return best


def test_the_highest_mean_wins_not_the_highest_single_value() -> None:
    best = _only(_table({0.01: [0.99, 0.5], 0.1: [0.9, 0.9], 0.3: [0.8, 0.8]}))
    assert best.setting == {"lr": 0.1}
    assert best.selection.mean == pytest.approx(0.9)
    assert best.test.mean == pytest.approx(0.89)
    assert best.ranking["lr"].tolist() == [0.1, 0.3, 0.01]


def test_validation_chooses_even_where_test_says_otherwise() -> None:
    table = _table({0.1: [0.9, 0.9], 0.3: [0.8, 0.8]})
    table.loc[table["lr"] == 0.3, "test_accuracy"] = 1.0
    assert _only(table).setting == {"lr": 0.1}
    assert _only(table, on="test").setting == {"lr": 0.3}


@pytest.mark.parametrize(("read", "count"), [(0, 10), (10, 10), (9653, 10_000), (1, 3)])
def test_the_luck_of_test_samples_that_repeats_share_is_that_of_a_share(read, count) -> None:
    table = _table({0.1: [read / count + 0.01] * 3}).assign(data_fingerprint="f")
    (best,) = with_same_samples([_only(table, ())], table, {"f": count})
    interval = binomtest(read, count).proportion_ci(0.95, "wilson")
    same = best.same_samples
    assert same is not None
    assert same.count == count
    assert (same.low, same.high) == pytest.approx((interval.low, interval.high), abs=1e-9)
    (unknown,) = with_same_samples([best], table, {"another": count})
    assert unknown.same_samples is None


def test_ties_go_to_the_lower_loss_then_to_the_cheaper_setting() -> None:
    table = _table({0.1: [0.9], 0.3: [0.9]})
    table["validation_loss"] = [0.2, 0.1]
    assert _only(table).setting == {"lr": 0.3}
    same = pd.concat([_table({0.1: [0.9]}, epochs=epochs) for epochs in (10, 2, 5)])
    assert _only(same, ("epochs",)).setting == {"epochs": 2}


def test_survivors_of_failures_do_not_win_against_a_complete_setting() -> None:
    table = _table({0.1: [0.9, 0.9], 10: [0.99, 0.99]})
    table.loc[3, "status"] = "diverged"
    best = _only(table)
    assert best.setting == {"lr": 0.1}
    assert best.ranking["failed"].tolist() == [0, 1]


def test_where_every_setting_lost_repeats_the_survivors_count() -> None:
    table = _table({0.1: [0.9, 0.9], 10: [0.99, 0.99]})
    table.loc[[0, 3], "status"] = "error"
    assert _only(table).setting == {"lr": 10}


@pytest.mark.parametrize("status", ["diverged", "error", "timeout", "not_run"])
def test_nothing_finished_gives_no_answer(status: str) -> None:
    assert best_settings(_table({0.1: [0.9]}).assign(status=status), ("lr",), "validation") == ()


def test_no_values_give_no_answer() -> None:
    table = _table({0.1: [0.9]}).assign(validation_accuracy=np.nan, validation_loss=np.nan)
    assert best_settings(table, ("lr",), "validation") == ()
    assert best_settings(table, ("lr",), "test") != ()
    assert best_settings(table.head(0), ("lr",), "test") == ()


def test_each_data_set_has_its_own_answer() -> None:
    table = pd.concat(
        [
            _table({0.1: [0.9], 0.3: [0.8]}, data="digits"),
            _table({0.1: [0.5], 0.3: [0.6]}, data="mnist"),
        ],
        ignore_index=True,
    )
    digits, mnist = best_settings(table, ("lr", "data"), "validation")
    assert (digits.problem, digits.setting) == ({"data": "digits"}, {"lr": 0.1})
    assert (mnist.problem, mnist.setting) == ({"data": "mnist"}, {"lr": 0.3})


def test_seeds_are_repeats() -> None:
    table = pd.concat([_table({0.1: [0.9 + seed / 100]}, seed=seed) for seed in (1, 2, 3)])
    best = _only(table, ("seed",))
    assert best.setting == {}
    assert best.selection.repeats == 3


def test_settings_come_back_as_plain_values() -> None:
    table = _table({0.1: [0.9]}).assign(
        **{
            "network.bias": np.array([True]),
            "data.train_size": pd.array([None], dtype="Int64"),
            "hidden_nodes": "[100,50]",
            "epochs": np.array([5]),
        }
    )
    swept = ("epochs", "hidden_nodes", "data.train_size", "network.bias")
    setting = _only(table, swept).setting
    assert setting == {
        "epochs": 5,
        "hidden_nodes": "[100,50]",
        "data.train_size": None,
        "network.bias": True,
    }
    assert [type(value) for value in setting.values()] == [int, str, type(None), bool]


@pytest.mark.parametrize(
    ("accuracies", "edges"),
    [
        ({0.1: [0.9], 0.2: [0.8], 0.3: [0.7]}, (Edge("lr", 0.1, "smallest"),)),
        ({0.1: [0.7], 0.2: [0.8], 0.3: [0.9]}, (Edge("lr", 0.3, "largest"),)),
        ({0.1: [0.7], 0.2: [0.9], 0.3: [0.8]}, ()),
        ({0.1: [0.7]}, ()),
    ],
)
def test_edges_of_the_grid(accuracies: dict[float, list[float]], edges: tuple[Edge]) -> None:
    assert _only(_table(accuracies)).edges == edges


def test_a_failed_value_beyond_the_best_is_no_edge() -> None:
    table = _table({0.1: [0.8], 1.0: [0.9], 10: [0.1]})
    table.loc[2, "status"] = "diverged"
    assert _only(table).edges == ()


@pytest.mark.parametrize(
    ("name", "values", "edge"),
    [
        ("epochs", [1, 5, 10], False),  # one epoch is the least there is
        ("epochs", [2, 5, 10], True),
        ("hidden_nodes", [0, 10], False),
        ("hidden_nodes", [10, 50], True),
        ("hidden_nodes", ["100", "[100,50]"], False),  # no order, so no edge
        ("training.batch_size", [1, 16], False),
        ("data.train_size", [100, 1000], False),  # more data is no choice
        ("network.init", ["fan_in", "fan_out"], False),
        ("network.bias", [False, True], False),
    ],
)
def test_only_values_that_could_be_extended_are_edges(
    name: str, values: list[Any], edge: bool
) -> None:
    tables = [
        _table({0.1: [0.9 - index / 10]}).assign(**{name: value})
        for index, value in enumerate(values)
    ]
    best = _only(pd.concat(tables), (name,))
    assert best.setting == {name: values[0]}
    assert bool(best.edges) == edge


def test_ranking_of_a_whole_sweep_holds_every_setting_once() -> None:
    table, _, swept = simulate({"lr": [0.01, 0.1, 0.3], "epochs": [1, 5]}, repeats=3)
    ranking = rank(table, swept, "validation")
    expected = table.groupby(["lr", "epochs"])["validation_accuracy"].mean()
    found = ranking.set_index(["lr", "epochs"])["mean"]
    pd.testing.assert_series_equal(found.sort_index(), expected, check_names=False)
    assert ranking["mean"].is_monotonic_decreasing
