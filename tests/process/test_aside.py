"""A process beside this one imports meanwhile, carries out one call, and never outlives it."""

import functools
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nnexp.process.aside import Aside, Asking, GoneError, begun

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux"),
    # A command forks before it has any thread; whoever runs tests may have some.
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

STEPS: list[int] = []
"""Those taken; of another process its own."""


def taken(step: int) -> None:
    STEPS.append(step)


def told(_parent: Asking, *words: str) -> tuple[int, list[int]]:
    print(*words)
    logging.getLogger("nnexp.test").info("said %s", words)
    return os.getpid(), STEPS


def fail(*_: object) -> None:
    raise LookupError("nothing there")


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def aside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Aside]]:
    """Begins one, as if this machine had processors enough and this process no other threads."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr("threading.active_count", lambda: 1)
    begun_ones: list[Aside] = []

    def begin(*steps: Callable[[], None]) -> Aside:
        one = begun(steps)
        assert one is not None
        begun_ones.append(one)
        return one

    yield begin
    for one in begun_ones:
        one.end()


def test_a_call_is_carried_out_elsewhere_and_heard_here(aside, capsys, caplog):
    one = aside(*(functools.partial(taken, step) for step in range(3)), fail, lambda: taken(3))
    time.sleep(0.5)
    caplog.set_level(logging.INFO)
    process, steps = one.carry_out(told, "well", "done")
    assert process != os.getpid()
    assert steps == [0, 1, 2, 3]
    assert STEPS == []
    assert capsys.readouterr().out == "well done\n"
    assert caplog.messages == ["said ('well', 'done')"]


def where() -> int:
    return os.getpid()


def asks_meanwhile(parent: Asking) -> tuple[int, int, str]:
    wait = parent.ask(where)
    print("not held up", flush=True)
    place = wait()
    try:
        parent.ask(fail)()
    except LookupError as error:
        return os.getpid(), place, str(error.__cause__)
    return os.getpid(), place, ""


def test_it_has_its_parent_do_a_part_of_the_work(aside, capsys):
    process, place, trace = aside().carry_out(asks_meanwhile)
    assert place == os.getpid() != process
    assert "in fail" in trace
    assert capsys.readouterr().out == "not held up\n"


def waits_slowly(parent: Asking) -> bool:
    wait = parent.ask(time.sleep, 1)
    print("said", flush=True)
    wait()
    return True


def test_what_it_prints_is_heard_while_its_parent_works(aside, monkeypatch):
    heard: list[float] = []
    monkeypatch.setattr(sys.stdout, "write", lambda _text: heard.append(time.monotonic()))
    began = time.monotonic()
    assert aside().carry_out(waits_slowly)
    assert heard[0] - began < 0.9 < time.monotonic() - began


def test_what_is_asked_for_comes_before_steps_that_are_left(aside):
    one = aside(lambda: time.sleep(0.5), *[functools.partial(time.sleep, 60)] * 2)
    began = time.monotonic()
    one.carry_out(told)
    assert time.monotonic() - began < 30


def test_an_error_is_raised_here_and_says_where_it_comes_from(aside):
    with pytest.raises(LookupError, match="nothing there") as caught:
        aside().carry_out(fail)
    assert "in fail" in str(caught.value.__cause__)


def test_one_that_is_killed_is_told_from_a_call_that_fails(aside):
    with pytest.raises(GoneError):
        aside().carry_out(die)
    one = aside()
    one.end()
    with pytest.raises((GoneError, OSError)):
        one.carry_out(told)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent(tmp_path: Path, sent: signal.Signals) -> None:
    script = (
        "import os, time, threading; from nnexp.process.aside import begun;"
        "os.sched_getaffinity = lambda _: {0, 1};"
        "one = begun([lambda: print(os.getpid(), flush=True), lambda: time.sleep(60)]);"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        parent.send_signal(sent)
    until = time.monotonic() + 30
    while _lives(process) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(process)


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return False
    return state[0] != "Z"


@pytest.mark.parametrize(
    "alone",
    [
        ("sys.platform", "darwin"),
        ("os.sched_getaffinity", lambda _: {0}),
        ("threading.active_count", lambda: 2),
        ("nnexp.process.aside.of_limit", lambda: 1 << 30),
    ],
)
def test_where_it_may_not_be_there_is_none(aside, monkeypatch, alone):
    monkeypatch.setattr(*alone)
    assert begun([]) is None
