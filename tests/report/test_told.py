"""Findings on a page: each number claims its place, the best setting's slice comes first."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from stored_sweep import store_sweep

from nnexp.analysis.finding import Finding
from nnexp.report.html import report_page
from nnexp.report.number import Number, plain
from nnexp.report.page_numbers import read_page
from nnexp.report.stored import read_sweep
from nnexp.report.told import name_of, numbers_of, sections, told
from nnexp.report.verification import Truth, number_problems

SENTENCE = (
    "At hidden_nodes=[100,50] the best lr is 0.21 (95 % interval 1e-05 to 1,234.5), −0.31 points "
    "from v2."
)
NUMBERS = ["100", "50", "0.21", "95", "1e-05", "1,234.5", "−0.31"]


def finding(sentence: str = SENTENCE, **fields: object) -> Finding:
    usual = Finding(
        analysis="sweet_spot",
        where=(("epochs", 5),),
        metric="validation_loss",
        estimate=0.21,
        interval=(1e-05, 1234.5),
        verdict="interior",
        sentence=sentence,
        repeats=5,
        rows=(1, 2, 3),
        method="a vertex",
        source="somebody",
    )
    return dataclasses.replace(usual, **fields)


def test_every_number_of_a_sentence_is_taken_out_of_its_words() -> None:
    sentence = told(finding()).sentence
    numbers = [part for part in sentence if isinstance(part, Number)]
    assert plain(sentence) == SENTENCE
    assert [number.text for number in numbers] == NUMBERS
    assert [number.value for number in numbers] == [100, 50, 0.21, 95, 1e-05, 1234.5, -0.31]


def test_a_rounded_estimate_carries_its_full_value() -> None:
    found = finding(
        "Best is 0.213 (0.105 to 12.4), not 0.2.", estimate=0.2134, interval=(0.1049, 12.4)
    )
    values = [part.value for part in told(found).sentence if isinstance(part, Number)]
    assert values == [0.2134, 0.1049, 12.4, 0.2]


def test_the_slice_of_the_best_setting_comes_first() -> None:
    found = [
        finding(where=(("epochs", 1),), verdict="edge: extend the grid above"),
        finding(where=(("epochs", 5),), cautions=("2 of 5 repeats were left out",)),
        finding(analysis="overfitting_onset", where=(("lr", 0.1),), verdict="overfits"),
    ]
    first, second = sections(found, [{"lr": 0.3, "epochs": 5.0}])
    assert first.title == "Sweet spot of the learning rate"
    assert [plain(one.verdict) for one in first.here] == ["interior"]
    assert [one.tone for one in first.elsewhere] == ["warn"]
    assert plain(first.here[0].cautions[0]) == "2 of 5 repeats were left out"
    # Without the slice of the best setting, one is shown all the same.
    assert [plain(one.verdict) for one in second.here] == ["overfits"]


def test_findings_on_a_page_are_found_anew_and_compared(tmp_path: Path) -> None:
    found = [
        finding(where=(("epochs", epochs),), sentence=f"{epochs} epochs: 0.{epochs} <b>&")
        for epochs in (1, 5, 10)
    ]
    sweep = read_sweep(store_sweep(tmp_path / "sweep"))
    page = tmp_path / "report.html"
    page.write_text(report_page(sweep, found), encoding="utf-8")
    numbers = [number for number in read_page(page).numbers if number.what == "finding"]
    assert len(numbers) == 6
    assert list(number_problems(numbers, [], Truth({}, "", numbers_of(found)))) == []
    other = [*found[:2], finding(where=(("epochs", 10),), sentence="10 epochs: 0.11")]
    assert list(number_problems(numbers, [], Truth({}, "", numbers_of(other)))) == [
        "finding of sweet_spot validation_loss epochs=10, sentence, number 2: the page says 0.1, "
        "the table 0.11"
    ]
    (problem, *_) = number_problems(numbers[:1], [], Truth({}, "", {}))
    assert "claims what cannot be checked" in problem


@pytest.mark.parametrize(
    ("verdict", "tone"),
    [
        ("interior", "good"),
        ("edge: extend the grid below", "warn"),
        ("undecided: more repeats", "warn"),
        ("still improving", "warn"),
        ("flat", ""),
        ("no change shown", ""),
        ("0.07 percentage points on average", ""),
    ],
)
def test_what_is_not_settled_is_told_apart(verdict: str, tone: str) -> None:
    assert told(finding(verdict=verdict)).tone == tone


def test_curves_of_several_lengths_are_told_apart() -> None:
    found = [
        finding(
            f"Lowest after epoch {last}.",
            analysis="overfitting_onset",
            repeats=5,
            rows=tuple(range(5 * last)),
            estimate=float(last),
        )
        for last in (3, 5)
    ]
    numbers = [part for one in found for part in told(one).sentence if isinstance(part, Number)]
    assert [numbers_of(found)[number.of] for number in numbers] == [3, 5]


def test_repeats_that_a_caution_names_can_be_checked() -> None:
    one = finding(repeats=4, repeats_needed=11)
    known = numbers_of([one])
    assert known[f"{name_of(one)}, repeats"] == 4
    assert known[f"{name_of(one)}, repeats needed"] == 11
