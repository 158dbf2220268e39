"""Values at their own best, against tables whose truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trials import told
from of_book import own_best

from nnexp.analysis import AnalysisError, unequal
from nnexp.analysis.next_step import Extend
from nnexp.analysis.own_best import OWN_BEST, compared
from nnexp.analysis.study import Study
from nnexp.trainables.book.columns import BOOK

RATES = (0.02, 0.05, 0.1, 0.2, 0.5)
ACTIVATION = "network.activation"


def table(
    tops: dict[str, tuple[float, float]], repeats: int = 5, spread: float = 0.001, seed: int = 0
) -> pd.DataFrame:
    """Accuracies that fall off on both sides of each activation's best lr; given (lr, top)."""
    rng = np.random.default_rng(seed)
    shared = 0.01 * rng.normal(size=repeats)
    return pd.DataFrame(
        {
            ACTIVATION: name,
            "lr": lr,
            "repeat": repeat,
            "status": "ok",
            "validation_accuracy": top
            - 0.02 * np.log(lr / best) ** 2
            + shared[repeat]
            + spread * rng.normal(),
        }
        for name, (best, top) in tops.items()
        for lr in RATES
        for repeat in range(repeats)
    )


def test_each_value_is_judged_where_it_is_best() -> None:
    """At lr=0.2 sigmoid would win by far; at their own best it is behind."""
    rows = table({"tanh": (0.05, 0.95), "sigmoid": (0.2, 0.94)})
    at_one_lr = rows[rows["lr"] == 0.2].groupby(ACTIVATION)["validation_accuracy"].mean()
    assert at_one_lr["sigmoid"] > at_one_lr["tanh"] + 0.02
    found = own_best(rows, ACTIVATION)
    assert found.verdict == "one_is_best"
    assert found.numbers["values"] == ("tanh", "sigmoid")
    assert found.numbers["at"] == ("lr=0.05", "lr=0.2")
    assert found.interval[0] <= found.estimate <= found.interval[1]
    assert found.estimate == pytest.approx(0.01, abs=0.003)
    assert found.confidence_set == ("tanh",)
    assert found.sentence.startswith(
        "network.activation=tanh, at its own best lr=0.05, is best: sigmoid, at its own best "
        "lr=0.2, is "
    )
    assert "percentage points below it (95 % interval " in found.sentence
    assert told(found.cautions) == ()


def test_values_alone_are_compared_as_any_candidates_are() -> None:
    rows = table({"tanh": (0.1, 0.95), "relu": (0.1, 0.951), "sigmoid": (0.1, 0.93)})
    rows = rows[rows["lr"] == 0.1]
    found = own_best(rows, ACTIVATION, ())
    losses = (
        1
        - rows.pivot_table(index="repeat", columns=ACTIVATION, values="validation_accuracy")[
            sorted(rows[ACTIVATION].unique())
        ].to_numpy()
    )
    lower, upper = unequal.regret_bounds(losses)
    ranked = losses.mean(axis=0).argsort()
    assert found.numbers["least"] == pytest.approx(lower[ranked])
    assert found.numbers["most"] == pytest.approx(upper[ranked])
    assert set(found.numbers["at"]) == {""}  # type: ignore[arg-type]


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(50)), shift=st.floats(-0.2, 0.2))
def test_the_order_of_rows_and_what_repeats_add_change_nothing(
    order: list[int], shift: float
) -> None:
    rows = table({"tanh": (0.05, 0.95), "sigmoid": (0.2, 0.949)})
    one = own_best(rows, ACTIVATION)
    other = rows.iloc[order].assign(
        validation_accuracy=lambda x: x["validation_accuracy"] + shift * (x["repeat"] == 1)
    )
    two = own_best(other, ACTIVATION)
    assert (one.verdict, one.numbers["at"]) == (two.verdict, two.numbers["at"])
    assert one.interval == pytest.approx(two.interval, abs=1e-9)


