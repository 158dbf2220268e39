"""The words of the headline."""

import pandas as pd
import pytest

from nnexp.analysis.best import Best, Estimate
from nnexp.analysis.sentence import plain
from nnexp.analysis.ties import Ties
from nnexp.report.headline import answer_sentence, ties_sentence
from nnexp.trainables.book.columns import BOOK

KNOWN = Estimate(0.9653, 0.9543, 0.9763, 5)
BEST = Best(
    problem={},
    setting={"lr": 0.3, "epochs": 10},
    select_on="validation",
    measured=BOOK.metric("validation_accuracy"),
    tested=BOOK.metric("test_accuracy"),
    selection=KNOWN,
    test=KNOWN,
    held_out=None,
    edges=(),
    settings=9,
    most_repeats=5,
    ranking=pd.DataFrame(),
)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            Ties(8, {"lr": 0.3, "epochs": 7}, 0.4),
            "8 settings cannot be told apart, the best among them; the cheapest of these is "
            "epochs=7, which trains in 40 % less time.",
        ),
        (Ties(2, None, 0.0), "2 settings cannot be told apart, the best among them."),
        (Ties(1, None, 0.0), "Every other setting tried is worse."),
        (None, ""),
    ],
)
def test_what_ties_with_the_best_and_which_of_it_is_cheapest(found, text):
    assert plain(ties_sentence(BEST, found, BOOK)) == text


def test_what_is_reached_is_said_in_plain_words():
    assert plain(answer_sentence(BEST, BOOK)).startswith(
        "The best setting is lr=0.3, epochs=10: it classifies 96.53 % (95 % interval 95.43 % to "
        "97.63 %) of the validation data correctly, over 5 repeats."
    )
