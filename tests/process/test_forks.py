"""Calls are carried out by forks, each once, whatever becomes of a fork."""

import functools
import os
import signal
import sys
import threading
import time

import pytest

from nnexp.process.forks import in_forks


@pytest.fixture
def alone(monkeypatch):
    """As if no test before these had left a thread behind."""
    if sys.platform != "linux":
        pytest.skip("forks are for Linux")
    monkeypatch.setattr("threading.active_count", lambda: 1)


forking = pytest.mark.usefixtures("alone")


def square(number: int) -> tuple[int, int]:
    return number**2, os.getpid()


def calls(count: int) -> list[functools.partial[tuple[int, int]]]:
    return [functools.partial(square, number) for number in range(count)]


@forking
def test_every_call_is_carried_out_once_and_elsewhere() -> None:
    found = dict(in_forks(calls(256), 3))
    assert {place: number for place, (number, _) in found.items()} == {
        place: place**2 for place in range(256)
    }
    assert os.getpid() not in {pid for _, pid in found.values()}


@pytest.mark.parametrize(("count", "at_once"), [(0, 2), (1, 2), (5, 1), (257, 2)])
def test_what_needs_no_forks_is_done_here(count: int, at_once: int) -> None:
    found = list(in_forks(calls(count), at_once))
    assert found == [(place, (place**2, os.getpid())) for place in range(count)]


def test_beside_another_thread_nothing_is_forked() -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        assert {pid for _, (_, pid) in in_forks(calls(3), 2)} == {os.getpid()}
    finally:
        over.set()
        other.join()


@forking
def test_a_slow_call_holds_up_no_other() -> None:
    def sleep() -> float:
        time.sleep(0.6)
        return time.monotonic()

    quick = [time.monotonic for _ in range(20)]
    ended = dict(in_forks([sleep, *quick], 2))
    assert max(ended[place] for place in range(1, 21)) < ended[0]


@forking
def test_what_a_killed_fork_leaves_undone_is_done_here() -> None:
    here = os.getpid()

    def killed() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return here

    found = dict(in_forks([killed, os.getpid, killed, killed, os.getpid], 2))
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert found[0] == found[2] == found[3] == here


@forking
def test_an_error_is_raised_here_and_ends_the_forks() -> None:
    here = os.getpid()

    def fail() -> int:
        raise KeyError(f"not in {here}") if os.getpid() != here else AssertionError("done here")

    started = time.monotonic()
    with pytest.raises(KeyError, match=f"not in {here}"):
        list(in_forks([fail, lambda: time.sleep(30)], 2))
    assert time.monotonic() - started < 10
