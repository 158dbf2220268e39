"""Whether the best learning rate moves with epochs."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_trials import told, trials
from of_book import interaction

from nnexp.analysis import AnalysisError
from nnexp.analysis.exponent import Level, exponent
from nnexp.analysis.languages import told_in
from nnexp.analysis.vertex import vertices
from nnexp.trainables.book.columns import BOOK

RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.6)


def swept(
    power: float,
    repeats: int = 5,
    spread: float = 0.001,
    epochs: tuple[int, ...] = (1, 3, 10, 20),
    best: float = 0.15,
) -> pd.DataFrame:
    tables = []
    for number in epochs:
        middle = np.log(best * number**power)
        means = {lr: 0.95 - 0.008 * (np.log(lr) - middle) ** 2 for lr in RATES}
        tables.append(trials("lr", means, repeats, spread, seed=number, epochs=number))
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize(("power", "verdict"), [(-0.4, "falls"), (0.2, "rises")])
def test_the_power_is_found(power: float, verdict: str) -> None:
    found = interaction(swept(power))
    assert found.verdict == verdict
    assert found.interval[0] <= power <= found.interval[1]
    assert found.estimate == pytest.approx(power, abs=0.05)
    times = {"falls": "two times smaller", "rises": "1.7 times larger"}[verdict]
    assert found.sentence.startswith(f"Ten times the epochs, a best lr about {times}: about 0.1")
    low, high = (float(x) for x in re.findall(r"about ([0-9.]+) at", found.sentence))
    assert high / low == pytest.approx(20**found.estimate, rel=0.05)
    assert len(found.rows) == 4 * 7 * 5


def test_no_change_is_mostly_not_seen() -> None:
    verdicts = [
        interaction(swept(0, epochs=(seed, 20 + seed, 100 + seed))).verdict for seed in range(1, 30)
    ]
    assert verdicts.count("no_change") >= 24


def test_vertices_are_those_of_polynomials() -> None:
    grid = np.log(RATES)
    losses = 2 * (grid - np.log(0.08)) ** 2
    assert vertices(losses, grid) == pytest.approx(np.log(0.08))
    assert vertices(grid, grid) == grid[0]
    assert vertices(-grid, grid) == grid[-1]
    assert vertices(np.zeros(7), grid) == grid[0]


def test_a_change_that_is_seen_in_spite_of_an_edge_has_an_open_interval() -> None:
    found = interaction(swept(-1))
    assert found.verdict == "falls"
    assert found.interval[0] == -np.inf
    assert found.interval[1] < 0
    assert found.sentence.endswith(f"95 % interval {found.interval[1]:.3g} or less).")
    assert told(found.cautions) == (
        "the best lr is at an edge of the grid for some epochs: extend it below 0.01 to see how "
        "far it moves",
    )


def test_best_values_beyond_the_grid_are_not_told_apart() -> None:
    """However surely each of them is at the edge."""
    found = interaction(swept(-0.2, best=3.0, spread=1e-5))
    assert (found.verdict, found.interval) == ("edge", (-np.inf, np.inf))
    assert found.sentence == (
        "The best lr is at an edge of the grid at 4 of 4 values of epochs, so the grid cannot say "
        "whether it moves with epochs: extend it above 0.6."
    )
    assert (found.cautions, found.repeats_needed) == ((), None)


@pytest.mark.parametrize(
    ("bounds", "verdict", "words"),
    [
        ({"low": 0.01, "above": False}, "limit", "is at its limit, beyond which there is none, at"),
        ({"high": 0.6}, "edge", "at an edge of the grid at 4 of 4 values of epochs"),
    ],
)
def test_where_the_setting_ends_with_the_grid_nothing_is_to_be_extended(
    bounds: dict[str, float], verdict: str, words: str
) -> None:
    limited = dataclasses.replace(BOOK.settings["lr"], **bounds)
    columns = dataclasses.replace(BOOK, settings={**BOOK.settings, "lr": limited})
    found = interaction(swept(0, best=0.001), columns=columns)
    assert (found.verdict, bool(found.next)) == (verdict, verdict == "edge")
    assert words in found.sentence
    assert told(found.cautions) == ()
    (chinese,) = told_in("zh", [found])
    assert ("有 4 个的最好学习率已到允许的极限" in chinese.sentence) == (verdict == "limit")


def test_divergence_above_the_grid_encloses_what_is_best() -> None:
    """Best at 0.6 after one epoch, between that and 0.7; further down after many."""
    open_above = swept(-0.3, best=0.62)
    walls = [trials("lr", {0.7: np.nan}, 5, epochs=epochs) for epochs in (1, 3, 10, 20)]
    closed = pd.concat([open_above, *(wall.assign(status="diverged") for wall in walls)])
    found, enclosed = interaction(open_above), interaction(closed.reset_index(drop=True))
    assert found.interval[0] == -np.inf
    assert found.interval[0] < enclosed.interval[0] < -0.3 < enclosed.interval[1]
    assert enclosed.interval[1] == found.interval[1]


@given(
    best=st.floats(-4, 1),
    power=st.floats(-1, 1),
    levels=st.sampled_from([(1, 10), (1, 5, 10), (1, 2, 3, 5, 7, 10, 15, 20)]),
)
def test_without_noise_the_power_is_inside_wherever_the_best_values_are(
    best: float, power: float, levels: tuple[int, ...]
) -> None:
    grid, over = np.log(RATES), np.log(levels)
    losses = (grid - (best + power * over)[:, None]) ** 2
    said = exponent([Level(np.stack([one, one]), grid, np.inf) for one in losses], over)
    assert said.low - 1e-9 <= power <= said.high + 1e-9


def test_a_flatter_flank_moves_nothing_however_many_repeats() -> None:
    """Noise takes single repeats to the flatter flank, the further the less is known."""
    rng = np.random.default_rng(7)
    grid, epochs = np.log([0.02, 0.05, 0.1, 0.2, 0.4, 0.8]), (1, 3, 10, 30)
    flanks = np.where(grid < np.log(0.1), 1 / 9, 1.0) * (grid - np.log(0.1)) ** 2
    verdicts = []
    for _ in range(20):
        rows = [
            {"lr": lr, "epochs": level, "repeat": repeat, "status": "ok", "validation_accuracy": x}
            for level in epochs
            for repeat, values in enumerate(0.9 - 0.01 * level * flanks + _noise(rng, (30, 6)))
            for lr, x in zip(np.exp(grid), values, strict=True)
        ]
        verdicts.append(interaction(pd.DataFrame(rows)).verdict)
    assert {"falls", "rises"}.isdisjoint(verdicts)


def _noise(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return 0.01 * rng.standard_normal(shape)


def test_one_repeat_says_so() -> None:
    found = interaction(swept(-0.4, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)


def test_each_comparison_has_the_repeats_that_there_are() -> None:
    table = swept(-0.4)
    table.loc[(table["epochs"] == 3) & (table["repeat"] == 2) & (table["lr"] == 0.1), "status"] = (
        "timeout"
    )
    found = interaction(table)
    assert (found.repeats, found.verdict) == (5, "falls")
    assert told(found.cautions) == (
        "repeats per value of lr: 4 to 5; each comparison uses those that both values have",
        "trials that are missing: 1 ran out of time",
    )


def test_no_repeat_need_be_whole() -> None:
    table = swept(-0.4)
    lost = table["repeat"] == table["lr"].map({lr: n % 5 for n, lr in enumerate(RATES)})
    found = interaction(table[~lost].reset_index(drop=True))
    assert found.verdict == "falls"
    assert found.interval[0] <= -0.4 <= found.interval[1]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            swept(0, epochs=(5,)),
            "interaction: the frame has less than two values of epochs; sweep several, for "
            "example epochs=1,5,10",
        ),
        (
            swept(0).query("lr in (0.1, 0.2)"),
            "interaction: needs three values of lr or more that trained everywhere, got 2; "
            "sweep more, for example lr=0.05,0.1,0.2,0.4",
        ),
    ],
)
def test_too_small_grids_are_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        interaction(table)
    assert str(caught.value) == message
