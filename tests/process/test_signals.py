"""Ctrl-C, SIGTERM, a lost terminal: the right exit status and no traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A sweep that never ends, in the place of `nnexp.api`; `RAISES` is what it makes of Ctrl-C.
PROGRAM = """\
import sys, time, types, pathlib
import nnexp
from nnexp.errors import NnexpError

def run(points, sweep, directory, overrides):
    try:
        pathlib.Path("started").touch()
        time.sleep(60)
    except KeyboardInterrupt:
        print("kept what is complete", file=sys.stderr)
        {raises}

module = types.ModuleType("nnexp.api")
module.run = run
sys.modules["nnexp.api"] = nnexp.api = module
from nnexp.cli.main import main
sys.exit(main(["lr=0.1"]))
"""


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["ctrl-c", "term", "hangup"],
)
@pytest.mark.parametrize("raises", ["raise", "raise NnexpError('stopped')"])
def test_exit_status_without_traceback(tmp_path: Path, number: int, status: int, raises: str):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(raises=raises)],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == status
    expected = ["kept what is complete"]
    if raises != "raise":
        expected.append("nnexp: error: stopped")
    assert err.splitlines() == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=["background", "nohup"])
def test_what_is_ignored_stays_so(number: int):
    program = (
        "import signal; from nnexp.process.signals import stop_signals\n"
        f"signal.signal({number:d}, signal.SIG_IGN)\n"
        f"with stop_signals() as received: signal.raise_signal({number:d})\n"
        "print(received)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
