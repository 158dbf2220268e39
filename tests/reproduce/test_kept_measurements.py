"""Measurements kept between commands: asked for once, and never believed when in doubt."""

import pandas as pd
import pytest

from nnexp.reproduce import kept as module
from nnexp.reproduce.kept import kept


class Measure:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> pd.DataFrame:
        self.asked += 1
        return pd.DataFrame({"x": [1.5, float("nan")], "name": ["a", "b"], "found": [True, False]})


@pytest.fixture
def measure():
    return Measure()


def test_the_same_question_is_answered_from_disk(tmp_path, measure):
    first = kept(tmp_path / "new", {"points": [1, 2]}, measure)
    again = kept(tmp_path / "new", {"points": [1, 2]}, measure)
    assert measure.asked == 1
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(first, measure(), check_dtype=False)


def test_another_question_is_measured(tmp_path, measure):
    kept(tmp_path, {"points": [1, 2]}, measure)
    kept(tmp_path, {"points": [1, 3]}, measure)
    assert measure.asked == 2


def test_other_code_measures_anew(tmp_path, measure, monkeypatch):
    kept(tmp_path, 1, measure)
    monkeypatch.setattr(module, "_code", lambda: "edited")
    kept(tmp_path, 1, measure)
    assert measure.asked == 2


@pytest.mark.parametrize("content", [b"", b"PAR1 but not really", b"x" * 1000])
def test_a_damaged_file_is_measured_anew(tmp_path, measure, content):
    kept(tmp_path, 1, measure)
    (path,) = tmp_path.iterdir()
    path.write_bytes(content)
    assert len(kept(tmp_path, 1, measure)) == 2
    assert measure.asked == 2


def test_the_code_that_measures_is_all_of_the_claims():
    assert module._code() == module._code()
    assert len(module._code()) == 64
