"""How grid points ended, read off a table."""

import math
from pathlib import Path

import pytest
from recorded_api import Recorder

from nnexp.cli.outcomes import PointOutcome, point_outcomes
from nnexp.settings import DataSettings, GridPoint, SweepSettings


def test_a_failed_point_has_no_loss():
    assert PointOutcome((), math.nan).failed
    assert PointOutcome(("ok", "timeout"), math.nan).failed
    assert not PointOutcome(("ok",), 0.5).failed


@pytest.mark.parametrize("names", [("1e5", "1e6"), ("100", "100.0"), ("null", "true")])
def test_files_with_names_of_numbers_are_told_apart(names):
    points = [
        GridPoint(lr=lr, data=DataSettings("csv", train=name))
        for lr, name in enumerate(names, start=1)
    ]
    result = Recorder().run(points, SweepSettings(repeats=1), Path(), [])
    assert [outcome.loss for outcome in point_outcomes(points, result)] == [1, 2]
