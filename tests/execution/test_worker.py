import pickle
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

import nnexp.execution.worker as worker
from nnexp.datasets import load
from nnexp.execution.worker import Rules, Training, train_chunk
from nnexp.settings import DataSettings, GridPoint
from nnexp.trainables.book.trainable import BOOK, Book

DIGITS = load(DataSettings())
SMALL = GridPoint(hidden_nodes=(5,), epochs=2)


def answers(*points, rules=Rules(), **more):  # noqa: B008 -- frozen
    tasks = [Training(str(number), point, 0) for number, point in enumerate(points)]
    return train_chunk(BOOK, tasks, BOOK.prepare(SMALL, DIGITS), rules, **more)


def test_answers_come_in_order_and_can_be_continued():
    whole, half = answers(SMALL, GridPoint(hidden_nodes=(5,), epochs=1), rules=Rules(None, True))
    assert [whole.run_id, half.run_id] == ["0", "1"]
    rest = Training("rest", SMALL, 0, (1, half.outcome.state))
    (continued,) = train_chunk(BOOK, [rest], BOOK.prepare(SMALL, DIGITS), Rules())
    assert continued.outcome.curve.first_epoch == 2
    untimed = slice(0, -1)
    expected = whole.outcome.curve.values[1, untimed]
    assert continued.outcome.curve.values[0, untimed].tobytes() == expected.tobytes()


def test_states_are_handed_back_only_when_wanted():
    assert answers(SMALL)[0].outcome.state is None
    assert answers(SMALL, rules=Rules(keep_states=True))[0].outcome.state is not None


def test_a_run_that_raises_is_an_answer_with_its_reason_and_traceback(monkeypatch):
    def explode(*_arguments, **_more):
        raise OSError("no space\nfor this")

    monkeypatch.setattr(Book, "train", explode)
    first, second = answers(SMALL, SMALL)
    assert first.outcome.status == second.outcome.status == "error"
    assert first.outcome.reason == "OSError: no space for this"
    assert "explode" in first.traceback
    assert first.outcome.curve.values.shape == (0, 9)
    assert pickle.loads(pickle.dumps(first)).outcome.reason == first.outcome.reason  # noqa: S301


def test_a_very_long_message_is_cut(monkeypatch):
    def explode(*_arguments, **_more):
        raise ValueError("x" * 10_000)

    monkeypatch.setattr(Book, "train", explode)
    assert len(answers(SMALL)[0].outcome.reason) < 320


def test_an_error_without_words_is_named(monkeypatch):
    def explode(*_arguments, **_more):
        raise MemoryError

    monkeypatch.setattr(Book, "train", explode)
    assert answers(SMALL)[0].outcome.reason == "MemoryError"


def test_the_time_limit_counts_training_only_and_names_itself():
    long = GridPoint(hidden_nodes=(500,), epochs=100_000)
    began = time.monotonic()
    (answer,) = answers(long, rules=Rules(timeout=0.3))
    assert time.monotonic() - began < 30
    assert answer.outcome.status == "timeout"
    assert answer.outcome.reason.startswith("took longer than engine.timeout=0.3 seconds; ")


def test_a_cancelled_chunk_ends_at_once_and_keeps_complete_epochs():
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > 20

    long = GridPoint(hidden_nodes=(5,), epochs=100_000)
    (answer,) = answers(long, SMALL, cancelled=cancelled)
    assert answer.outcome.status == "interrupted"
    assert len(answer.outcome.curve.values) > 0
    assert answers(SMALL, cancelled=lambda: True) == []


def test_a_failure_ends_the_chunk_where_asked():
    failing = GridPoint(hidden_nodes=(500,), epochs=100_000)
    rules = Rules(timeout=0.01, stop_at_failure=True)
    assert [a.outcome.status for a in answers(failing, SMALL, rules=rules)] == ["timeout"]


@pytest.mark.parametrize("count", [1, 4])
def test_the_split_that_cannot_be_made_is_an_answer(count):
    impossible = GridPoint(data=DataSettings(train_size=100_000))
    found = answers(*[impossible] * count)
    assert [answer.outcome.status for answer in found] == ["error"] * count
    assert found[0].outcome.reason.startswith("DataError: data.train_size=100000")
    assert np.isnan(found[0].outcome.curve.values).sum() == 0


def test_where_a_process_keeps_its_parents_number_the_parent_itself_is_watched(monkeypatch):
    """As on Windows, where `getppid` never changes and numbers are given out again."""
    monkeypatch.setattr(worker, "os", SimpleNamespace(name="nt"))
    wait = [sys.executable, "-c", "input()"]
    with subprocess.Popen(wait, stdin=subprocess.PIPE) as driver:
        lives = worker._is_alive(driver.pid)
        assert lives()
        driver.kill()
        driver.wait()
        assert not lives()
        assert not worker._is_alive(driver.pid)()
