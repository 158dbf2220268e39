"""Sentences to the letter, from findings whose numbers are given."""

import dataclasses

import pandas as pd
import pytest
from made_trials import curves, trials
from of_book import BOOK, capacity, interaction, overfitting_onset, sweet_spot

from nnexp.analysis import compare
from nnexp.analysis.english.phrases import exactly
from nnexp.analysis.next_step import More
from nnexp.analysis.sentence import plain

HUMP = {0.01: 0.80, 0.05: 0.90, 0.1: 0.95, 0.2: 0.94, 0.5: 0.85}
TURNING = [0.5, 0.3, 0.2, 0.15, 0.14, 0.15, 0.17, 0.2]


def _undecided_sizes():
    found = capacity(trials("hidden_nodes", {10: 0.9, 100: 0.9, 200: 0.9}, spread=0.1))
    numbers = {**found.numbers, "best": "[100,50]"}
    numbers.pop("enough", None)
    return dataclasses.replace(found, numbers=numbers, next=(More(8),))


def _moving():
    table = pd.concat(
        [
            trials(
                "lr", {r: 0.9 - abs(place - best) / 20 for place, r in enumerate(HUMP)}, epochs=n
            )
            for n, best in ((1, 3), (5, 2), (20, 1))
        ]
    )
    return dataclasses.replace(interaction(table), estimate=-0.477)


def _compared():
    found = compare(
        trials("lr", HUMP), {"lr": 0.1}, {"lr": 0.2}, "validation_accuracy", columns=BOOK
    )
    return dataclasses.replace(found, estimate=0.008, interval=(0.00512, 0.0151))


def _at_the_edge():
    rising = sweet_spot(trials("lr", {0.01: 0.80, 0.1: 0.90, 0.3: 0.95}))
    return dataclasses.replace(rising, confidence_set=(0.1, 0.3))


WORDINGS = [
    (
        _undecided_sizes,
        "Five repeats cannot show which size of hidden_nodes is enough; [100,50] has the highest "
        "mean. About 8 would.",
    ),
    (_moving, "Ten times the epochs, a best lr about three times smaller: "),
    (_compared, " 0.8 percentage points higher "),
    (_compared, "0.5 to 1.5, 5 repeats)"),
    (
        _at_the_edge,
        "0.3, the largest lr tried, did best, so the optimum may be higher; 0.1 is not ruled out.",
    ),
]


@pytest.mark.parametrize(("made", "words"), WORDINGS)
def test_a_finding_is_told_in_these_words(made, words):
    assert words in made().sentence


def test_the_onset_says_between_which_epochs_the_best_lies():
    found = overfitting_onset(curves(TURNING, spread=0.0005))
    told = dataclasses.replace(found, confidence_set=tuple(range(7, 21))).sentence
    assert "the best epoch lies between 7 and 20" in told


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.3, "0.3"),
        (1e-7, "1e-07"),
        (0.30000000000000004, "0.30000000000000004"),
        (float("nan"), "null"),
        (100, "100"),
        ("mnist", "mnist"),
    ],
)
def test_a_value_is_told_as_typed_with_every_digit_that_it_has(value, text):
    assert plain((exactly(value),)) == text


def test_a_slice_is_named_as_it_is_typed():
    found = sweet_spot(trials("lr", HUMP), where=(("network.init_scale", 3.0),))
    assert found.sentence.startswith("With network.init_scale=3, the best lr ")
