"""Whether the best learning rate moves with epochs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_trials import trials

from nnexp.analysis import AnalysisError, interaction
from nnexp.analysis.interaction import best_positions

RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.6)


def swept(
    power: float, repeats: int = 5, spread: float = 0.001, epochs: tuple[int, ...] = (1, 3, 10, 20)
) -> pd.DataFrame:
    tables = []
    for number in epochs:
        best = np.log(0.15 * number**power)
        means = {lr: 0.95 - 0.008 * (np.log(lr) - best) ** 2 for lr in RATES}
        tables.append(trials("lr", means, repeats, spread, seed=number, epochs=number))
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize(("power", "verdict"), [(-0.4, "falls"), (0.2, "rises")])
def test_the_power_is_found(power: float, verdict: str) -> None:
    found = interaction(swept(power))
    assert found.verdict == verdict
    assert found.interval[0] <= power <= found.interval[1]
    assert found.estimate == pytest.approx(power, abs=0.05)
    assert found.sentence.startswith("The best lr by validation accuracy goes from 0.1")
    assert "at epochs=1 to " in found.sentence
    assert len(found.rows) == 4 * 7 * 5


def test_no_change_is_mostly_not_seen() -> None:
    verdicts = [
        interaction(swept(0, epochs=(seed, 20 + seed, 100 + seed))).verdict for seed in range(1, 30)
    ]
    assert verdicts.count("no change shown") >= 24


def test_vertices_are_those_of_polynomials() -> None:
    grid = np.log(RATES)
    losses = 2 * (grid - np.log(0.08)) ** 2
    assert best_positions(losses, grid) == pytest.approx(np.log(0.08))
    assert best_positions(grid, grid) == grid[0]
    assert best_positions(-grid, grid) == grid[-1]
    assert best_positions(np.zeros(7), grid) == grid[0]


def test_a_best_value_at_an_edge_is_a_caution() -> None:
    found = interaction(swept(-1))
    assert found.cautions == (
        "the best lr is at an edge of the grid for some epochs: the change may be larger than "
        "it seems",
    )


def test_one_repeat_says_so() -> None:
    found = interaction(swept(-0.4, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided: more repeats", 3)


def test_repeats_are_those_that_every_level_has() -> None:
    table = swept(-0.4)
    table.loc[(table["epochs"] == 3) & (table["repeat"] == 2) & (table["lr"] == 0.1), "status"] = (
        "timeout"
    )
    found = interaction(table)
    assert (found.repeats, found.verdict) == (4, "falls")
    assert found.cautions[0] == "1 repeat left out: a trial of it failed"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            swept(0, epochs=(5,)),
            "interaction: the frame has less than two values of epochs; sweep several, for "
            "example epochs=1,5,20",
        ),
        (
            swept(0).query("lr in (0.1, 0.2)"),
            "interaction: needs three values of lr or more that trained everywhere, got 2; "
            "sweep more, for example lr=0.01,0.03,0.1,0.3",
        ),
    ],
)
def test_too_small_grids_are_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        interaction(table)
    assert str(caught.value) == message
