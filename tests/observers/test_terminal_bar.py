import io
import re
import time

import pytest
from rich.console import Console

from nnexp.execution.observing import Ended, Failed, Finished, ObservedRun, Planned, Started
from nnexp.observers.terminal import progress
from nnexp.trainables.book.columns import BOOK


def planned(steps, known=0, columns=BOOK):
    runs = {f"known{i}": ObservedRun({}, i, 2, 0, 0.0) for i in range(known)}
    runs |= {str(i): ObservedRun({}, i, 2, 2, 1.0) for i in range(steps)}
    return Planned("answer", len(runs), runs, columns)


def shown(terminal, quiet=10.0, steps=5, pause=0.0, known=0, columns=BOOK):
    file = io.StringIO()
    observe = progress(Console(file=file, force_terminal=terminal, width=100), quiet)
    observe(planned(steps, known, columns))
    for i in range(known):
        observe(Finished(f"known{i}"))
    for i in range(steps):
        observe(Started(str(i)))
        time.sleep(pause)
        observe(Failed(str(i), "diverged", "a loss of inf") if i == 1 else Finished(str(i)))
    observe(Ended("finished"))
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
    observe = progress(Console(file=file, force_terminal=True, width=100))
    for event in (planned(3), Started("0"), Finished("0"), Ended("broken", "no room")):
        observe(event)
    assert "1/3" in file.getvalue()
    assert file.getvalue().rstrip().endswith("\x1b[?25h")


@pytest.mark.parametrize("terminal", [True, False])
def test_with_nothing_to_train_nothing_is_shown(terminal):
    assert shown(terminal, steps=0, known=3) == ""


def test_runs_that_the_store_knows_are_not_counted():
    (line,) = shown(terminal=False, known=4).splitlines()
    assert line.startswith("training: 5 of 5 runs, ")


def test_it_is_told_in_the_language_of_the_sweep():
    chinese = BOOK.told_in("zh")
    (line,) = shown(terminal=False, columns=chinese).splitlines()
    assert re.fullmatch(r"训练：5/5 次训练，每秒 [\d,.e+]+ 个世代，用时 0:00", line)
    assert re.search(r"训练 .*5/5\S* 次训练 每秒", shown(terminal=True, columns=chinese))


def test_one_run_is_no_plural():
    assert shown(terminal=False, steps=1).startswith("training: 1 of 1 run, ")
