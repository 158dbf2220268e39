"""Answers that come faster than they are stored go into the store together."""

import queue

from nnexp.execution.driver import _TOGETHER, _answers_and_more
from nnexp.execution.pool import PoolDone, PoolWoken
from nnexp.execution.worker import failure

ONE, OTHER = [failure("a", 1, "x")], [failure("b", 1, "x"), failure("c", 1, "x")]


def events(*those):
    waiting = queue.SimpleQueue()
    for one in those:
        waiting.put(one)
    return waiting


def test_answers_are_taken_up_to_the_first_event_that_is_none():
    waiting = events(ONE, OTHER, PoolWoken(), ONE)
    assert _answers_and_more(waiting) == ([ONE, OTHER], PoolWoken())
    assert _answers_and_more(waiting) == ([ONE], None)
    assert waiting.empty()
    assert _answers_and_more(events(PoolDone())) == ([], PoolDone())


def test_so_many_and_no_more_wait_for_one_transaction():
    waiting = events(*[ONE] * (_TOGETHER + 1))
    answers, event = _answers_and_more(waiting)
    assert (len(answers), event) == (_TOGETHER, None)
    assert _answers_and_more(waiting) == ([ONE], None)


def test_no_wait_lasts_longer_than_ctrl_c_may_take():
    """Windows tells a program of Ctrl-C only between two waits."""
    waited = []

    class Silent:
        def get(self, timeout):
            waited.append(timeout)
            if len(waited) < 3:
                raise queue.Empty
            return PoolDone()

    assert _answers_and_more(Silent()) == ([], PoolDone())
    assert len(waited) == 3
    assert max(waited) <= 1
