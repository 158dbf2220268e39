"""Findings on a page: each number is marked, the best setting's slice comes first."""

from __future__ import annotations

import dataclasses

import pytest

from nnexp.analysis.cautions import lost_repeats
from nnexp.analysis.english.sweet_spot import WORDS
from nnexp.analysis.finding import Finding, Verdict
from nnexp.analysis.overfitting_onset import OnsetVerdict
from nnexp.analysis.sensitivity import SensitivityVerdict
from nnexp.analysis.sentence import Number, plain
from nnexp.analysis.sweet_spot import SweetSpotVerdict
from nnexp.report.finding_sections import sections, told
from nnexp.trainables.book.columns import BOOK


def finding(**fields: object) -> Finding:
    usual = Finding(
        analysis="sweet_spot",
        over=("lr",),
        where=(("epochs", 5),),
        measured=BOOK.metric("validation_loss"),
        estimate=0.2134,
        interval=(1e-05, 1234.5),
        verdict=SweetSpotVerdict.INTERIOR,
        repeats=5,
        rows=(1, 2, 3),
        method="a vertex",
        source="somebody",
        words=WORDS,
        numbers={"low_end": 1e-05, "high_end": 2000.0},
        confidence_set=(0.1, 1.0),
    )
    return dataclasses.replace(usual, **fields)  # type: ignore[arg-type]


def test_every_number_of_a_sentence_is_marked_with_its_full_value() -> None:
    sentence = told(finding()).sentence
    assert plain(sentence) == (
        "With epochs=5, the best lr by validation loss is about 0.21 (95 % interval 1e-05 to "
        "1,234); of the values tried, 0.1 and 1 may be the best."
    )
    numbers = [(part.text, part.value) for part in sentence if isinstance(part, Number)]
    assert numbers == [
        ("5", 5),
        ("0.21", 0.2134),
        ("1e-05", 1e-05),
        ("1,234", 1234.5),
        ("0.1", 0.1),
        ("1", 1.0),
    ]


def test_the_slice_of_the_best_setting_comes_first() -> None:
    found = [
        finding(where=(("epochs", 1),), verdict=SweetSpotVerdict.ABOVE),
        finding(where=(("epochs", 5),), cautions=(lost_repeats(2),)),
        finding(over=("network.init_scale",), where=(("lr", 0.1),)),
    ]
    first, second = sections(found, [{"lr": 0.3, "epochs": 5.0}], BOOK)
    assert first.title == "Sweet spot of the learning rate"
    assert [plain(one.verdict) for one in first.here] == ["interior"]
    assert [one.tone for one in first.elsewhere] == ["warn"]
    assert plain(first.here[0].cautions[0]) == "2 repeats left out: they lack a value"
    # Without the slice of the best setting, one is shown all the same.
    assert second.title == "Sweet spot of the network.init_scale"
    assert [plain(one.verdict) for one in second.here] == ["interior"]


@pytest.mark.parametrize(
    ("verdict", "tone"),
    [
        (SweetSpotVerdict.INTERIOR, "good"),
        (SweetSpotVerdict.BELOW, "warn"),
        (SweetSpotVerdict.UNDECIDED, "warn"),
        (OnsetVerdict.IMPROVING, "warn"),
        (OnsetVerdict.FLAT, ""),
        (SensitivityVerdict.MEASURED, ""),
    ],
)
def test_what_is_not_settled_is_told_apart(verdict: Verdict, tone: str) -> None:
    numbers = {"low_end": 0.1, "high_end": 1.0, "best": 0.1, "from": 0.1, "to": 1.0, "last": 9}
    one = finding(
        verdict=verdict, numbers=numbers, words=dataclasses.replace(WORDS, verdict=lambda _: ())
    )
    assert told(one).tone == tone
