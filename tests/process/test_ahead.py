"""Imports in a thread, and modules that are hidden for a while."""

import functools
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import nnexp
from nnexp.execution import pool
from nnexp.process.ahead import Ahead, imported, linking, without


def test_every_step_is_taken_once_in_order() -> None:
    done: list[int] = []
    ahead = Ahead([functools.partial(done.append, step) for step in range(5)])
    ahead.end()
    assert not done
    ahead.begin()
    ahead.begin()
    ahead.end()
    ahead.end()
    assert done == [0, 1, 2, 3, 4]


def test_after_a_halt_the_steps_that_are_left_are_taken_by_who_ends_it() -> None:
    by: list[str] = []
    may_go_on = threading.Event()

    def step() -> None:
        by.append(threading.current_thread().name)
        may_go_on.wait()

    ahead = Ahead([step, step, step])
    ahead.begin()
    ahead.halt()
    may_go_on.set()
    ahead.end()
    here = threading.current_thread().name
    assert by[-2:] == [here, here]
    assert by[0] in ("nnexp-imports", here)


def test_what_cannot_be_imported_is_left_to_who_needs_it() -> None:
    done: list[int] = []
    ahead = Ahead([lambda: imported("there_is_no_such_module"), lambda: done.append(1)])
    ahead.begin()
    ahead.end()
    assert done == [1]


def test_a_hidden_module_is_not_to_be_had_and_comes_back() -> None:
    sys.modules.pop("this", None)
    with without("this", "json"):
        with pytest.raises(ImportError):
            __import__("this")
        __import__("json")
    assert "this" not in sys.modules


@pytest.mark.slow
def test_a_command_draws_without_scipys_statistics() -> None:
    """And who needs them later has them."""
    code = (
        "import sys; from nnexp.plots import import_lean; import_lean();"
        "assert 'seaborn' in sys.modules and 'scipy.stats' not in sys.modules;"
        "import scipy.stats; print(scipy.stats.norm.cdf(0))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "0.5\n"


def test_no_library_is_linked_while_libraries_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both at once never end: each has a lock that the other waits for."""
    held: list[bool] = []
    ahead = Ahead([lambda: held.append(linking.locked())])
    ahead.begin()
    ahead.end()
    controller = pool.ThreadpoolController

    def listed() -> object:
        held.append(linking.locked() and threading.current_thread() is threading.main_thread())
        return controller()

    monkeypatch.setattr(pool, "ThreadpoolController", listed)
    settings = {"data.validation": 0, "store.path": str(tmp_path / "store.sqlite")}
    nnexp.sweep(settings, directory=tmp_path / "out", data="xor", repeats=1, quiet=True)
    assert held == [True, True]
    assert not linking.locked()
