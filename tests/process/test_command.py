"""The frame around every command: each error a line and a status, and surroundings that are set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnexp.errors import NnexpError, WrongInputError
from nnexp.process.command import run_command
from nnexp.reproduce import __main__ as reproduce
from nnexp.show import main as show


class NotThereError(WrongInputError):
    """What was asked for is not there."""


def raising(error):
    def work(*_words):
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (NotThereError("a: is not there"), 2, "x: error: a: is not there\n"),
        (NnexpError("b: went wrong"), 1, "x: error: b: went wrong\n"),
        (NnexpError("b: one\nc: two"), 1, "x: error: b: one\nx: error: c: two\n"),
        (MemoryError(), 1, "x: error: memory ran out; ask for less (engine.workers=1, "),
        (OSError(12, "Cannot allocate memory"), 1, "x: error: memory ran out; ask for less "),
        (ImportError("a.so: failed to map segment from shared object"), 1, "x: error: memory ran "),
        (RuntimeError("can't start new thread"), 1, "x: error: memory ran out; ask for less ("),
        # Of something else than an output: nobody's reader left, and nothing was done.
        (BrokenPipeError(32, "Broken pipe"), 1, "x: error: BrokenPipeError: [Errno 32] Broken pi"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_are_lines_with_a_status(capsys, error, status, line):
    assert run_command("x", [], raising(error), wrong=WrongInputError) == status
    said = capsys.readouterr().err
    assert said.startswith(line)
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["show", "report", "reproduce"])
def test_every_command_tells_what_nobody_expected(command, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    if command == "show":
        monkeypatch.setattr("nnexp.show._sweeps", raising(ZeroDivisionError("odd")))
        status = show([str(tmp_path)])
    elif command == "report":
        from nnexp.report import __main__ as report

        monkeypatch.setattr(report, "_folders", raising(ZeroDivisionError("odd")))
        status = report.main(["a"])
    else:
        monkeypatch.setattr(reproduce, "_chosen", raising(ZeroDivisionError("odd")))
        status = reproduce.main(["--list"])
    (log,) = tmp_path.glob("nnexp-*.log")
    assert status == 1
    assert capsys.readouterr().err == (
        f"nnexp.{command}: error: ZeroDivisionError: odd (unexpected; the traceback is in {log})\n"
    )
    assert "Traceback" in log.read_text(encoding="utf-8")


def python(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "backend", ["module://matplotlib_inline.backend_inline", "nonsense", "qtagg"]
)
def test_plots_are_drawn_without_a_window_whatever_the_environment_says(tmp_path, backend):
    program = (
        "import sys; from nnexp.process.command import run_command\n"
        "def work(_):\n"
        "    import matplotlib.pyplot as plt\n"
        "    print(plt.get_backend())\n"
        "    return 0\n"
        "run_command('x', None, work)"
    )
    done = python(tmp_path, "-c", program, MPLBACKEND=backend)
    assert (done.stdout, done.stderr) == ("agg\n", "")


def test_a_file_in_the_working_folder_hides_no_library(tmp_path):
    for name in ("numpy", "yaml", "hydra", "random"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is no library')")
    done = python(tmp_path, "-m", "nnexp", "--cfg", "job", "lr=0.3")
    assert (done.returncode, done.stderr) == (0, "")
    assert "lr: 0.3" in done.stdout


@pytest.mark.parametrize("package", [False, True])
def test_a_file_elsewhere_that_hides_a_library_is_named(tmp_path, package):
    own = tmp_path / "mine"
    hiding = own / "yaml" / "__init__.py" if package else own / "yaml.py"
    hiding.parent.mkdir(parents=True)
    hiding.write_text("x = 1\n")
    done = python(
        tmp_path, "-m", "nnexp", "--cfg", "job", PYTHONPATH=str(own), TMPDIR=str(tmp_path)
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"nnexp: error: {hiding}: hides the library yaml; rename it, or work in another folder ("
    )
    assert done.stderr.count("\n") == 1


def test_a_time_zone_that_is_none(tmp_path):
    program = "from nnexp.sweeps.sweep import _now; print(_now().isoformat()[-6:])"
    assert python(tmp_path, "-c", program, TZ="UTC+25").stdout == "+00:00\n"
    assert python(tmp_path, "-c", program, TZ="UTC-3").stdout == "+03:00\n"


@pytest.mark.parametrize("other", ["", "threading.Thread(target=time.sleep, args=[0.2]).start()"])
def test_a_process_that_leaves_has_said_all_and_done_what_was_to_be_done(other):
    script = (
        "import atexit, threading, time; from nnexp.process.command import leave;"
        f"atexit.register(print, 'last'); print('first'); {other or 'pass'}; leave(3)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (3, "first\nlast\n", "")
