"""Whatever becomes of the standard streams, the work is done and its status is right."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

# Says much, and does its work only after that: what a sweep does with its table.
PROGRAM = """\
import subprocess, sys
from nnexp.process.command import run_command

def work(words):
    for _ in range(20_000):
        print("± said on standard output")
        print("± said on standard error", file=sys.stderr, flush=True)
    # What a worker process finds.
    child = "import os; [os.fstat(number) for number in range(3)]"
    subprocess.run([sys.executable, "-c", child], check=True)
    with open("written", "w") as file:
        file.write(f"{file.fileno()}")
    return 0

sys.argv = ["x"]
sys.exit(run_command("x", None, work))
"""


def run(folder: Path, redirection: str, **environment: str) -> tuple[int, str, str]:
    """Status, output and errors of the program in a shell that redirects as told."""
    program = f"{shlex.quote(sys.executable)} -c {shlex.quote(PROGRAM)} {redirection}"
    done = subprocess.run(
        ["bash", "-c", f"{program}; exit ${{PIPESTATUS[0]}}"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "redirection",
    [
        *("| true", "2>&1 | true", "2>&1 | head -1 >/dev/null", "2> >(true)"),
        *(">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "<&-", "2>/dev/full"),
    ],
)
def test_streams_that_nobody_reads(tmp_path, redirection):
    status, _, err = run(tmp_path, redirection)
    assert status == 0
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    # A file that were standard error by number would hold what libraries print there.
    assert int((tmp_path / "written").read_text()) > 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_cannot_be_kept_is_told(tmp_path):
    status, _, err = run(tmp_path, ">/dev/full")
    assert status == 1
    assert (tmp_path / "written").exists()
    assert err.splitlines()[-1] == (
        "x: error: standard output: cannot be written (No space left on device); all else is done"
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1251", "cp932"])
def test_streams_that_lack_a_sign(tmp_path, encoding):
    status, out, err = run(tmp_path, "| head -1", PYTHONIOENCODING=encoding)
    assert status == 0
    assert "said on standard output" in out
    assert "Traceback" not in err
