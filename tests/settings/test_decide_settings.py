"""What may be said of how a sweep decides."""

from __future__ import annotations

import pytest

from nnexp import deciding
from nnexp.settings import DecideSettings, SettingsError


@pytest.mark.parametrize(
    ("budget", "seconds", "epochs"),
    [
        ("90s", 90, None),
        ("2min", 120, None),
        ("1.5 h", 5400, None),
        ("2000", None, 2000),
        (2000, None, 2000),
    ],
)
def test_a_budget_is_a_time_or_a_number_of_epochs(budget, seconds, epochs):
    decide = DecideSettings(name="all", budget=budget)
    assert (decide.seconds, decide.epochs) == (seconds, epochs)


@pytest.mark.parametrize(
    "budget", ["0", "0s", "2 minutes", "-5", "1e3", "min", "2.5", "1e99h", "٣"]
)
def test_any_other_budget_is_refused_in_a_line(budget):
    with pytest.raises(SettingsError) as refused:
        DecideSettings(name="all", budget=budget)
    assert str(refused.value) == (
        f"decide.budget={budget}: must be a time such as 90s, 2min or 1h, or a whole number of "
        "epochs above 0; for example decide.budget=2min"
    )


@pytest.mark.parametrize("looks", [[], [1], [5, 4], [5, 5], "5", 5, [2.5], [2, "3"], [True, 3]])
def test_looks_increase_from_two_on(looks):
    with pytest.raises(SettingsError, match=r"decide.looks=.*must be a list of increasing whole"):
        DecideSettings(name="all", looks=looks)


def test_goals_are_one_or_all():
    every = ("sweet_spot", "overfitting", "capacity")
    assert DecideSettings(name="all").goals == every
    assert [DecideSettings(name=one).goals for one in every] == [(one,) for one in every]
    assert DecideSettings().goals == ()


def test_what_has_no_effect_is_told():
    with pytest.raises(SettingsError) as refused:
        DecideSettings(margin=0.01, looks=[5])
    assert str(refused.value).splitlines() == [
        "decide.margin=0.01: is only for sweeps that decide; add decide=all, or leave it out",
        "decide.looks=[5]: is only for sweeps that decide; add decide=all, or leave it out",
    ]


def test_the_defaults_are_those_that_were_calibrated():
    usual = DecideSettings()
    # Of a margin that is not given a question makes that of what chooses.
    known = None, deciding.ERROR, deciding.LOOKS
    assert (usual.margin, usual.error, usual.looks) == known
