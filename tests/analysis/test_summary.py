from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nnexp.analysis.summary import settings_of, summarise


def _rows(values: list[float], status: str = "ok", lr: float = 0.1) -> pd.DataFrame:
    return pd.DataFrame({"lr": lr, "status": status, "test_accuracy": values})


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=30),
    st.sampled_from([0.5, 0.9, 0.95, 0.99]),
)
def test_the_interval_is_that_of_scipy(values: list[float], level: float) -> None:
    row = summarise(_rows(values), ["lr"], "test_accuracy", level).iloc[0]
    error = stats.sem(values)
    if error == 0:
        expected = np.mean(values), np.mean(values)
    else:
        expected = stats.t.interval(level, len(values) - 1, np.mean(values), error)
    assert row["mean"] == pytest.approx(np.mean(values))
    assert (row["low"], row["high"]) == pytest.approx(expected, abs=1e-12)
    assert row["repeats"] == len(values)


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
    assert settings_of(("lr", "seed", "epochs")) == ("lr", "epochs")


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
