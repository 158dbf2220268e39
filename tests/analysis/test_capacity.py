"""How many hidden nodes are enough."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from made_trials import trials
from of_book import capacity

from nnexp.analysis import AnalysisError
from nnexp.analysis.languages import told_in
from nnexp.analysis.sentence import plain
from nnexp.trainables.book.columns import BOOK

NODES = {10: 0.90, 50: 0.94, 100: 0.966, 200: 0.969, 500: 0.970}


def test_the_smallest_size_within_the_margin_is_enough() -> None:
    table = trials("hidden_nodes", NODES)
    table["seconds"] = table["hidden_nodes"] / 10
    found = capacity(table)
    assert (found.verdict, found.estimate, found.interval) == ("enough", 100, (100, 100))
    assert found.sentence == (
        "hidden_nodes=100 is enough: within 0.5 percentage points of the best (that of 500), in "
        "20 % of its training time."
    )


def test_a_smaller_margin_asks_for_more_nodes() -> None:
    found = capacity(trials("hidden_nodes", NODES, spread=0.0001), margin=0.002)
    assert found.estimate == 200


def test_when_only_the_largest_is_good_enough_more_may_help() -> None:
    found = capacity(trials("hidden_nodes", {10: 0.8, 20: 0.85, 40: 0.9}))
    assert found.verdict == "still_improving"
    assert found.interval == (40, 40)


def test_the_largest_that_there_is_leaves_nothing_to_try() -> None:
    ends = dataclasses.replace(BOOK.settings["hidden_nodes"], high=40)
    columns = dataclasses.replace(BOOK, settings={**BOOK.settings, "hidden_nodes": ends})
    found = capacity(trials("hidden_nodes", {10: 0.8, 20: 0.85, 40: 0.9}), columns=columns)
    assert (found.verdict, found.verdict.state, found.next) == ("largest", "found", ())
    assert plain(found.words.verdict(found)) == "at the limit: the largest there is"
    (chinese,) = told_in("zh", [found])
    assert plain(chinese.words.verdict(chinese)) == "已到极限：没有更大的值了"


def test_noise_that_hides_the_margin_is_undecided() -> None:
    found = capacity(trials("hidden_nodes", NODES, repeats=3, spread=0.02))
    assert found.verdict == "undecided"
    assert found.interval[1] == math.inf or found.interval[1] == 500
    assert found.repeats_needed is None or found.repeats_needed > 3


def test_one_repeat_says_so() -> None:
    found = capacity(trials("hidden_nodes", NODES, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)
    assert found.sentence == "One repeat cannot say how many hidden_nodes are enough."


def test_layers_count_all_their_nodes() -> None:
    sizes = {"10": 0.9, "[50,30]": 0.97, "500": 0.97}
    found = capacity(trials("hidden_nodes", sizes))
    assert (found.verdict, found.estimate) == ("enough", 80)
    assert found.confidence_set == ("[50,30]",)


def test_a_network_without_hidden_nodes_may_be_enough() -> None:
    found = capacity(trials("hidden_nodes", {0: 0.9, 10: 0.9, 20: 0.9}))
    assert (found.verdict, found.estimate) == ("enough", 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"metric": "validation_loss"},
            "capacity: validation_loss has no usual margin; give one, for example margin=0.01",
        ),
        ({"margin": 0.0}, "capacity: margin=0: must be above 0; for example 0.005"),
    ],
)
def test_margins_that_cannot_be_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        capacity(trials("hidden_nodes", NODES), **change)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_one_size_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        capacity(trials("hidden_nodes", {100: 0.9}))
    assert str(caught.value) == (
        "capacity: the frame has one value of hidden_nodes, 100; sweep several, for example "
        "hidden_nodes=50,100,200,400"
    )


def test_losses_take_a_margin_of_their_own() -> None:
    table = trials("hidden_nodes", {10: 0.2, 20: 0.101, 40: 0.1}, metric="test_loss")
    assert capacity(table, "test_loss", margin=0.01).estimate == 20


def test_missing_times_leave_out_their_words() -> None:
    table = trials("hidden_nodes", NODES).assign(seconds=np.nan)
    assert "training time" not in capacity(table).sentence
    assert "training time" not in capacity(pd.DataFrame(table.drop(columns="seconds"))).sentence
