"""What cannot be told from the best setting, and what of it is cheapest."""

import numpy as np
import pandas as pd
import pytest
from of_book import best_settings
from scipy import stats

from nnexp.analysis.ties import Ties
from nnexp.analysis.ties import ties as ties_of
from nnexp.trainables.book.columns import BOOK


def table_of(means, repeats=6, spread=0.002, seed=0, seconds=None):
    """Trials of a grid of lr with these accuracies; a training takes its lr in seconds."""
    random = np.random.default_rng(seed)
    rows = [
        {
            "lr": lr,
            "repeat": repeat,
            "status": "ok",
            "validation_accuracy": mean + spread * noise,
            "test_accuracy": mean,
            "validation_loss": 1 - mean,
            "seconds": lr if seconds is None else seconds[lr],
        }
        for lr, mean in means.items()
        for repeat, noise in enumerate(random.normal(size=repeats))
    ]
    return pd.DataFrame(rows)


def ties(table, best):
    return ties_of(table, best, BOOK)


def found(table):
    (best,) = best_settings(table, ["lr"], "validation")
    return ties(table, best)


def test_what_is_clearly_worse_is_told_apart():
    assert found(table_of({0.1: 0.7, 0.2: 0.8, 0.4: 0.95})) == Ties(1, None, 0.0)


def test_the_cheapest_of_those_that_may_be_best_is_named_with_what_it_saves():
    seconds = {0.1: 1.0, 0.2: 3.0, 0.4: 5.0}
    table = table_of({0.1: 0.7, 0.2: 0.9499, 0.4: 0.95}, spread=0.004, seed=4, seconds=seconds)
    values = [table[table["lr"] == lr]["validation_accuracy"] for lr in (0.2, 0.4)]
    assert values[0].mean() < values[1].mean()
    # Student's test of the one pair that matters agrees that it is open.
    assert stats.ttest_rel(*values).pvalue > 0.2
    told = found(table)
    assert (told.count, told.cheapest) == (2, {"lr": 0.2})
    assert told.saved == pytest.approx(0.4)


@pytest.mark.parametrize(("seconds", "cheapest"), [(3.0, {"lr": 0.2}), (4.8, None)])
def test_a_saving_that_may_be_chance_is_not_told(seconds, cheapest):
    table = table_of({0.2: 0.95, 0.4: 0.95}, spread=0, seconds={0.2: seconds, 0.4: 5.0})
    table.loc[table["lr"] == 0.4, "validation_loss"] -= 0.01
    told = found(table)
    assert (told.count, told.cheapest) == (2, cheapest)


def test_all_that_looks_have_left_may_be_best():
    table = table_of({0.1: 0.7, 0.2: 0.8, 0.4: 0.95})
    (best,) = best_settings(table, ["lr"], "validation")
    assert ties_of(table, best, BOOK, left=True).count == 3


def test_one_repeat_or_one_setting_ties_with_nothing():
    assert found(table_of({0.1: 0.7, 0.2: 0.8}, repeats=1)) is None
    assert found(table_of({0.1: 0.7})) is None


def test_it_is_of_the_task_it_is_asked_of():
    digits, mnist = table_of({0.1: 0.7, 0.2: 0.95}), table_of({0.1: 0.95, 0.2: 0.95}, spread=0)
    table = pd.concat([digits.assign(data="digits"), mnist.assign(data="mnist")], ignore_index=True)
    answers = best_settings(table, ["data", "lr"], "validation")
    assert [ties(table, best).count for best in answers] == [1, 2]
