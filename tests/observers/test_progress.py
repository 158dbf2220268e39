import pytest

from nnexp.execution.observing import ObservedRun
from nnexp.observers.progress import WorkLeft, clock, speed_and_rest, work_of
from nnexp.trainables.book.columns import BOOK


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (42.4, "0:42"), (185, "3:05"), (7200, "2:00:00")]
)
def test_clock(seconds, text):
    assert clock(seconds) == text


def test_the_time_left_follows_from_the_cost_that_is_done():
    total, done = WorkLeft(10, 100, 8.0), WorkLeft(1, 50, 6.0)
    assert speed_and_rest(done, total, 30.0, BOOK) == "1.7 epochs/s, 0:10 left"
    quick = WorkLeft(1, 50_000, 4.0)
    assert speed_and_rest(quick, total, 1.0, BOOK) == "50,000 epochs/s, 0:01 left"
    assert speed_and_rest(WorkLeft(), total, 30.0, BOOK) == ""
    chinese = BOOK.told_in("zh")
    assert speed_and_rest(quick, total, 1.0, chinese) == "每秒 50,000 个世代，还剩 0:01"


def test_what_the_store_knows_is_no_work():
    known = ObservedRun({"lr": 0.1}, 0, 10, 0, 0.0)
    extended = ObservedRun({"lr": 0.2}, 0, 10, 4, 2.5)
    assert work_of([known, extended, extended]) == WorkLeft(2, 8, 5.0)
