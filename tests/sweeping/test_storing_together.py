"""Answers that come faster than they are stored go into the store together."""

import queue

from nnexp.sweeping.execute import _TOGETHER, _answers_and_more
from nnexp.sweeping.pool import Done, Woken
from nnexp.sweeping.worker import failure

ONE, OTHER = [failure("a", "x")], [failure("b", "x"), failure("c", "x")]


def events(*those):
    waiting = queue.SimpleQueue()
    for one in those:
        waiting.put(one)
    return waiting


def test_answers_are_taken_up_to_the_first_event_that_is_none():
    waiting = events(ONE, OTHER, Woken(), ONE)
    assert _answers_and_more(waiting) == ([ONE, OTHER], Woken())
    assert _answers_and_more(waiting) == ([ONE], None)
    assert waiting.empty()
    assert _answers_and_more(events(Done())) == ([], Done())


def test_so_many_and_no_more_wait_for_one_transaction():
    waiting = events(*[ONE] * (_TOGETHER + 1))
    answers, event = _answers_and_more(waiting)
    assert (len(answers), event) == (_TOGETHER, None)
    assert _answers_and_more(waiting) == ([ONE], None)
