"""Shares of crossed sources of randomness."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from of_book import variance

from nnexp.analysis import AnalysisError
from nnexp.analysis.variance import shares_of_variance

FACTORS = ("init", "order", "split")


def crossed(
    sizes: tuple[int, int, int], deviations: tuple[float, ...], seed: int = 0
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    effects = [sd * rng.normal(size=size) for sd, size in zip(deviations, sizes, strict=False)]
    return pd.DataFrame(
        [
            {
                **dict(zip(FACTORS, at, strict=True)),
                "status": "ok",
                "test_accuracy": 0.95
                + sum(effect[i] for effect, i in zip(effects, at, strict=True))
                + deviations[3] * rng.normal(),
            }
            for at in itertools.product(*map(range, sizes))
        ]
    )


def test_components_are_those_of_the_analysis_of_variance(seeded: np.random.Generator) -> None:
    cells = seeded.normal(size=(4, 3)) + 3 * seeded.normal(size=(4, 1))
    shares, _ = shares_of_variance(cells)
    # Two-way mean squares by hand; Searle, Casella and McCulloch (1992), §4.4.
    rows, columns, mean = cells.mean(axis=1), cells.mean(axis=0), cells.mean()
    between_rows = 3 * ((rows - mean) ** 2).sum() / 3
    between_columns = 4 * ((columns - mean) ** 2).sum() / 2
    rest = ((cells - rows[:, None] - columns[None, :] + mean) ** 2).sum() / 6
    parts = np.array(
        [max((between_rows - rest) / 3, 0), max((between_columns - rest) / 4, 0), rest]
    )
    np.testing.assert_allclose(shares, parts / parts.sum())


def test_the_source_of_the_spread_is_named() -> None:
    found = variance(crossed((8, 8, 8), (0.01, 0.001, 0.001, 0.001)), FACTORS)
    assert (found.verdict, found.numbers["largest"]) == ("mostly_one", "init")
    assert found.interval[0] > 0.5
    assert found.sentence.startswith("Of the spread of test accuracy (standard deviation 0.")
    assert "init 9" in found.sentence


def test_even_sources_name_none() -> None:
    found = variance(crossed((3, 3, 3), (0.01, 0.01, 0.01, 0.01)), FACTORS)
    assert found.verdict == "no_single_source"


def test_the_same_table_has_the_same_intervals() -> None:
    table = crossed((3, 3, 3), (0.01, 0.01, 0.01, 0.01))
    assert variance(table, FACTORS) == variance(table, FACTORS)


def test_no_spread_at_all_has_no_source() -> None:
    table = crossed((2, 2, 2), (0, 0, 0, 0))
    assert variance(table, FACTORS).verdict == "no_single_source"


def _message(table: pd.DataFrame, factors: tuple[str, ...] = FACTORS) -> str:
    with pytest.raises(AnalysisError) as caught:
        variance(table, factors)
    return str(caught.value)


def test_incomplete_designs_are_refused() -> None:
    table = crossed((2, 2, 2), (1, 1, 1, 1))
    assert _message(table.iloc[1:]) == (
        "variance: needs one finished trial for each of the 8 combinations of init, order and "
        "split; 7 of them have one, in 7 rows"
    )
    assert "7 of them have one, in 8 rows" in _message(table.assign(status=["error"] + ["ok"] * 7))
    assert _message(table[table["init"] == 0]) == (
        "variance: init has one value, 0; cross two seeds of it or more"
    )
    assert _message(table, ("init",)) == (
        "variance: needs two factors or more, for example init and order"
    )
