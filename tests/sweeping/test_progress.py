import io
import re
import time

import pytest
from rich.console import Console

from nnexp.sweeping.progress import Work, clock, progress, speed_and_rest


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (42.4, "0:42"), (185, "3:05"), (7200, "2:00:00")]
)
def test_clock(seconds, text):
    assert clock(seconds) == text


def test_the_time_left_follows_from_the_cost_that_is_done():
    total, done = Work(10, 100, 8.0), Work(1, 50, 6.0)
    assert speed_and_rest(done, total, 30.0) == "1.7 epochs/s, 0:10 left"
    assert speed_and_rest(Work(1, 50_000, 4.0), total, 1.0) == "50,000 epochs/s, 0:01 left"
    assert speed_and_rest(Work(), total, 30.0) == ""


def shown(terminal, quiet=10.0, steps=5, pause=0.0):
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=100)
    with progress(Work(steps, steps * 2, float(steps)), console, quiet) as advance:
        for _ in range(steps):
            time.sleep(pause)
            advance(Work(1, 2, 1.0))
    return file.getvalue()


def test_a_file_gets_one_line_at_the_end_of_a_short_sweep():
    (line,) = shown(terminal=False).splitlines()
    assert re.fullmatch(r"training: 5 of 5 runs, [\d,.e+]+ epochs/s in 0:00", line)


def test_a_file_gets_a_line_now_and_then():
    lines = shown(terminal=False, quiet=0.015, pause=0.01).splitlines()
    assert 2 <= len(lines) <= 5
    assert all(re.match(r"training: \d of 5 runs, ", line) for line in lines)
    assert not any("\x1b" in line or "\r" in line for line in lines)


def test_a_terminal_gets_a_bar_that_is_drawn_over():
    text = shown(terminal=True)
    assert "5/5" in text
    assert "\x1b[" in text


def test_the_bar_is_taken_away_when_the_sweep_ends_early():
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=100)

    def stop_midway():
        with progress(Work(3, 3, 3.0), console) as advance:
            advance(Work(1, 1, 1.0))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_midway()
    assert file.getvalue().rstrip().endswith("\x1b[?25h")


def test_one_run_is_no_plural():
    assert shown(terminal=False, steps=1).startswith("training: 1 of 1 run, ")
