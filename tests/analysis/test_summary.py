from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from of_book import BOOK, summarise
from scipy import stats

from nnexp.analysis.summary import along


def _rows(values: list[float], status: str = "ok", lr: float = 0.1) -> pd.DataFrame:
    return pd.DataFrame({"lr": lr, "status": status, "test_accuracy": values})


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=30),
    st.sampled_from([0.5, 0.9, 0.95, 0.99]),
)
def test_the_interval_is_that_of_scipy_as_far_as_there_are_shares(
    values: list[float], level: float
) -> None:
    row = summarise(_rows(values), ["lr"], "test_accuracy", level).iloc[0]
    error = stats.sem(values)
    if error == 0:
        expected = np.mean(values), np.mean(values)
    else:
        expected = stats.t.interval(level, len(values) - 1, np.mean(values), error)
    assert row["mean"] == pytest.approx(np.mean(values))
    within = max(expected[0], 0), min(expected[1], 1)
    assert (row["low"], row["high"]) == pytest.approx(within, abs=1e-12)
    assert row["repeats"] == len(values)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("validation_accuracy", (0, 1)),
        ("saturation", (0, 1)),
        ("train_loss", (0, 3.6768)),
        ("seconds", (0, 3.6768)),
        ("difference", (-2.6768, 3.6768)),
    ],
)
def test_an_interval_ends_where_its_metric_does(metric: str, expected: tuple[float, float]) -> None:
    rows = pd.DataFrame({"status": "ok", metric: [0.25, 0.75]})
    row = summarise(rows, [], metric).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx(expected, abs=1e-3)


def _shares(values: dict[float, list[float]]) -> pd.DataFrame:
    return pd.concat([_rows(one, lr=lr) for lr, one in values.items()])


def test_intervals_along_a_line_stay_within_the_bounds() -> None:
    rows = _shares({0.1: [0.97, 1.0, 0.99, 0.98, 1.0], 0.3: [0.01, 0.0, 0.05, 0.0, 0.02]})
    found = along(rows, ["lr"], BOOK.metrics["test_accuracy"])
    for name, low, high in zip(found["mean"], found["low"], found["high"], strict=True):
        assert 0 < low < name < high < 1


def test_few_repeats_share_the_spread_of_their_line() -> None:
    generator = np.random.default_rng(3)
    truth = {0.01 * step: 0.7 + 0.002 * step for step in range(1, 9)}
    rows = _shares({lr: list(mean + 0.01 * generator.normal(size=2)) for lr, mean in truth.items()})
    own, shared = (
        one.apply(lambda row: row["high"] - row["low"], axis=1)
        for one in (
            summarise(rows, ["lr"], "test_accuracy"),
            along(rows, ["lr"], BOOK.metrics["test_accuracy"]),
        )
    )
    # Of two repeats each interval is as wide as chance has it; of all together they are alike.
    assert own.max() / own.min() > 10
    assert shared.max() / shared.min() < 3
    # Two normal values of a spread that is known from eight pairs.
    spread = np.sqrt(rows.groupby("lr")["test_accuracy"].var().mean())
    half = stats.t.ppf(0.975, 8) * spread / np.sqrt(2)
    assert shared.mean() == pytest.approx(2 * half, rel=0.02)


def test_intervals_along_a_line_cover_what_they_say() -> None:
    generator = np.random.default_rng(5)
    inside = []
    for _ in range(150):
        shares = generator.binomial(300, 0.93, size=(4, 3)) / 300
        rows = _shares(dict(zip((1.0, 2.0, 3.0, 4.0), map(list, shares), strict=True)))
        found = along(rows, ["lr"], BOOK.metrics["test_accuracy"])
        inside += list((found["low"] <= 0.93) & (found["high"] >= 0.93))
    # 600 intervals, four of a line sharing one spread: 95 % less three standard errors.
    assert np.mean(inside) > 0.91


