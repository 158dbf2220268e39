"""Verdicts and sentences on sweet spots."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from made_trials import told, trials
from of_book import sweet_spot

from nnexp.analysis import AnalysisError, Finding
from nnexp.analysis.critical_values import critical_value
from nnexp.analysis.languages import told_in
from nnexp.analysis.power import repeats_to_see
from nnexp.settings import Spec, as_typed, catalog, last_legal
from nnexp.trainables.book.columns import BOOK as COLUMNS

BOOK = {0.01: 0.925, 0.05: 0.948, 0.1: 0.953, 0.2: 0.952, 0.3: 0.947, 0.6: 0.905}


def test_the_books_sweet_spot_is_interior() -> None:
    found = sweet_spot(trials("lr", BOOK), where=(("epochs", 1),))
    assert found.verdict == "interior"
    assert found.confidence_set == (0.1, 0.2)
    assert found.interval == (0.05, 0.3)
    assert 0.1 < found.estimate < 0.2
    assert found.repeats_needed is None
    assert found.rows == tuple(range(30))
    assert found.sentence == (
        f"With epochs=1, the best lr is about {found.estimate:.2g} "
        "(95 % interval 0.05 to 0.3); of the values tried, 0.1 and 0.2 may be the best."
    )


@pytest.mark.parametrize(
    ("accuracies", "verdict", "words"),
    [
        ({0.1: 0.9, 0.2: 0.8, 0.3: 0.7}, "edge_below", "so the optimum may be lower; every other"),
        ({0.1: 0.7, 0.2: 0.8, 0.3: 0.9}, "edge_above", "so the optimum may be higher; every other"),
    ],
)
def test_a_best_value_at_an_end_asks_for_more_grid(
    accuracies: dict[float, float], verdict: str, words: str
) -> None:
    found = sweet_spot(trials("lr", accuracies))
    assert found.verdict == verdict
    assert words in found.sentence


LIMITED = [
    (one.name, one.spec, side)
    for one in catalog()
    for side in ("below", "above")
    if one.axis and one.spec.scale and last_legal(one.spec, side) is not None
] + [
    ("width", Spec("own", "integer", "width=1", low=0, above=True, scale="log"), "below"),
    ("share", Spec("own", "number", "share=1", low=0, high=1, scale="linear"), "above"),
    ("shift", Spec("own", "number", "shift=1", low=-3, high=1, scale="linear"), "below"),
]


def _beside(spec: Spec, side: str) -> tuple[list[float], float]:
    """Three legal values of which the first has none beyond it, and that one."""
    end = last_legal(spec, side)
    assert end is not None
    if spec.scale == "log":
        return [end, *(end * 4**n if side == "below" else end / 4**n for n in (1, 2))], end
    return [end, *(end + n / 8 if side == "below" else end - n / 8 for n in (1, 2))], end


@pytest.mark.parametrize(
    ("name", "spec", "side"), LIMITED, ids=[f"{name} {side}" for name, _, side in LIMITED]
)
def test_where_a_setting_ends_nothing_is_said_to_lie_beyond(
    name: str, spec: Spec, side: str
) -> None:
    values, end = _beside(spec, side)
    columns = dataclasses.replace(COLUMNS, settings={**COLUMNS.settings, name: spec})
    table = trials(name, dict(zip(values, (0.95, 0.9, 0.8), strict=True)))
    found = sweet_spot(table, setting=name, columns=columns)
    size = "smallest" if side == "below" else "largest"
    assert (found.verdict, found.verdict.state, found.next) == (size, "found", ())
    assert found.interval[0 if side == "below" else 1] == end
    assert all(map(math.isfinite, found.interval))
    text = as_typed(end)
    assert found.sentence == (
        f"{text}, the {size} {name} there is, did best; every other value tried is worse."
    )
    (chinese,) = told_in("zh", [found])
    assert (
        f"{text} 表现最好，它已是允许的{'最小' if side == 'below' else '最大'}值"
        in chinese.sentence
    )
    # One step inside there is something to extend to.
    inner = trials(name, dict(zip(values[1:], (0.9, 0.8), strict=True)))
    (step,) = sweet_spot(inner, setting=name, columns=columns).next
    assert getattr(step, "to", None) is not None


def test_the_smallest_that_there_is_may_have_rivals() -> None:
    table = trials("training.batch_size", {1: 0.9, 2: 0.899, 16: 0.7}, spread=0.004)
    found = sweet_spot(table, setting="training.batch_size", where=(("epochs", 5),))
    assert found.verdict == "smallest"
    assert found.sentence == (
        "With epochs=5, the smallest training.batch_size there is, 1, did best; 2 is not ruled out."
    )


def test_a_flat_surface_is_undecided_and_says_how_many_repeats_would_do() -> None:
    found = sweet_spot(trials("lr", {0.1: 0.899, 0.2: 0.9, 0.3: 0.8}, repeats=3))
    assert found.verdict == "undecided"
    assert found.repeats_needed is not None
    assert found.repeats_needed > 3
    assert f"About {found.repeats_needed} would." in found.sentence


def test_the_number_of_repeats_that_would_decide_does() -> None:
    means = {0.1: 0.899, 0.2: 0.9, 0.3: 0.8}
    # The truth of this table: paired differences of 0.001 with a deviation of 0.001·√2.
    needed = repeats_to_see(0.001, 0.001 * math.sqrt(2), lambda r: critical_value("best_set", r, 3))
    assert needed is not None
    decided = [
        sweet_spot(trials("lr", means, repeats=needed, seed=seed)).verdict == "interior"
        for seed in range(100)
    ]
    assert 0.65 < np.mean(decided) < 0.95


def test_equal_values_would_never_be_decided() -> None:
    table = trials("lr", {0.1: 0.9, 0.2: 0.9, 0.3: 0.9}, spread=0)
    found = sweet_spot(table)
    assert found.verdict == "undecided"
    assert found.repeats_needed is None
    assert "More than 1,000 would be needed." in found.sentence


def test_one_repeat_says_so() -> None:
    found = sweet_spot(trials("lr", BOOK, repeats=1))
    assert (found.verdict, found.repeats_needed) == ("undecided", 3)
    assert found.interval == (-math.inf, math.inf)
    assert found.confidence_set == tuple(BOOK)
    assert found.sentence.startswith("One repeat cannot say which lr is best")


def test_two_repeats_are_enough_to_be_asked() -> None:
    assert isinstance(sweet_spot(trials("lr", BOOK, repeats=2)), Finding)


def test_divergence_above_the_best_value_closes_the_grid() -> None:
    table = trials("lr", {0.1: 0.8, 0.3: 0.9, 3.0: 0.1})
    table.loc[table["lr"] == 3, "status"] = "diverged"
    found = sweet_spot(table)
    assert found.verdict == "interior"
    assert found.interval == (0.1, 3.0)
    assert told(found.cautions) == ("training diverged at lr=3",)


def test_beyond_is_only_perhaps_where_a_neighbour_may_be_best_too() -> None:
    table = trials("lr", {0.1: 0.7, 0.2: 0.899, 0.3: 0.9}, spread=0.004)
    found = sweet_spot(table)
    assert (found.verdict, found.confidence_set) == ("edge_above", (0.2, 0.3))
    assert found.interval == (0.1, math.inf)
    assert found.sentence == (
        "0.3, the largest lr tried, did best, so the optimum may be higher; 0.2 is not ruled out."
    )


def test_only_the_smallest_value_trained() -> None:
    table = trials("lr", {0.1: 0.8, 3.0: 0.1})
    table.loc[table["lr"] == 3, "status"] = "diverged"
    found = sweet_spot(table)
    assert found.verdict == "edge_below"
    assert found.confidence_set == (0.1,)


@pytest.mark.parametrize(("times", "repeats", "least", "most"), [(10, 5, 0.8, 1), (1, 3, 0, 0.05)])
def test_a_value_that_varies_far_more_is_told_where_repeats_are_few(
    times: float, repeats: int, least: float, most: float
) -> None:
    told_of = 0
    for seed in range(40):
        table = trials("lr", BOOK, repeats, spread=0.001, seed=seed)
        noise = np.random.default_rng(seed).normal(size=repeats) * 0.001 * times
        table.loc[table["lr"] == 0.2, "validation_accuracy"] += noise
        told_of += any("lr=0.2 varies about" in one for one in told(sweet_spot(table).cautions))
    assert least <= told_of / 40 <= most


def test_many_repeats_allow_for_a_noisy_value() -> None:
    table = trials("lr", BOOK, 10)
    noise = np.random.default_rng(1).normal(size=10)
    table.loc[table["lr"] == 0.2, "validation_accuracy"] += 0.02 * noise
    assert sweet_spot(table).cautions == ()


def test_losses_are_minimised() -> None:
    table = trials("lr", {0.1: 0.3, 0.2: 0.1, 0.3: 0.3}, metric="validation_loss")
    found = sweet_spot(table, "validation_loss")
    assert (found.verdict, found.confidence_set) == ("interior", (0.2,))


def test_other_positive_settings_work_too() -> None:
    table = trials("network.init_scale", {0.1: 0.7, 1.0: 0.9, 10.0: 0.7})
    found = sweet_spot(table, setting="network.init_scale")
    assert found.estimate == pytest.approx(1, rel=0.02)
    assert "best network.init_scale is about" in found.sentence


def test_what_has_no_logarithm_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        sweet_spot(trials("hidden_nodes", {0: 0.8, 10: 0.9}), setting="hidden_nodes")
    assert str(caught.value) == (
        "sweet_spot: hidden_nodes=0 has no logarithm; it works on positive numbers"
    )


def test_one_value_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        sweet_spot(trials("lr", {0.1: 0.8}))
    assert str(caught.value) == (
        "sweet_spot: the frame has one value of lr, 0.1; sweep several, for example lr=0.03,0.1,0.3"
    )


def test_the_same_rows_in_any_order_give_the_same_finding() -> None:
    table = trials("lr", BOOK)
    mixed = table.sample(frac=1, random_state=3)
    assert sweet_spot(mixed) == sweet_spot(table)


def test_a_fine_grid_is_located_between_its_values() -> None:
    grid = np.geomspace(0.01, 1, 21)
    means = {lr: 0.95 - 0.005 * math.log(lr / 0.13) ** 2 for lr in grid}
    found = sweet_spot(trials("lr", means, spread=0.002))
    assert found.interval[0] < 0.13 < found.interval[1]
    assert found.interval[1] / found.interval[0] < 2


def test_settings_that_pandas_cannot_compare_do_not_disturb() -> None:
    table = trials("lr", BOOK).assign(**{"data.train_size": pd.NA, "data.train": None})
    assert sweet_spot(table).verdict == "interior"
