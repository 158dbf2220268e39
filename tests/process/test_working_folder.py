"""A folder that was removed while a shell stood in it: one line from every command."""

import subprocess
import sys

import pytest

STAND_IN_NONE = "import os, runpy, sys; os.mkdir('x'); os.chdir('x'); os.rmdir('../x'); "


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        ("nnexp", "nnexp", ["-m", "lr=0.1,0.2"]),
        ("nnexp", "nnexp", ["--help"]),
        ("nnexp.show", "nnexp.show", []),
        ("nnexp.report", "nnexp.report", ["x"]),
        ("nnexp.reproduce", "nnexp.reproduce", ["--list"]),
    ],
)
def test_a_working_folder_that_is_gone(tmp_path, module, name, words):
    start = f"sys.argv[1:] = {words}; runpy.run_module({module!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", STAND_IN_NONE + start],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"{name}: error: the working folder is gone; cd to one that is there\n",
    )