def test_a_cut_interval_covers_as_often_as_the_whole() -> None:
    generator = np.random.default_rng(21)
    sweeps, repeats, a, b = 4000, 3, 0.5, 0.02
    rows = pd.DataFrame(
        {
            "lr": np.repeat(np.arange(sweeps), repeats),
            "status": "ok",
            "test_accuracy": generator.beta(a, b, sweeps * repeats),
        }
    )
    whole = rows.rename(columns={"test_accuracy": "value"})
    (cut, uncut), truth = (
        [summarise(rows, ["lr"], "test_accuracy"), summarise(whole, ["lr"], "value")],
        a / (a + b),
    )
    held = [((one["low"] <= truth) & (truth <= one["high"])).tolist() for one in (cut, uncut)]
    assert held[0] == held[1]
    assert (uncut["high"] > 1).any()


def test_one_value_has_no_interval() -> None:
    row = summarise(_rows([0.9]), ["lr"], "test_accuracy").iloc[0]
    assert row["mean"] == 0.9
    assert math.isnan(row["low"])
    assert math.isnan(row["high"])


def test_failed_and_missing_rows_are_counted_and_left_out() -> None:
    rows = pd.concat(
        [
            _rows([0.8, 0.9, math.nan, math.inf]),
            _rows([0.1, math.nan], "diverged"),
            _rows([0.2], "timeout"),
        ]
    )
    row = summarise(rows, ["lr"], "test_accuracy").iloc[0]
    assert row["mean"] == pytest.approx(0.85)
    assert (row["repeats"], row["failed"], row["missing"]) == (2, 3, 2)


def test_a_setting_of_failures_alone_stays_as_a_row_without_a_mean() -> None:
    rows = pd.concat([_rows([0.8]), _rows([0.9], "error", lr=10)])
    summary = summarise(rows, ["lr"], "test_accuracy")
    assert summary["lr"].tolist() == [0.1, 10]
    assert math.isnan(summary["mean"][1])
    assert summary["repeats"].tolist() == [1, 0]


def test_rows_stay_in_order_of_appearance_and_null_is_a_setting() -> None:
    rows = pd.DataFrame(
        {
            "data.train_size": pd.array([None, 100, None, 100], dtype="Int64"),
            "hidden_nodes": ["[100,50]", "100", "[100,50]", "100"],
            "status": "ok",
            "test_accuracy": [0.2, 0.4, 0.4, 0.6],
        }
    )
    summary = summarise(rows, ["data.train_size", "hidden_nodes"], "test_accuracy")
    assert summary["hidden_nodes"].tolist() == ["[100,50]", "100"]
    assert summary["mean"].tolist() == pytest.approx([0.3, 0.5])


def test_no_settings_give_one_row() -> None:
    summary = summarise(_rows([0.2, 0.4]), [], "test_accuracy")
    assert summary["mean"].tolist() == pytest.approx([0.3])


def test_the_frame_given_is_left_alone() -> None:
    rows = _rows([0.2, 0.4])
    before = rows.copy()
    summarise(rows, ["lr"], "test_accuracy")
    pd.testing.assert_frame_equal(rows, before)


def test_a_swept_seed_repeats_and_is_no_setting() -> None:
    assert BOOK.chosen(("lr", "seed", "epochs")) == ("lr", "epochs")


def test_intervals_cover_at_their_nominal_rate() -> None:
    generator = np.random.default_rng(20)
    sweeps, repeats, truth = 4000, 5, 0.95
    rows = pd.DataFrame(
        {
            "lr": np.repeat(np.arange(sweeps), repeats),
            "status": "ok",
            "test_accuracy": generator.normal(truth, 0.003, sweeps * repeats),
        }
    )
    summary = summarise(rows, ["lr"], "test_accuracy")
    covered = ((summary["low"] <= truth) & (truth <= summary["high"])).mean()
    assert covered == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / sweeps))
