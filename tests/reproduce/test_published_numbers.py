"""Published numbers on the page and as a table."""

import dataclasses

from nnexp.claims.published import Beside, figures
from nnexp.reproduce.published_numbers import PUBLISHED_COLUMNS, every_number, published_rows, told

BOOK = figures()[0]


def near(figure=BOOK, repeats=5, chance=0.4):
    mean = figure.test_accuracy - 0.001
    return Beside(figure, mean, mean - 0.002, mean + 0.002, repeats, chance)


def test_the_table_has_every_number_and_each_claim_that_has_one_beside_it():
    rows = list(published_rows([("epochs", near()), ("lr_sweet_spot", near(repeats=8))]))
    assert set(rows[0]) < set(PUBLISHED_COLUMNS)
    assert len(rows) == len(figures()) + 1
    assert [row.get("claim") for row in rows[:3]] == ["epochs", "lr_sweet_spot", None]
    assert rows[0]["difference"] == rows[0]["published"] - rows[0]["ours"]
    assert "ours" not in rows[2]
    exact = dataclasses.replace(near(), as_the_book=(0.001, -0.002, 0.004))
    row = next(published_rows([("epochs", exact)]))
    assert set(row) == set(PUBLISHED_COLUMNS)
    assert (row["gain_as_the_book"], row["gain_high"]) == (0.001, 0.004)


def test_the_page_takes_the_claim_with_the_most_trainings():
    rows = every_number([("epochs", near()), ("lr_sweet_spot", near(repeats=8))])
    assert len(rows) == len(figures())
    assert rows[0]["claim"] == "lr_sweet_spot"
    assert "0.10 points above" in rows[0]["sentence"]
    assert rows[1]["claim"] == ""
    assert "no claim" in rows[1]["sentence"]


def test_a_row_says_whether_luck_explains_the_number():
    assert told(near(chance=0.4))["luck"] == "may be all"
    assert told(near(chance=0.001))["luck"] == "is hardly all"
    unverified = next(figure for figure in figures() if not figure.verified)
    assert told(near(unverified))["source"].endswith("(not verified)")