def test_what_is_best_at_an_end_of_the_grid_may_be_better_beyond() -> None:
    found = own_best(table({"tanh": (0.05, 0.95), "sigmoid": (0.9, 0.94)}), ACTIVATION)
    assert told(found.cautions) == (
        "at network.activation=sigmoid the best lr is the largest tried: a larger one may do "
        "better",
    )
    assert found.next == (Extend("lr", "above", 1.25),)


def test_a_value_that_never_trained_is_named() -> None:
    rows = table({"tanh": (0.05, 0.95), "relu": (0.1, 0.94), "sigmoid": (0.2, 0.94)})
    rows.loc[rows[ACTIVATION] == "relu", ["status", "validation_accuracy"]] = "diverged", np.nan
    found = own_best(rows, ACTIVATION)
    assert set(found.numbers["values"]) == {"tanh", "sigmoid"}  # type: ignore[arg-type]
    assert told(found.cautions) == ("training diverged at network.activation=relu",)
    with pytest.raises(AnalysisError, match=r"one value of .* trained, tanh"):
        own_best(rows[rows[ACTIVATION] != "sigmoid"], ACTIVATION)


def test_lost_trials_leave_the_rest() -> None:
    rows = table({"tanh": (0.05, 0.95), "sigmoid": (0.2, 0.94)}, repeats=6)
    rows.loc[[3, 17, 40], ["status", "validation_accuracy"]] = "error", np.nan
    found = own_best(rows, ACTIVATION)
    assert (found.verdict, found.numbers["at"]) == ("one_is_best", ("lr=0.05", "lr=0.2"))
    assert told(found.cautions) == ("trials that are missing: 3 raised an error",)


def test_one_repeat_says_nothing() -> None:
    found = own_best(table({"tanh": (0.05, 0.95), "relu": (0.1, 0.94)}, repeats=1), ACTIVATION)
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)


def test_equal_values_need_more_repeats() -> None:
    found = own_best(table({"tanh": (0.05, 0.95), "relu": (0.1, 0.95)}, seed=2), ACTIVATION)
    assert found.verdict == "no_difference"
    assert (found.repeats_needed or 10**6) > 5
    assert found.sentence.startswith("No value of network.activation is shown to be better than ")


def asked(**axes: list[Any]) -> list[tuple[str, ...]]:
    names = [name.replace("__", ".") for name in axes]
    frame = pd.MultiIndex.from_product(axes.values(), names=names).to_frame(index=False)
    return list(OWN_BEST.needs(Study(frame, frame, tuple(names), "validation", {}, BOOK)))


def test_which_settings_are_asked_about() -> None:
    rates, sizes, batches = [0.1, 0.3], [10, 30], [1, 8]
    activations = ["tanh", "relu"]
    assert asked(lr=rates, epochs=[1, 5]) == []
    assert asked(lr=rates, network__activation=activations) == [("network.activation", "lr")]
    assert asked(lr=rates, training__batch_size=batches) == [("training.batch_size", "lr")]
    assert asked(network__activation=activations) == [("network.activation",)]
    assert asked(lr=rates, data=["digits", "mnist"]) == [("data", "lr")]
    every = asked(lr=rates, epochs=[1, 5], hidden_nodes=sizes, training__batch_size=batches)
    assert [one[0] for one in every] == ["lr", "epochs", "hidden_nodes", "training.batch_size"]
    assert every[0] == ("lr", "epochs", "hidden_nodes", "training.batch_size")


@pytest.mark.parametrize("repeats", [3, 5])
def test_a_flat_response_and_a_sharp_one_are_told_apart_by_chance_only(repeats: int) -> None:
    """Where all of seven rates are equal the luckiest is chosen: it must not beat a sharp best."""
    rng = np.random.default_rng(repeats)
    means = np.concatenate([np.zeros(7), 0.02 * (np.arange(7) - 3.0) ** 2])
    of_value = [range(7), range(7, 14)]
    count = 400
    false = [
        not compared(means + 0.003 * rng.standard_normal((repeats, 14)), of_value).inside.all()
        for _ in range(count)
    ]
    assert np.mean(false) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / count)
