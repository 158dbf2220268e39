"""Numbers of repeats against the noncentral t distribution and against simulation."""

from __future__ import annotations

import numpy as np
import pytest
from made_trials import trials
from of_book import repeats_needed
from scipy.stats import nct, ttest_1samp
from scipy.stats import t as student

from nnexp.analysis import AnalysisError
from nnexp.analysis.interval import repeats_to_exclude_zero
from nnexp.analysis.power import repeats_to_see


@pytest.mark.parametrize("ratio", [0.3, 0.7, 1.0, 2.5])
def test_it_is_the_fewest_that_reach_the_power(ratio: float) -> None:
    found = repeats_to_exclude_zero(ratio, 1.0)
    assert found is not None

    def power(repeats: int) -> float:
        quantile = student.ppf(0.975, repeats - 1)
        return float(nct.sf(quantile, repeats - 1, ratio * np.sqrt(repeats)))

    assert power(found) >= 0.8
    assert found == 2 or power(found - 1) < 0.8


def test_simulated_tests_have_that_power(seeded: np.random.Generator) -> None:
    needed = repeats_to_exclude_zero(0.8, 1.0)
    assert needed is not None
    p = ttest_1samp(0.8 + seeded.normal(size=(needed, 4000)), 0).pvalue
    assert np.mean(p < 0.05) == pytest.approx(0.8, abs=0.04)


def test_no_difference_needs_more_than_is_advised() -> None:
    assert repeats_to_exclude_zero(0.0, 1.0) is None
    assert repeats_to_exclude_zero(0.001, 1.0) is None
    assert repeats_to_exclude_zero(1.0, 0.0) == 2
    assert repeats_to_see(-1.0, 1.0, lambda repeats: 2.0) is None


def test_a_first_sweep_says_how_many_the_next_one_needs() -> None:
    table = trials("lr", {0.1: 0.9, 0.2: 0.9, 0.3: 0.9}, repeats=30, spread=0.003)
    found = repeats_needed(table, 0.003)
    # Paired differences have a deviation of 0.003·√2.
    truth = repeats_to_exclude_zero(1.0, np.sqrt(2))
    assert truth is not None
    assert found.interval[0] <= truth <= found.interval[1]
    assert found.repeats_needed is None or found.repeats_needed == found.estimate
    assert found.sentence.startswith(
        "A difference of 0.3 percentage points in validation accuracy between two"
    )


def test_enough_repeats_say_so() -> None:
    table = trials("lr", {0.1: 0.9, 0.2: 0.9}, repeats=10, spread=0.001)
    found = repeats_needed(table, 0.05)
    assert (found.verdict, found.repeats_needed) == ("enough", None)


@pytest.mark.parametrize(
    ("repeats", "difference", "message"),
    [
        (5, 0.0, "repeats_needed: difference=0: must be above 0; for example 0.005"),
        (
            1,
            0.01,
            "repeats_needed: spread needs two repeats of two values of lr, got 1 of 2; run a "
            "first sweep with repeats=3",
        ),
    ],
)
def test_what_has_no_spread_is_refused(repeats: int, difference: float, message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        repeats_needed(trials("lr", {0.1: 0.9, 0.2: 0.9}, repeats=repeats), difference)
    assert str(caught.value) == message
