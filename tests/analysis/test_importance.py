"""Shares of variance over a grid, against what is known of the tables they are of."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from of_book import findings, importance

from nnexp.analysis import AnalysisError
from nnexp.analysis.importance import IMPORTANCE, shares
from nnexp.analysis.languages import told_in
from nnexp.analysis.sentence import plain

AXES: dict[str, Sequence[Any]] = {
    "lr": (0.01, 0.1, 0.3),
    "epochs": (1, 5),
    "hidden_nodes": (10, 50, 100, 200),
    "network.activation": ("sigmoid", "tanh"),
}
LR = {0.01: -0.03, 0.1: 0.02, 0.3: 0.01}
ACTIVATION = {"sigmoid": 0.01, "tanh": -0.01}


def grid(
    value: Callable[[dict[str, Any]], float], repeats: int = 5, spread: float = 0.0
) -> pd.DataFrame:
    """A trial for each combination and repeat, around a value for each combination."""
    rng = np.random.default_rng(7)
    shared = rng.normal(0, 0.01, repeats)
    rows = [
        {**point, "repeat": repeat, "status": "ok", "seconds": 1.0}
        | {"validation_accuracy": 0.9 + value(point) + shared[repeat] + rng.normal(0, spread)}
        for point in (
            dict(zip(AXES, one, strict=True)) for one in itertools.product(*AXES.values())
        )
        for repeat in range(repeats)
    ]
    return pd.DataFrame(rows)


def additive(point: dict[str, Any]) -> float:
    return LR[point["lr"]] + ACTIVATION[point["network.activation"]]


def test_effects_that_add_up_have_the_shares_of_their_variances() -> None:
    found = importance(grid(additive), tuple(AXES))
    lr, activation = np.var(list(LR.values())), np.var(list(ACTIVATION.values()))
    expected = {
        "lr": lr / (lr + activation),
        "network.activation": activation / (lr + activation),
        "epochs": 0.0,
        "hidden_nodes": 0.0,
    }
    told = dict(zip(found.numbers["settings"], found.numbers["shares"], strict=True))
    assert told == pytest.approx(expected, abs=1e-9)
    assert list(told)[:2] == ["lr", "network.activation"]
    assert found.numbers["together"] == pytest.approx(0, abs=1e-9)
    assert found.verdict == "mostly_one"
    assert found.estimate == pytest.approx(expected["lr"])
    assert found.interval == pytest.approx((expected["lr"],) * 2)


def test_what_only_a_combination_explains_is_told_apart() -> None:
    """A product of two centred effects has the product of their variances, and no main effect."""
    budget = {1: -1.0, 5: 1.0}

    def value(point: dict[str, Any]) -> float:
        return LR[point["lr"]] * (1 + budget[point["epochs"]] * 2)

    found = importance(grid(value), tuple(AXES))
    told = dict(zip(found.numbers["settings"], found.numbers["shares"], strict=True))
    assert told["lr"] == pytest.approx(1 / 5)
    assert told["epochs"] == pytest.approx(0, abs=1e-9)
    assert found.numbers["together"] == pytest.approx(4 / 5)
    assert found.verdict == "several"


def test_shares_are_those_of_the_classical_analysis_without_noise() -> None:
    """Sums of squares of an ANOVA of one table, whatever the table."""
    rng = np.random.default_rng(3)
    cells = rng.normal(size=(3, 4, 2))
    found = shares(np.stack([cells, cells]))
    squares = ((cells - cells.mean()) ** 2).sum()
    for axis, share in enumerate(found.each):
        means = cells.mean(axis=tuple({0, 1, 2} - {axis}))
        own = cells.size / len(means) * ((means - cells.mean()) ** 2).sum()
        assert share == pytest.approx(own / squares)


def test_noise_is_not_taken_for_an_effect() -> None:
    """Averaged over many tables the variances are those of the truth, however few the repeats."""
    rng = np.random.default_rng(5)
    truth = np.zeros((4, 3, 2, 2)) + np.array([-1.0, -0.5, 0.5, 1.0])[:, None, None, None]
    truth += np.array([0.6, -0.6])[:, None]
    expected = np.array([0.625, 0.0, 0.36, 0.0]) / (0.625 + 0.36)
    tables = truth + rng.normal(size=(400, 3, *truth.shape)) * 0.8
    each = [shares(one) for one in tables]
    middle = np.mean([one.each for one in each], axis=0)
    # Shares are cut at 0, which leaves a little of the noise in those that are nothing.
    assert middle[[0, 2]] == pytest.approx(expected[[0, 2]], abs=0.03)
    assert (middle[[1, 3]] < 0.03).all()
    covered = np.mean(
        [(one.low <= expected + 1e-12) & (expected <= one.high + 1e-12) for one in each], axis=0
    )
    assert (covered > 0.9).all()
    naive = np.mean([shares(one.mean(axis=0)[None]).each for one in tables], axis=0)
    assert naive[0] < expected[0] - 0.05


def test_where_nothing_matters_nothing_is_said_to() -> None:
    rng = np.random.default_rng(6)
    chances = np.array([shares(rng.normal(size=(3, 3, 2, 2, 2))).chance for _ in range(400)])
    # 5 % of 400 is 20; more than 34 has a chance below 0.2 %.
    assert (chances < 0.05).sum() <= 34
    found = importance(grid(lambda _: 0.0, spread=0.01), tuple(AXES))
    assert found.verdict == "no_difference"
    assert found.sentence.startswith("No setting makes a difference in validation accuracy")


def test_one_repeat_cannot_say_and_two_have_no_interval() -> None:
    one = importance(grid(additive, repeats=1, spread=0.001), tuple(AXES))
    assert (one.verdict, one.repeats_needed) == ("undecided", 3)
    two = importance(grid(additive, repeats=2, spread=0.001), tuple(AXES))
    assert two.verdict == "several"
    assert np.isnan(two.interval).all()
    assert "(nan" not in two.sentence


def test_values_that_failed_are_left_out_and_said() -> None:
    table = grid(additive, spread=0.001)
    table.loc[table["lr"] == 0.3, ["status", "validation_accuracy"]] = "diverged", np.nan
    found = importance(table, tuple(AXES))
    assert found.cautions[0].kind == "all_failed"
    assert found.cautions[0].numbers["values"] == (0.3,)
    left = table["lr"] < 0.3
    assert found.rows == tuple(table.index[left])
    assert found.estimate == pytest.approx(importance(table[left], tuple(AXES)).estimate)
    one = table[left].copy()
    one.loc[(one["lr"] == 0.1) & (one["epochs"] == 5) & (one["repeat"] == 2), "status"] = "timeout"
    assert [caution.kind for caution in importance(one, tuple(AXES)).cautions] == ["lost_repeats"]


def test_a_table_that_is_no_grid_has_no_shares() -> None:
    table = grid(additive, spread=0.001)
    with pytest.raises(AnalysisError, match="too many of the 240 trials failed or are missing"):
        importance(table.assign(status=np.where(table.index % 3, "ok", "failed")), tuple(AXES))
    points = table.drop_duplicates("lr").assign(epochs=range(3), hidden_nodes=range(3))
    with pytest.raises(AnalysisError, match=r"the 3 trials are no full grid of lr, epochs"):
        importance(points, tuple(AXES))


def test_it_is_asked_of_full_grids_of_four_settings() -> None:
    table, curves = grid(additive, spread=0.001), pd.DataFrame()
    found = findings(table, curves, tuple(AXES), "validation")
    assert [one.over for one in found if one.analysis == "importance"] == [tuple(AXES)]
    three = table[table["network.activation"] == "tanh"]
    found = findings(three, curves, tuple(AXES)[:3], "validation")
    assert not [one for one in found if one.analysis == "importance"]
    holed = table[(table["lr"] != 0.1) | (table["epochs"] != 5)]
    assert not [*IMPORTANCE.run(_study(holed), tuple(AXES))]


def _study(table: pd.DataFrame) -> Any:
    from nnexp.analysis.study import Study
    from nnexp.trainables.book.columns import BOOK

    return Study(table, pd.DataFrame(), tuple(AXES), "validation", {}, BOOK, strict=True)


def test_the_sentence_has_each_share_with_its_interval() -> None:
    found = importance(grid(additive, spread=0.002), tuple(AXES), where=(("data", "digits"),))
    assert found.sentence.startswith("With data=digits, ")
    assert "lr matters most: of the differences in validation accuracy over the grid" in (
        found.sentence
    )
    assert found.sentence.count(" to ") >= 4
    assert plain(found.words.verdict(found)) == "mostly lr"
    (told,) = told_in("zh", [found])
    assert "学习率最重要" in told.sentence
    assert told.sentence.endswith("解释。")
