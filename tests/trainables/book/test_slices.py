"""The slices of long work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexp.trainables.book import slices
from nnexp.trainables.book.slices import Stopped, in_slices


@given(total=st.integers(0, 500), grain=st.integers(1, 40), first=st.integers(1, 90))
def test_slices_cover_everything_once_and_begin_at_multiples_of_the_grain(total, grain, first):
    parts: list[tuple[int, int]] = []
    asked: list[int] = []
    in_slices(
        lambda begin, end: parts.append((begin, end)),
        total,
        grain=grain,
        first=first,
        should_stop=lambda: asked.append(len(parts)),
    )
    assert [i for begin, end in parts for i in range(begin, end)] == list(range(total))
    assert all(begin % grain == 0 for begin, _ in parts)
    assert asked == list(range(len(parts)))
    if parts:
        assert parts[0][1] == min(total, max(1, first // grain) * grain)


def test_slices_without_time_are_of_one_grain(monkeypatch):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    parts: list[tuple[int, int]] = []
    in_slices(lambda *part: parts.append(part), 10, grain=3, first=6, should_stop=lambda: None)
    assert parts == [(0, 6), (6, 9), (9, 10)]


@pytest.mark.parametrize("why", ["timeout", "interrupted"])
def test_a_reason_to_stop_ends_the_work_before_the_next_slice(monkeypatch, why):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    parts: list[tuple[int, int]] = []
    with pytest.raises(Stopped) as caught:
        in_slices(
            lambda *part: parts.append(part),
            10,
            grain=1,
            first=1,
            should_stop=lambda: why if len(parts) == 4 else None,
        )
    assert caught.value.why == why
    assert parts == [(0, 1), (1, 2), (2, 3), (3, 4)]
