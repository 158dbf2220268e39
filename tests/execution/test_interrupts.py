import os
import signal
import threading

import pytest

from nnexp.execution.signals import announced, deliver


def test_the_first_signal_is_announced_and_handed_on_at_the_end():
    told = []
    with announced(lambda: told.append("once")) as received:
        os.kill(os.getpid(), signal.SIGINT)
    assert (told, received) == (["once"], [signal.SIGINT])
    with pytest.raises(KeyboardInterrupt):
        deliver(received)


def test_the_second_signal_does_not_wait():
    def twice():
        with announced(lambda: None):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        twice()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_handlers_of_others_come_back():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with announced(lambda: None):
        assert signal.getsignal(signal.SIGTERM) is not before[signal.SIGTERM]
    assert {number: signal.getsignal(number) for number in before} == before


def test_a_handler_that_returns_does_not_let_the_sweep_end_as_if_complete():
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with announced(lambda: None) as received:
            os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            deliver(received)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_ignored_signals_stay_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with announced(lambda: None) as received:
            os.kill(os.getpid(), signal.SIGINT)
        assert received == []
    finally:
        signal.signal(signal.SIGINT, before)


def test_outside_the_main_thread_nothing_changes():
    found = []

    def work():
        with announced(lambda: None) as received:
            found.append((received, signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [([], signal.default_int_handler)]
