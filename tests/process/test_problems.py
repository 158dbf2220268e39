"""What stands against writing is said in one line, also where not even a traceback can be kept."""

import errno
import os

import pytest

from nnexp.cli import commands, main
from nnexp.process import messages


def failing(monkeypatch, error):
    def carry_out(_words, _aside):
        raise error

    monkeypatch.setattr(commands, "carry_out", carry_out)


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.ENOSPC, "x: cannot be written (No space left on device); make room and repeat the"),
        (errno.EFBIG, "x: cannot be written (File too large); make room and repeat the command: "),
        (errno.EACCES, "x: cannot be read or written (Permission denied); see to the rights of it"),
    ],
)
def test_a_disk_that_is_full_or_closed(monkeypatch, capsys, number, line):
    failing(monkeypatch, OSError(number, os.strerror(number), "x"))
    assert main.main(["lr=0.1"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"nnexp: error: {line}")
    assert said.count("\n") == 1


def test_a_traceback_that_cannot_be_kept(monkeypatch, capsys):
    failing(monkeypatch, RuntimeError("odd"))

    def kept(_error):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(messages, "_kept", kept)
    assert main.main(["lr=0.1"]) == 1
    assert capsys.readouterr().err == (
        "nnexp: error: RuntimeError: odd (unexpected; the traceback could not be kept)\n"
    )
